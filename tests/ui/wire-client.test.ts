import { assert } from '@open-wc/testing';
import type { Push } from '../../src/contract/pushes.ts';
import type { ChunkMessage, RequestMessage } from '../../src/contract/wire.ts';
import { ChunkAssembler, chunksOf } from '../../src/core/wire-chunks.ts';
import { RequestError } from '../../src/ui/data/transport.ts';
import { WireClient } from '../../src/ui/data/wire-client.ts';
import { row, sessionId } from '../helpers/rows.ts';

/** A client with a wire whose far end is the test. */
function connect(timeoutMs = 5000) {
  const client = new WireClient({ holdMs: 0, timeoutMs });
  const sent: (RequestMessage | ChunkMessage)[] = [];
  let n = 0;
  const reply = (value: unknown, at = sent.length - 1): void => {
    const { id } = sent[at] as RequestMessage;
    client.receive({ n: (n += 1), kind: 'reply', id, ok: true, value });
  };
  const refuse = (error: unknown): void => {
    const { id } = sent.at(-1) as RequestMessage;
    client.receive({ n: (n += 1), kind: 'reply', id, ok: false, error });
  };
  const push = (content: Push): void => {
    client.receive(JSON.stringify({ n: (n += 1), kind: 'push', push: content }));
  };
  const open = (): void => {
    n = 0;
    client.opened((envelope) => sent.push(envelope));
  };
  const skip = (): void => {
    n += 1;
  };
  open();
  return { client, sent, reply, refuse, push, open, skip };
}

async function failure(promise: Promise<unknown>): Promise<RequestError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
  throw new Error('It did not fail');
}

const search = { text: 'login' };

describe('WireClient', () => {
  it('gives each answer to its question', async () => {
    const { client, reply } = connect();
    const first = client.request('paths.complete', { prefix: '/a' });
    const second = client.request('paths.complete', { prefix: '/b' });
    reply({ paths: ['/b1'] }, 1);
    reply({ paths: ['/a1'] }, 0);
    assert.deepEqual((await first).paths, ['/a1']);
    assert.deepEqual((await second).paths, ['/b1']);
  });

  it('numbers its messages from 1 without gaps', () => {
    const { client, sent } = connect();
    void client.request('doctor', {});
    void client.request('doctor', {});
    assert.deepEqual(
      sent.map((envelope) => (envelope as RequestMessage).n),
      [1, 2],
    );
  });

  it('fails with the kind, the field and the words of a refusal', async () => {
    const { client, refuse } = connect();
    const asking = client.request('sessions.rename', { id: sessionId(1), name: '' });
    refuse({ kind: 'bad-request', message: 'name is empty.', field: 'name' });
    const error = await failure(asking);
    assert.equal(error.kind, 'bad-request');
    assert.equal(error.field, 'name');
    assert.equal(error.message, 'name is empty.');
  });

  it('does not trust an answer of another shape', async () => {
    const { client, reply } = connect();
    const asking = client.request('events.search', search);
    reply({ hits: 'none' });
    assert.equal((await failure(asking)).kind, 'internal');
  });

  it('gives up on an engine that says nothing', async () => {
    const { client } = connect(10);
    assert.equal((await failure(client.request('events.search', search))).kind, 'unavailable');
  });

  it('asks again after a reconnect what merely reads, and nothing else', async () => {
    const { client, sent, reply, open } = connect();
    const reading = client.request('events.search', search);
    const changing = client.request('sessions.interrupt', { id: sessionId(1) });
    client.closed();
    assert.equal((await failure(changing)).kind, 'unavailable');

    open();
    assert.lengthOf(sent, 3);
    reply({ hits: [] });
    assert.deepEqual((await reading).hits, []);
  });

  it('refuses to change anything while there is no connection', async () => {
    const { client } = connect();
    client.closed();
    assert.equal(client.state, 'lost');
    const asking = client.request('sessions.interrupt', { id: sessionId(1) });
    assert.equal((await failure(asking)).kind, 'unavailable');
  });

  it('says what may have been missed: after a gap, and after a reconnect', () => {
    const { client, push, open, skip } = connect();
    let resyncs = 0;
    client.onResync(() => (resyncs += 1));
    push({ removed: [] });
    skip();
    push({ removed: [] });
    assert.equal(resyncs, 1);
    client.closed();
    open();
    assert.equal(resyncs, 2);
  });

  it('puts a message that came in parts together', () => {
    const { client } = connect();
    const pushes: Push[] = [];
    client.on((push) => pushes.push(push));
    const rows = Array.from({ length: 400 }, (_, i) => row(i));
    const text = JSON.stringify({ n: 1, kind: 'push', push: { rows } });
    for (const chunk of chunksOf(text, 7) ?? []) client.receive(chunk);
    assert.lengthOf(pushes[0]?.rows ?? [], 400);
  });

  it('sends a large message in parts', () => {
    const { client, sent } = connect();
    const prompt = 'x'.repeat(1_000_000);
    void client.request('events.search', { text: prompt }).catch(() => undefined);
    const assembler = new ChunkAssembler();
    const whole = sent.map((envelope) => assembler.accept(envelope as ChunkMessage)).at(-1);
    const message = JSON.parse(whole ?? 'null') as RequestMessage;
    assert.deepEqual(message.params, { text: prompt });
  });

  it('ignores what is no message at all', () => {
    const { client } = connect();
    for (const garbage of ['{', 'null', { n: 0 }, 7, undefined]) client.receive(garbage);
    assert.equal(client.state, 'open');
  });
});
