import { assert } from '@open-wc/testing';
import { cutStrings } from '../../src/core/cut.ts';
import {
  exitCode,
  isCut,
  plainOutput,
  resultText,
  withoutExitLine,
} from '../../src/ui/rendering/payload-text.ts';

describe('isCut', () => {
  it('knows what the engine has cut, however deep', () => {
    const payload = { input: { edits: [{ text: 'x'.repeat(500) }] } };

    assert.isTrue(isCut(cutStrings(payload, 100)));
    assert.isFalse(isCut(payload));
  });
});

describe('resultText', () => {
  it('reads strings, blocks and anything else, and leaves images out', () => {
    const blocks = [{ type: 'text', text: 'a' }, { type: 'image', source: {} }, { odd: 1 }, null];

    assert.equal(resultText('plain'), 'plain');
    assert.equal(resultText(blocks), 'a\n{\n  "odd": 1\n}\nnull');
    assert.equal(resultText(undefined), '');
  });
});

describe('exitCode', () => {
  it('takes the structured code before the words, and the words before nothing', () => {
    assert.equal(exitCode('Exit code 1\noutput', { exitCode: 2 }), 2);
    assert.equal(exitCode('Exit code 127\nnot found', undefined), 127);
    assert.isUndefined(exitCode('It said: Exit code 1', undefined));
    assert.equal(withoutExitLine('Exit code 1\noutput'), 'output');
  });
});

describe('plainOutput', () => {
  it('leaves colours out and only the last state of a line that was written over', () => {
    assert.equal(plainOutput('\u001b[31mred\u001b[0m\r\n10%\r50%\r100%\ndone'), 'red\n100%\ndone');
  });
});
