import { assert } from '@open-wc/testing';
import { html } from 'lit';
import type { SessionView } from '../../src/contract/rows.ts';
import type { LuluDetailHeader } from '../../src/ui/components/detail-header.ts';
import '../../src/ui/components/detail-header.ts';
import { everyKind, failed, restored, row, waiting } from '../helpers/rows.ts';
import { buttonOf, expectAccessible, inside, show, textOf } from './look.ts';

const header = (session: SessionView, lost = false): Promise<LuluDetailHeader> =>
  show(
    'lulu-detail-header',
    html`<lulu-detail-header
      .session=${session}
      .lost=${lost}
      mode="Accept edits"
    ></lulu-detail-header>`,
  );

const tokens = { input: 1200, output: 300, cacheRead: 40_000, cacheWrite: 500 };

describe('<lulu-detail-header>', () => {
  for (const session of everyKind) {
    it(`is accessible: ${session.name}`, async () => {
      await expectAccessible(await header(session));
    });
  }

  it('has all there is to know: where it works, on what, with what, for how much', async () => {
    const shown = await header(row(1, { tokens, costUsd: 1.5 }));
    const text = textOf(shown) + textOf(inside(shown, 'lulu-status-chip'));
    for (const fact of [
      ...['Session 1', 'Running', 'shop', 'main @ 1f2e3d4', '.lulu/worktrees/'],
      ...['claude-sonnet-5-5', 'Accept edits', '42K tokens', '$1.50'],
    ]) {
      assert.include(text, fact);
    }
  });

  it('offers to interrupt what is at work, and to resume what is not', async () => {
    for (const session of [row(1), waiting]) {
      assert.isFalse(buttonOf(await header(session), 'Interrupt session').disabled);
    }
    for (const session of [failed, restored]) {
      assert.isFalse(buttonOf(await header(session), 'Resume session').disabled);
    }
  });

  it('takes no second interrupt, and nothing at all without an engine', async () => {
    const interrupting = await header(row(1, { interrupting: true }));
    assert.isTrue(buttonOf(interrupting, 'Interrupt session').disabled);
    const lost = await header(row(1), true);
    for (const label of ['Interrupt session', 'Rename session', 'Delete session']) {
      assert.isTrue(buttonOf(lost, label).disabled);
    }
  });

  it('asks for what its buttons say', async () => {
    const shown = await header(row(1));
    const asked: string[] = [];
    shown.addEventListener('session-action', ({ action }) => asked.push(action));
    shown.addEventListener('find-open', () => asked.push('find'));
    shown.addEventListener('detail-menu', ({ menu }) => asked.push(menu));
    for (const label of [
      ...['Interrupt session', 'Rename session', 'Delete session', 'Copy the worktree’s path'],
      ...['Find in this session (Ctrl F)', 'More actions'],
    ]) {
      buttonOf(shown, label).click();
    }
    assert.deepEqual(asked, ['interrupt', 'rename', 'delete', 'copy-worktree', 'find', 'more']);
  });

  it('says that a session was restored, and is no higher for what happens to it', async () => {
    const shown = await header(restored);
    assert.include(textOf(shown), 'Restored');
    const height = shown.offsetHeight;
    assert.equal((await header(row(1))).offsetHeight, height);
    assert.equal((await header(failed)).offsetHeight, height);
  });
});
