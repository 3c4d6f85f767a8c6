/** `run` and `resume` as a person waits for them: this process is the engine, or attached to it. */
import * as v from 'valibot';
import type { SessionId } from '../contract/ids.ts';
import { SessionDetail, type SessionView } from '../contract/rows.ts';
import { isTerminal } from '../core/session.ts';
import { EngineError } from '../engine/engine.ts';
import type { Link } from '../hosts/link.ts';
import type { Reach } from '../hosts/reach.ts';
import { beginRun, type Asked } from './begin-run.ts';
import { exitCode, withReader, type Context } from './context.ts';
import { reach, startInBackground } from './engine-access.ts';
import { commandLine, jsonRow, printable, statusLine } from './print.ts';
import { onSignals, Wake } from './wake.ts';

/** Says which session it is, as soon as that is stored. */
export function announce({ json, out }: Context, { id }: SessionView): void {
  out(json ? JSON.stringify({ id }) : id);
}

/**
 * Becomes the engine if none runs, starts the session, and stays until it has ended.
 *
 * @returns the exit code.
 */
export async function startAndWait(context: Context, asked: Asked): Promise<number> {
  const wake = new Wake();
  const found = await reach(context);
  const up = (): void => {
    wake.up();
  };
  const link = found.open('control', { push: up, ready: () => true, resync: up });
  const stopSignals = onSignals(() => {
    wake.stop();
  });
  try {
    const line = {
      ask: (method: string, params: unknown) => link.request(method, params),
      next: () => wake.next(),
    };
    const row = await beginRun(line, asked);
    announce(context, row);
    return await watch(context, link, row.id, wake);
  } finally {
    // A terminal's Ctrl-C comes twice where a wrapper passes it on: the second may not end what the first began.
    await leave(context, found, link);
    stopSignals();
  }
}

/** Lets go. Agents that are still at work get an engine of their own: nobody else would follow them. */
async function leave(context: Context, found: Reach, link: Link): Promise<void> {
  const wasEngine = found.host() !== null;
  link.close();
  await found.close();
  if (wasEngine && (await isNeeded(context))) startInBackground(context);
}

async function isNeeded(context: Context): Promise<boolean> {
  const none = () => ({ rows: [] });
  const { rows } = await withReader(context, none, (reader) => reader.request('sessions.list', {}));
  return rows.some(({ status, restored }) => !isTerminal(status) && !restored);
}

async function watch(context: Context, link: Link, id: SessionId, wake: Wake): Promise<number> {
  let told: string | null = null;
  for (;;) {
    const detail = await reread(link, id);
    const { row, runs } = detail ?? { row: null, runs: [] };
    if (row !== null && told !== (row.waitingFor?.requestId ?? null)) {
      told = row.waitingFor?.requestId ?? null;
      if (row.waitingFor !== null) tellWaiting(context, row);
    }
    const gone = runs.every((run) => run.endedAt !== null);
    if (row !== null && isTerminal(row.status) && gone) return finish(context, row);
    if (!(await wake.next())) {
      const follow = commandLine(context, 'history', id, '--follow');
      context.err(`Detached: the agent goes on. Follow it with: ${follow}`);
      return exitCode.interrupted;
    }
  }
}

function tellWaiting(context: Context, { id, waitingFor }: SessionView): void {
  const { text, requestId } = waitingFor ?? { text: '', requestId: '' };
  const verbs = waitingFor?.kind === 'question' ? ['answer', 'deny'] : ['approve', 'deny'];
  const [yes = '', deny = ''] = verbs.map((verb) => commandLine(context, verb, id, requestId));
  const option = waitingFor?.kind === 'question' ? ' --option TEXT' : '';
  context.err(`Waiting for you: ${printable(text)}`);
  context.err(`  ${yes}${option}   or   ${deny}`);
}

function finish({ json, out }: Context, row: SessionView): number {
  out(json ? JSON.stringify(jsonRow(row)) : statusLine(row));
  if (row.status === 'Interrupted') return exitCode.interrupted;
  return row.status === 'Completed' ? exitCode.done : exitCode.failed;
}

/** Null while the engine is between two processes: it is asked again, the request is not. */
async function reread(link: Link, id: SessionId): Promise<SessionDetail | null> {
  const answer = await link.request('sessions.show', { id });
  if (answer.ok) return v.parse(SessionDetail, answer.value);
  if (answer.error.kind === 'unavailable') return null;
  throw new EngineError(answer.error.kind, answer.error.message);
}
