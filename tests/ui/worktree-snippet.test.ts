import { assert } from '@open-wc/testing';
import { worktreeSnippet } from '../../src/ui/rendering/worktree-snippet.ts';
import { sessionId } from '../helpers/rows.ts';

const id = sessionId(1);
const worktree = `/home/ada/shop/.lulu/worktrees/${id}`;

describe('a path in a search result', () => {
  it('is shown as seen from the worktree, wherever it stands', () => {
    assert.equal(
      worktreeSnippet(`${worktree}/src/\u0002login\u0003.js`, id),
      'src/\u0002login\u0003.js',
    );
    assert.equal(worktreeSnippet(`cat "${worktree}/a" ${worktree}/b`, id), 'cat "a" b');
  });

  it('is shown so where the snippet begins in the middle of it', () => {
    for (const from of [1, 9, 30, 36]) {
      assert.equal(worktreeSnippet(`…${id.slice(-from)}/src/a.js`, id), 'src/a.js');
    }
    assert.equal(worktreeSnippet(`…shop/.lulu/worktrees/${id}/src/a.js`, id), 'src/a.js');
  });

  it('stays whole where it leads elsewhere, or was itself searched for', () => {
    for (const text of [
      '/home/ada/shop/src/a.js',
      '…bad/src/a.js',
      `/home/ada/shop/.lulu/worktrees/${sessionId(2)}/a.js`,
      `/home/ada/\u0002shop\u0003/.lulu/x and …`,
    ]) {
      assert.equal(worktreeSnippet(text, id), text);
    }
  });
});
