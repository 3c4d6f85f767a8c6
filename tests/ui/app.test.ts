import { assert, fixture, html } from '@open-wc/testing';
import { RequestError } from '../../src/ui/data/transport.ts';
import type { LuluSessionRow } from '../../src/ui/components/session-row.ts';
import type { LuluApp } from '../../src/ui/views/app.ts';
import '../../src/ui/views/app.ts';
import { everyKind, row, sessionId, settings, waiting } from '../helpers/rows.ts';
import { FakeTransport, type Answers } from './fake-transport.ts';
import { expectAccessible } from './look.ts';
import { until } from './until.ts';

async function start(answers: Answers = {}) {
  const transport = new FakeTransport({
    'sessions.list': () => ({ rows: [...everyKind] }),
    ...answers,
  });
  const app = await fixture<LuluApp>(html`<lulu-app .transport=${transport}></lulu-app>`);
  await until(() => find(app, 'lulu-list-pane')?.store?.loaded === true, 'the list is loaded');
  await until(() => find(app, 'lulu-session-row') !== null, 'rows are drawn');
  return { app, transport };
}

/** The first match in the page's tree, through every shadow root. */
function find<K extends keyof HTMLElementTagNameMap>(
  root: Element,
  tag: K,
): HTMLElementTagNameMap[K] | null;
function find(root: Element, selector: string): HTMLElement | null;
function find(root: Element, selector: string): HTMLElement | null {
  const inside = root.shadowRoot ?? root;
  const here = inside.querySelector<HTMLElement>(selector);
  if (here !== null) return here;
  for (const child of inside.querySelectorAll('*')) {
    const found = child.shadowRoot === null ? null : find(child, selector);
    if (found !== null) return found;
  }
  return null;
}

function press(key: string): void {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
}

function text(app: Element, selector: string): string {
  return find(app, selector)?.textContent.trim() ?? '';
}

function asked(transport: FakeTransport, method: string): unknown[] {
  return transport.asked.filter((one) => one.method === method).map(({ params }) => params);
}

