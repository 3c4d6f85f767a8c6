import { assert } from '@open-wc/testing';
import { mentionAt, withMention } from '../../src/ui/components/file-mention.ts';

describe('mentionAt', () => {
  it('sees what is typed after an @ that begins a word', () => {
    assert.deepEqual(mentionAt('See @src/a', 10), { start: 4, end: 10, prefix: 'src/a' });
    assert.deepEqual(mentionAt('@', 1), { start: 0, end: 1, prefix: '' });
    assert.deepEqual(mentionAt('(@a', 3), { start: 1, end: 3, prefix: 'a' });
  });

  it('leaves addresses, finished words and other places alone', () => {
    for (const text of ['ada@shop', 'See @a b', 'plain', '@a\n']) {
      assert.isUndefined(mentionAt(text, text.length));
    }
    assert.isUndefined(mentionAt('See @src', 3));
  });

  it('puts the path in place of what was typed, with one space behind it', () => {
    const mention = { start: 4, end: 6, prefix: 'a' };
    assert.deepEqual(withMention('See @a and b', mention, 'a.ts'), {
      text: 'See @a.ts and b',
      caret: 10,
    });
  });
});
