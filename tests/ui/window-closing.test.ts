import { assert, fixture, html } from '@open-wc/testing';
import '../../src/ui/components/close-dialog.ts';
import type { LuluCloseDialog } from '../../src/ui/components/close-dialog.ts';
import { SessionsStore } from '../../src/ui/data/sessions-store.ts';
import { answerForClosing } from '../../src/ui/views/window-closing.ts';
import type { SessionView } from '../../src/contract/rows.ts';
import { row } from '../helpers/rows.ts';
import { FakeTransport } from './fake-transport.ts';
import { expectAccessible, inLook } from './look.ts';
import { until } from './until.ts';

async function open(rows: readonly SessionView[]) {
  const holder = await fixture<HTMLElement>(inLook(html`<lulu-close-dialog></lulu-close-dialog>`));
  const dialog = holder.querySelector<LuluCloseDialog>('lulu-close-dialog');
  if (dialog === null) throw new Error('No dialog');
  const transport = new FakeTransport({
    'sessions.interrupt': () => ({ row: row(1, { interrupting: true }) }),
  });
  const store = new SessionsStore(transport, (task) => {
    queueMicrotask(task);
  });
  for (const one of rows) store.put(one);
  let closed = 0;
  let request = (): void => undefined;
  const window = {
    close: () => void (closed += 1),
    onCloseRequest: (listener: () => void) => {
      request = listener;
      return () => undefined;
    },
  };
  answerForClosing(window, () => ({ transport, store, dialog: () => Promise.resolve(dialog) }));
  const native = (): HTMLDialogElement | null | undefined =>
    dialog.shadowRoot?.querySelector('dialog');
  const press = (label: string): void => {
    const buttons = [...(native()?.querySelectorAll('button') ?? [])];
    buttons.find((one) => one.textContent.trim() === label)?.click();
  };
  const asks = (): Promise<void> => until(() => native()?.open === true, 'it asks');
  const closes = (): Promise<void> => until(() => closed === 1, 'the window is closed');
  return {
    ...{ dialog, transport, store, native, press, asks, closes },
    request: () => {
      request();
    },
    closed: () => closed,
  };
}

describe('closing the window', () => {
  it('asks where agents are at work, accessibly, and closes when they are to be kept', async () => {
    const { request, asks, dialog, press, closes, transport } = await open([row(1), row(2)]);
    request();
    await asks();
    await expectAccessible(dialog);
    assert.include(dialog.shadowRoot?.textContent, '2 agents are at work');
    press('Keep them running');
    await closes();
    assert.lengthOf(transport.asked, 0);
  });

  it('closes at once where none is at work, or the engine is gone', async () => {
    const idle = await open([row(1, { status: 'Completed' })]);
    idle.request();
    await idle.closes();
    const lost = await open([row(1)]);
    lost.transport.become('lost');
    lost.request();
    await lost.closes();
  });

  it('stops them first where that is wanted', async () => {
    const { request, asks, press, closes, transport, store, closed, dialog } = await open([row(1)]);
    request();
    await asks();
    press('Stop them');
    await until(
      () => dialog.shadowRoot?.textContent.includes('Stopping 1 agent') === true,
      'it says so',
    );
    assert.equal(closed(), 0);
    assert.deepEqual(
      transport.asked.map(({ method }) => method),
      ['sessions.interrupt'],
    );
    store.put(row(1, { status: 'Interrupted' }));
    await closes();
  });

  it('stays open on Cancel, and asks again the next time', async () => {
    const { request, asks, press, native, closed } = await open([row(1)]);
    request();
    await asks();
    press('Cancel');
    await until(() => native()?.open === false, 'the question is gone');
    await new Promise(requestAnimationFrame);
    assert.equal(closed(), 0);
    request();
    await asks();
  });

  it('never keeps a window that is closed twice', async () => {
    const { request, asks, closes } = await open([row(1)]);
    request();
    await asks();
    request();
    await closes();
  });
});
