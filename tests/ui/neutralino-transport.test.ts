import { assert } from '@open-wc/testing';
import type { RequestMessage } from '../../src/contract/wire.ts';
import { keepMounted } from '../../src/ui/data/keep-mounted.ts';
import { connectNeutralino, extensionId } from '../../src/ui/data/neutralino-transport.ts';
import { until } from './until.ts';

/** Stands where `@neutralinojs/lib` does; its far end is the test. */
function window() {
  const target = new EventTarget();
  const sent: RequestMessage[] = [];
  const done = Promise.resolve({ success: true, message: '' });
  const lib = {
    events: {
      on: (event: string, handler: (event: CustomEvent) => void) => {
        target.addEventListener(event, handler as EventListener);
        return done;
      },
    },
    extensions: {
      dispatch: (id: string, _event: string, data?: unknown) => {
        assert.equal(id, extensionId);
        sent.push(data as RequestMessage);
        return Promise.resolve();
      },
    },
  };
  const emit = (event: string, detail: unknown): void => {
    target.dispatchEvent(new CustomEvent(event, { detail }));
  };
  const answer = (message: RequestMessage | undefined, n: number, value: unknown): void => {
    emit('lulu', { n, kind: 'reply', id: message?.id, ok: true, value });
  };
  return { lib, sent, emit, answer };
}

const ignore = { onOffline: () => undefined };

describe('connectNeutralino', () => {
  it('says hello again until the engine answers, each time as message 1', async () => {
    const { lib, sent, answer } = window();
    const transport = connectNeutralino(lib, ignore);
    await until(() => sent.length >= 2, 'hello was said twice');
    assert.equal(transport.state, 'connecting');
    assert.deepEqual(
      sent.map(({ n, method }) => `${n} ${method}`),
      sent.map(() => '1 hello'),
    );
    answer(sent[0], 1, {});
    assert.equal(transport.state, 'open');

    void transport.request('doctor', {});
    assert.equal(sent.at(-1)?.n, 2);
  });

  it('does not take an answer to the page before the reload for its own', () => {
    const { lib, sent, answer } = window();
    const transport = connectNeutralino(lib, ignore);
    answer({ ...sent[0], id: 5 } as RequestMessage, 1, {});
    assert.equal(transport.state, 'connecting');
    answer(sent[0], 2, {});
    assert.equal(transport.state, 'open');
  });

  it('is lost when the engine’s process is, and greets the next one', () => {
    const { lib, sent, emit, answer } = window();
    const transport = connectNeutralino(lib, ignore);
    answer(sent[0], 1, {});
    let resyncs = 0;
    transport.onResync(() => (resyncs += 1));

    emit('extClientDisconnect', 'another.extension');
    assert.equal(transport.state, 'open');
    emit('extClientDisconnect', extensionId);
    assert.equal(transport.state, 'lost');
    emit('extClientConnect', extensionId);
    answer(sent.at(-1), 1, {});
    assert.equal(transport.state, 'open');
    assert.equal(resyncs, 1);
  });

  it('says when the window itself is offline', () => {
    const { lib, sent, emit, answer } = window();
    let offline = false;
    const transport = connectNeutralino(lib, { onOffline: () => (offline = true) });
    answer(sent[0], 1, {});
    emit('serverOffline', {});
    assert.equal(transport.state, 'lost');
    assert.isTrue(offline);
  });

  it('sends no half of a surrogate pair, which Neutralino would drop in silence', () => {
    const { lib, sent, answer } = window();
    const transport = connectNeutralino(lib, ignore);
    answer(sent[0], 1, {});
    void transport.request('events.search', { text: 'a\ud800' });
    assert.deepEqual(sent.at(-1)?.params, { text: 'a\ufffd' });
  });
});

describe('keepMounted', () => {
  it('puts the app back when the library has emptied the body', async () => {
    const body = document.createElement('div');
    const app = document.createElement('p');
    body.append(app);
    const end = keepMounted(app, body);
    const said = document.createElement('div');
    body.replaceChildren();
    body.append(said);
    await until(() => app.parentElement === body, 'the app is back');
    assert.lengthOf(body.children, 1);
    end();
  });
});
