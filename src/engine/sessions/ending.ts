import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { EventBody, Exit } from '../../contract/events.ts';
import type { Adapter } from '../agents/adapter.ts';

/** Said of a run that was in flight when Lulu stopped, when nobody can say how it ended. */
export const restored: EventBody = {
  type: 'notice',
  payload: { kind: 'restored', text: 'Was running when Lulu stopped. Resume to continue.' },
};

/** What is known of a run when its process is gone. */
export interface RunEnd {
  readonly exit: Exit;
  /** The end of what it wrote to stderr. */
  readonly stderr: string;
  readonly adapter: Pick<Adapter, 'label' | 'explain'>;
  /** Its outcome is known already. */
  readonly isOver: boolean;
  /** Seen alive by this engine. Where not, an end that nobody recorded is no failure: it is not known. */
  readonly witnessed: boolean;
  /** Why it was given up, where it was. */
  readonly problem: string | null;
  /** The agent got as far as to say who it is. */
  readonly began: boolean;
}

/** The events by which a run's end is told. */
export function eventsOfEnd(end: RunEnd): readonly EventBody[] {
  const { exit, stderr, adapter, isOver } = end;
  const isUnknown = exit.code === null && exit.signal === null;
  if (isUnknown && !end.witnessed && !isOver) return [restored];
  const known = exit.code === 0 ? null : adapter.explain(stderr);
  const why = end.problem ?? known ?? unexplained(end);
  const text = isOver ? `${adapter.label} has left` : why;
  const exited: EventBody = { type: 'notice', payload: { kind: 'run-exited', text, exit } };
  if (stderr.trim() === '' || exit.code === 0) return [exited];
  return [{ type: 'notice', payload: { kind: 'stderr', text: stderr } }, exited];
}

function unexplained({ exit, stderr, adapter, began }: RunEnd): string {
  const text = exitText(adapter.label, exit, lastWords(stderr));
  return began || exit.code === null ? text : neverBegan(text, adapter.label);
}

/**
 * Why a run that nobody interrupted failed, in one line for the row.
 *
 * @param agent the agent's label.
 * @param said the last line it wrote to stderr, if any.
 */
export function exitText(agent: string, exit: Exit, said: string | null): string {
  const words = said === null ? '' : `: ${said}`;
  // A shell says of its own that something was killed; that is no news.
  if (exit.signal !== null) return `${agent} was killed (${exit.signal})`;
  if (exit.code === null) return `${agent} ended and nobody recorded how${words}`;
  if (exit.code === 0) return `${agent} ended without finishing its turn${words}`;
  return `${agent} exited with code ${String(exit.code)}${words}`;
}

/** The same of an agent that never got as far as to say who it is: the program itself is in question. */
function neverBegan(why: string, agent: string): string {
  const end = /[.!?]$/u.test(why) ? '' : '.';
  return `${why}${end} It never began: run ${agent} in a terminal to see whether it works, or name another program with --agent-bin`;
}

/** The last line that says something, cut to 300 characters; null where there is none. */
export function lastWords(stderr: string): string | null {
  const lines = stderr.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '')?.slice(0, 300) ?? null;
}

const tailBytes = 4096;

/** The last 4 KiB a run wrote to stderr; '' where there is nothing to read. */
export function stderrTail(dir: string): string {
  let fd: number | null = null;
  try {
    fd = openSync(join(dir, 'err.log'), 'r');
    const size = fstatSync(fd).size;
    const bytes = Buffer.alloc(Math.min(size, tailBytes));
    readSync(fd, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8').toWellFormed();
  } catch {
    return '';
  } finally {
    if (fd !== null) closeSync(fd);
  }
}
