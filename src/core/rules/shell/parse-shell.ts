/**
 * A small, strict parser for the shell commands agents write.
 *
 * It accepts a part of what bash and zsh both accept and both read the same way; everything else is
 * refused with a reason, so that a person is asked. What it refuses on purpose: functions, `case`, `select`,
 * `coproc`, `[[ ]]`, `(( ))`, arrays, arithmetic on names, expansions that assign or evaluate.
 */
import { err, ok, type Result } from '../../result.ts';
import { readerOf, Unreadable } from './reader.ts';
import { readScript } from './scripts.ts';
import type { Script } from './tree.ts';

/** Longer ones are data, not commands; 100,000 UTF-16 units parse in a few milliseconds. */
const longest = 100_000;

/** The tree of `text`, or why it cannot be read, as the end of "It cannot be read: …". */
export function parseShell(text: string): Result<Script, string> {
  if (text.length > longest) return err('it is longer than 100,000 characters');
  try {
    const { script } = readScript(readerOf(text, 0), ['']);
    return script.pipelines.length === 0 ? err('there is no command in it') : ok(script);
  } catch (error) {
    if (error instanceof Unreadable) return err(error.message);
    throw error;
  }
}
