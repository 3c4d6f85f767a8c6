/** Output that no agent should print, and some do. */
import { ScriptError } from './script.ts';

/**
 * `kind`: `text` (lines that are not JSON), `binary` (every byte value, newlines among them),
 * `broken-json` (a line that stops half-way), `long-line` (a valid message of `bytes` characters
 * on one line), `no-newline` (`bytes` bytes and no end of line: what is said next sticks to it).
 *
 * @throws {ScriptError} for another kind.
 */
export function garbage(kind: string, bytes = 1000): Buffer {
  switch (kind) {
    case 'text':
      return Buffer.from('This is not JSON.\n'.repeat(Math.max(1, Math.ceil(bytes / 18))));
    case 'binary':
      return Buffer.concat([noise(bytes), Buffer.from('\n')]);
    case 'broken-json':
      return Buffer.from('{"type":"assistant","message":{"role":"assi\n');
    case 'long-line':
      return Buffer.from(
        `${JSON.stringify({ type: 'assistant', message: { id: 'msg_demo_long', role: 'assistant', content: [{ type: 'text', text: 'x'.repeat(bytes) }] }, parent_tool_use_id: null })}\n`,
      );
    case 'no-newline':
      return Buffer.alloc(bytes, 'x');
    default:
      throw new ScriptError(`There is no garbage called "${kind}"`);
  }
}

/** The same bytes every time (a linear congruential generator with the constants of Numerical Recipes). */
function noise(bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  let state = 1;
  for (let at = 0; at < bytes; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    buffer[at] = state >>> 24;
  }
  return buffer;
}