describe('<lulu-app>', () => {
  beforeEach(() => {
    sessionStorage.clear();
  });
  after(() => {
    sessionStorage.clear();
    delete document.documentElement.dataset['theme'];
  });

  it('is accessible in both themes', async () => {
    const { app, transport } = await start();
    await expectAccessible(app);
    transport.push({ settings: { ...settings, theme: 'dark' } });
    await app.updateComplete;
    assert.equal(document.documentElement.dataset['theme'], 'dark');
    await expectAccessible(app);
    transport.push({ settings });
  });

  it('shows a skeleton, never an empty list, before it knows the sessions', async () => {
    const app = await fixture<LuluApp>(html`<lulu-app></lulu-app>`);
    assert.isNotNull(find(app, 'lulu-list-skeleton'));
    assert.isNull(find(app, 'lulu-notice-screen'));
  });

  it('says how to start the first session where there is none', async () => {
    const transport = new FakeTransport();
    const app = await fixture<LuluApp>(html`<lulu-app .transport=${transport}></lulu-app>`);
    await until(() => find(app, 'lulu-notice-screen') !== null, 'the empty state is shown');
    assert.equal(find(app, 'lulu-notice-screen')?.getAttribute('heading'), 'No sessions yet');
    await expectAccessible(app);
  });

  it('never shows stale rows as live', async () => {
    const { app, transport } = await start();
    transport.become('lost');
    await app.updateComplete;
    assert.isTrue(find(app, 'lulu-list-pane')?.inert);
    assert.isNotNull(find(app, 'lulu-notice-bar'));
    await expectAccessible(app);
    transport.become('open');
    await app.updateComplete;
    assert.isFalse(find(app, 'lulu-list-pane')?.inert);
    assert.isNull(find(app, 'lulu-notice-bar'));
  });

  it('says when the engine cannot keep events, until it can', async () => {
    const { app, transport } = await start();
    transport.push({ health: { ok: false, problem: 'The disk is full. Make room.' } });
    await app.updateComplete;
    const bar = find(app, 'lulu-notice-bar');
    assert.include(bar === null ? '' : text(bar, 'div'), 'The disk is full. Make room.');
    assert.isFalse(find(app, 'lulu-list-pane')?.inert);
    await expectAccessible(app);
    transport.push({ health: { ok: true, problem: null } });
    await app.updateComplete;
    assert.isNull(find(app, 'lulu-notice-bar'));
  });

  it('asks before it interrupts, and does nothing when the answer is no', async () => {
    const interrupting = row(10, { interrupting: true });
    const { app, transport } = await start({ 'sessions.interrupt': () => ({ row: interrupting }) });
    const list = find(app, 'lulu-list-pane');
    const { SessionActionEvent } = await import('../../src/ui/components/session-action.ts');
    const ask = async (button: string): Promise<void> => {
      list?.dispatchEvent(new SessionActionEvent(row(10), 'interrupt'));
      const dialog = find(app, 'lulu-confirm-dialog');
      const open = (): boolean => find(dialog ?? app, 'dialog[open]') !== null;
      await until(() => open() && text(dialog ?? app, 'h2') === 'Interrupt session?', 'it asks');
      find(dialog ?? app, button)?.click();
      await until(() => !open(), 'it is answered');
    };
    await ask('button:not(.danger)');
    assert.deepEqual(asked(transport, 'sessions.interrupt'), []);
    await ask('button.danger');
    await until(() => list?.store?.get(sessionId(10))?.interrupting === true, 'it is in hand');
    assert.deepEqual(asked(transport, 'sessions.interrupt'), [{ id: sessionId(10) }]);
  });

  it('moves to the trash, and brings back on Undo', async () => {
    const { app, transport } = await start({
      'sessions.delete': () => ({ row: row(10) }),
      'sessions.restore': () => ({ row: row(10) }),
    });
    const list = find(app, 'lulu-list-pane');
    const { SessionActionEvent } = await import('../../src/ui/components/session-action.ts');
    list?.dispatchEvent(new SessionActionEvent(row(10), 'delete'));
    const dialog = find(app, 'lulu-confirm-dialog');
    await until(() => text(dialog ?? app, 'h2').includes('trash'), 'it says where it goes');
    find(dialog ?? app, 'button.danger')?.click();
    await until(() => list?.store?.get(sessionId(10)) === undefined, 'the row is gone');
    const toast = find(app, 'lulu-toast');
    await until(() => find(toast ?? app, 'button') !== null, 'Undo is offered');
    await expectAccessible(app);
    find(toast ?? app, 'button')?.click();
    await until(() => list?.store?.get(sessionId(10)) !== undefined, 'the row is back');
    assert.lengthOf(asked(transport, 'sessions.restore'), 1);
  });

  it('says in a live region, once, that a session waits and that one has ended', async () => {
    const { app, transport } = await start();
    const list = find(app, 'lulu-list-pane');
    const said = (): string => text(list ?? app, '[aria-live]');
    assert.equal(said(), '');
    transport.push({ rows: [row(10, { status: 'Failed', failureReason: 'Killed' })] });
    await until(() => said() === 'Session 10 failed: Killed', 'the end is said');
    transport.push({ rows: [{ ...waiting, name: 'Vite', waitingFor: waiting.waitingFor }] });
    transport.push({ rows: [row(11, { status: 'Waiting', waitingFor: waiting.waitingFor })] });
    await until(() => said().startsWith('Session 11 is waiting'), 'the question is said');
    assert.notInclude(said(), 'Vite');
  });

  it('remembers the order that is picked', async () => {
    const { app, transport } = await start();
    const { OrderPickEvent } = await import('../../src/ui/components/shell-events.ts');
    find(app, 'lulu-list-pane')?.dispatchEvent(new OrderPickEvent('oldest'));
    await until(() => asked(transport, 'settings.set').length === 1, 'the pick is kept');
    assert.deepEqual(asked(transport, 'settings.set'), [{ patch: { order: 'oldest' } }]);
    const first = find(app, 'lulu-session-row')?.session?.id;
    assert.isDefined(first);
  });

  it('opens the sheet of shortcuts on ? and the dialog on n, and nothing while one types', async () => {
    const { app } = await start();
    const dialogOf = (tag: string): HTMLDialogElement | null => {
      const part = find(app, tag);
      return part?.shadowRoot?.querySelector('dialog') ?? null;
    };
    press('?');
    await until(() => dialogOf('lulu-shortcut-sheet')?.open === true, 'the sheet is open');
    await expectAccessible(app);
    dialogOf('lulu-shortcut-sheet')?.close();
    press('/');
    const filter = find(app, 'lulu-filter-field');
    await until(() => filter?.matches(':focus') === true, 'the filter has the focus');
    const input = find(filter ?? app, 'input');
    input?.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true, composed: true }));
    assert.isNotTrue(dialogOf('lulu-new-session')?.open);
    press('n');
    await until(() => dialogOf('lulu-new-session')?.open === true, 'the dialog is open');
    dialogOf('lulu-new-session')?.close();
  });

  it('opens the session and the event an address names, and takes it out of the address', async () => {
    const [first] = everyKind;
    if (first === undefined) throw new Error('There is no session');
    const { app } = await start();

    location.hash = `#/s/${first.id}/e/12`;

    await until(() => find(app, 'lulu-session-detail')?.session?.id === first.id, 'it is open');
    await until(() => find(app, 'lulu-session-detail')?.target?.seq === 12, 'at its event');
    await until(() => location.hash === '', 'the address is as before');
  });

  it('says why the engine cannot work, and goes on when it can', async () => {
    let message = 'The database is damaged. Restore a backup.';
    const transport = new FakeTransport({
      'sessions.list': () => {
        if (message !== '') throw new RequestError({ kind: 'store', message });
        return { rows: [row(1)] };
      },
    });
    const app = await fixture<LuluApp>(html`<lulu-app .transport=${transport}></lulu-app>`);
    await until(() => find(app, 'lulu-notice-screen') !== null, 'the problem is shown');
    assert.include(text(app, 'lulu-notice-screen'), message);
    await expectAccessible(app);
    message = '';
    await until(() => find(app, 'lulu-session-row') !== null, 'the list is shown');
  });

  it('says what to do where this browser has no access', async () => {
    const app = await fixture<LuluApp>(html`<lulu-app .forbidden=${true}></lulu-app>`);
    assert.include(text(app, 'lulu-notice-screen'), 'lulu serve');
    await expectAccessible(app);
  });

  it('says in the title how many sessions wait', async () => {
    const { app, transport } = await start();
    await app.updateComplete;
    assert.equal(document.title, '(1) Lulu');
    transport.push({ rows: [{ ...waiting, status: 'Running', waitingFor: null }] });
    await until(() => document.title === 'Lulu', 'the count is gone');
  });

  it('opens each page from the menu, with the focus on its heading, and closes it on Esc', async () => {
    const { app } = await start();
    for (const [item, tag] of [
      ['Settings', 'lulu-settings-page'],
      ['Trash', 'lulu-trash-page'],
      ['Check-up', 'lulu-check-up-page'],
    ] as const) {
      find(app, 'button[aria-label="More"]')?.click();
      const menu = app.shadowRoot?.querySelector('lulu-menu')?.shadowRoot;
      const entry = (): HTMLElement | undefined =>
        [...(menu?.querySelectorAll<HTMLElement>('dialog[open] [role="menuitem"]') ?? [])].find(
          (one) => one.textContent.includes(item),
        );
      await until(() => entry() !== undefined, `${item} is offered`);
      entry()?.click();
      const heading = (): Element | null | undefined => find(app, tag)?.shadowRoot?.activeElement;
      await until(() => heading()?.textContent === item, `${item} has the focus`);
      await expectAccessible(app);
      press('Escape');
      await until(() => find(app, tag) === null, `${item} is closed`);
    }
  });

  it('searches in all sessions on Enter in the filter, and opens a result at its event', async () => {
    const { app, transport } = await start({
      'events.search': () => ({
        hits: [
          {
            ...{ sessionId: sessionId(10), sessionName: 'Fix login redirect loop', seq: 7 },
            ...{ type: 'prompt', at: new Date().toISOString(), snippet: 'the \u0002login\u0003' },
          },
        ],
      }),
      'events.watch': () => ({ last: 12 }),
      'events.page': () => ({ events: [], first: 1, last: 12 }),
    });
    await import('../../src/ui/views/session-detail.ts');
    const field = find(app, 'lulu-filter-field');
    const input = field?.shadowRoot?.querySelector('input');
    if (input === null || input === undefined) throw new Error('No field');
    input.value = 'login';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await until(() => find(app, '.search') !== null, 'the search is offered');
    await expectAccessible(app);
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await until(() => find(app, '.hit') !== null, 'there is a result');
    assert.deepEqual(asked(transport, 'events.search'), [{ text: 'login', limit: 100 }]);
    find(app, '.hit')?.click();
    await until(
      () =>
        asked(transport, 'events.page').some((page) => (page as { after?: number }).after === 0),
      'the log is read around the event',
    );
    assert.equal(find(app, 'lulu-session-detail')?.session?.id, sessionId(10));
  });

  it('names a full disk and a read-only database, and leads to the check-up', async () => {
    const { app, transport } = await start();
    for (const [kind, heading] of [
      ['full', 'The disk is full.'],
      ['unwritable', 'The database cannot be written.'],
    ] as const) {
      transport.push({ health: { ok: false, problem: 'Make room.', kind } });
      await app.updateComplete;
      assert.equal(find(app, 'lulu-notice-bar')?.getAttribute('heading'), heading);
    }
    find(app, 'lulu-notice-bar')?.querySelector('button')?.click();
    await until(() => find(app, 'lulu-check-up-page') !== null, 'the check-up is open');
    transport.push({ health: { ok: true, problem: null } });
  });

  it('says that Lulu was updated under the page', async () => {
    let version = '0.1.0';
    const { app, transport } = await start({
      hello: () => ({
        ...{ version, pid: 1, dataDir: '/data', settings, health: { ok: true, problem: null } },
        host: 'serve',
      }),
    });
    version = '0.2.0';
    transport.resync();
    await until(() => find(app, 'lulu-notice-bar') !== null, 'it is said');
    assert.include(text(app, 'lulu-notice-bar'), 'Reload');
    await expectAccessible(app);
  });

  it('keeps the window closable, and says how, where its engine has gone', async () => {
    let closed = 0;
    const window = { close: () => void (closed += 1), onCloseRequest: () => () => undefined };
    const { app, transport } = await start();
    app.platform = { ...app.platform, window };
    transport.become('lost');
    await app.updateComplete;
    await app.updateComplete;
    const bar = find(app, 'lulu-notice-bar');
    assert.include(bar?.getAttribute('heading'), 'has stopped');
    bar?.querySelectorAll('button')[1]?.click();
    assert.equal(closed, 1);
  });

  it('shows rows as high as density and font size make them', async () => {
    const { app, transport } = await start();
    const height = (): number | undefined =>
      find(app, 'lulu-session-row')?.getBoundingClientRect().height;
    assert.equal(height(), 60);
    transport.push({ settings: { ...settings, density: 'compact', fontSize: 16 } });
    await until(() => height() === 55, 'rows are lower');
    await until(() => find(app, 'lulu-session-list')?.rowHeight === 55, 'they lie closer');
    transport.push({ settings });
    await until(() => height() === 60, 'rows are as before');
  });

  it('keeps the selection where a selected row has gone', async () => {
    const { app, transport } = await start();
    const list = find(app, 'lulu-list-pane');
    await until(() => list?.selectedId === sessionId(11), 'the first is selected');
    transport.push({ removed: [sessionId(11)] });
    await until(() => list?.selectedId === sessionId(10), 'the next one is selected');
  });

  it('goes on with the keyboard in the list where what had it has gone', async () => {
    const { app, transport } = await start();
    const list = find(app, 'lulu-list-pane');
    await until(() => list?.selectedId === sessionId(11), 'the first is selected');
    list?.focusList();
    const focused = (): string | undefined => focusedRow(app)?.session?.id;
    await until(() => focused() === sessionId(11), 'its row has the keyboard');
    transport.push({ removed: [sessionId(11)] });
    await until(() => focused() === sessionId(10), 'the next row has it');
  });
});

function focusedRow(app: LuluApp): LuluSessionRow | null {
  const rows = find(app, 'lulu-session-list')?.shadowRoot;
  return rows?.querySelector<LuluSessionRow>('lulu-session-row:focus-within') ?? null;
}
