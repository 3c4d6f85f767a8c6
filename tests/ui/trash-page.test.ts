import { assert, fixture, html } from '@open-wc/testing';
import { RequestError } from '../../src/ui/data/transport.ts';
import '../../src/ui/components/notice-screen.ts';
import '../../src/ui/components/shell-events.ts';
import type { LuluTrashPage } from '../../src/ui/views/trash-page.ts';
import '../../src/ui/views/trash-page.ts';
import { ago, row, sessionId } from '../helpers/rows.ts';
import { FakeTransport, type Answers } from './fake-transport.ts';
import { expectAccessible, inLook } from './look.ts';
import { until } from './until.ts';

const deleted = [1, 2, 3].map((n) => row(n, { status: 'Completed', deletedAt: ago(n * 3600) }));
const usual: Answers = {
  'sessions.trash': () => ({ rows: deleted }),
  'trash.contents': ({ id }) => {
    if (id === sessionId(1)) return { bytes: 3_400_000, loses: ['node_modules/', '.env'] };
    return id === sessionId(2) ? { bytes: 0, loses: [] } : { bytes: 10, loses: null };
  },
};

async function open(answers: Answers = {}) {
  const transport = new FakeTransport({ ...usual, ...answers });
  const holder = await fixture<HTMLElement>(
    inLook(html`<lulu-trash-page .transport=${transport}></lulu-trash-page>`),
  );
  const page = holder.querySelector<LuluTrashPage>('lulu-trash-page');
  const root = page?.shadowRoot;
  if (page === null || root === null || root === undefined) throw new Error('No page');
  const items = (): HTMLLIElement[] => [...root.querySelectorAll('li')];
  const button = (item: number, label: string): HTMLButtonElement | undefined =>
    [...(items()[item]?.querySelectorAll('button') ?? [])].find(
      (one) => one.textContent.trim() === label,
    );
  const asked = (method: string): number =>
    transport.asked.filter((one) => one.method === method).length;
  await until(() => asked('trash.contents') >= 3 || items().length === 0, 'everything is measured');
  await page.updateComplete;
  return { page, root, items, button, asked, transport };
}

describe('<lulu-trash-page>', () => {
  it('is accessible, and says of each what it takes and what emptying loses', async () => {
    const { page, items, button } = await open();
    await expectAccessible(page);
    const texts = items().map((item) => item.textContent);
    assert.include(texts[0], '3.4 MB on disk · emptying loses 2 ignored files and folders');
    assert.include(texts[1], 'emptied; a snapshot is kept');
    assert.include(texts[2], 'no snapshot: it cannot be emptied');
    assert.isDefined(button(0, 'Empty now…'));
    assert.isUndefined(button(1, 'Empty now…'));
    assert.isUndefined(button(2, 'Empty now…'));
  });

  it('restores one, which leaves the page', async () => {
    const { items, button, asked } = await open({ 'sessions.restore': () => ({ row: row(1) }) });
    button(0, 'Restore')?.click();
    await until(() => items().length === 2, 'it is gone from here');
    assert.equal(asked('sessions.restore'), 1);
  });

  it('lists what would be lost before it empties, and does nothing on Cancel', async () => {
    const { page, root, button, asked } = await open({ 'trash.empty': () => ({ row: row(1) }) });
    const dialog = (): HTMLDialogElement | null | undefined =>
      root.querySelector('lulu-confirm-dialog')?.shadowRoot?.querySelector('dialog');
    const answer = async (label: string): Promise<void> => {
      button(0, 'Empty now…')?.click();
      await until(() => dialog()?.open === true, 'it asks');
      const buttons = [...(dialog()?.querySelectorAll('button') ?? [])];
      buttons.find((one) => one.textContent.trim() === label)?.click();
      await until(() => dialog()?.open === false, 'it is answered');
    };
    button(0, 'Empty now…')?.click();
    await until(() => dialog()?.open === true, 'it asks');
    assert.include(dialog()?.textContent, '.env');
    await expectAccessible(page);
    dialog()?.close();
    await answer('Cancel');
    assert.equal(asked('trash.empty'), 0);
    await answer('Empty');
    await until(() => asked('trash.empty') === 1, 'it is emptied');
  });

  it('says what went wrong', async () => {
    const { page, root, button } = await open({
      'sessions.restore': () => {
        throw new RequestError({ kind: 'worktree', message: 'Something is in its place.' });
      },
    });
    button(0, 'Restore')?.click();
    await until(() => root.querySelector('.failure') !== null, 'it is said');
    assert.include(root.querySelector('.failure')?.textContent, 'Something is in its place.');
    await expectAccessible(page);
  });

  it('says that it is empty', async () => {
    const { page, root } = await open({ 'sessions.trash': () => ({ rows: [] }) });
    await until(() => root.querySelector('lulu-notice-screen') !== null, 'it is said');
    await expectAccessible(page);
  });
});
