import { setImmediate as nextTurn } from 'node:timers/promises';
import * as v from 'valibot';
import { SessionRow, type SessionView } from '../contract/rows.ts';
import { formatAge } from '../core/age.ts';
import { textOf } from './arguments.ts';
import type { Context } from './context.ts';

/** The row as other programs read it: exactly the documented fields. */
export function jsonRow(view: SessionView): SessionRow {
  return v.parse(SessionRow, view);
}

/** A command's one result: the row as JSON, or a line for people. */
export function printRow({ json, out }: Context, view: SessionView, line?: string): void {
  if (json) out(JSON.stringify(jsonRow(view)));
  else out(line ?? statusLine(view));
}

/** `Failed  Fix login: the agent was killed (SIGKILL)` */
export function statusLine(view: SessionView): string {
  const { status, name, failureReason, waitingFor } = view;
  const why = failureReason ?? waitingFor?.text;
  return `${status}  ${printable(name)}${why === undefined ? '' : `: ${printable(why)}`}`;
}

/** Lines printed in one go. */
const turnAfter = 500;

/** Prints line after line; now and then the loop turns, or nobody notices that the reader has gone. */
export async function printLines({ out }: Context, lines: Iterable<string>): Promise<void> {
  let count = 0;
  for (const line of lines) {
    out(line);
    count += 1;
    if (count % turnAfter === 0) await nextTurn();
  }
}

/** One line of `lulu ls`. */
export function listLine(view: SessionView, now: number): string {
  const age = formatAge(Date.parse(view.lastActivityAt), now);
  const columns = [view.id, view.status.padEnd(11), age.padStart(4), printable(view.name)];
  return columns.join('  ');
}

/** A command to copy from the terminal: it finds the data directory that this one uses. */
export function commandLine({ values }: Context, ...words: readonly string[]): string {
  const dataDir = textOf(values, 'data-dir');
  return ['lulu', ...words, ...(dataDir === undefined ? [] : ['--data-dir', dataDir])]
    .map(quoted)
    .join(' ');
}

/** One word of a shell's command. */
function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Text of others, safe for a terminal: control characters are what escapes begin with. */
export function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu, '\ufffd');
}
