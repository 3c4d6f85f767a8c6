import { setTimeout as delay } from 'node:timers/promises';
import { isTerminal } from '../../core/session.ts';
import type { SessionEvent } from '../../contract/events.ts';
import { numberOf } from '../arguments.ts';
import { exitCode, namedSession, withReader, type Context } from '../context.ts';
import { askRunning } from '../engine-access.ts';
import { eventText } from '../../core/event-text.ts';
import { jsonRow, listLine, printable, printLines, statusLine } from '../print.ts';

/** Places in the admission queue are known to a running engine alone; everything else is on disk. */
async function rows(context: Context) {
  const told = await askRunning(context, 'sessions.list', {});
  if (told !== null) return told.rows;
  const none = () => ({ rows: [] });
  return (await withReader(context, none, (reader) => reader.request('sessions.list', {}))).rows;
}

export async function ls(context: Context): Promise<number> {
  const { json, out } = context;
  const views = await rows(context);
  const now = Date.now();
  if (json) out(JSON.stringify(views.map(jsonRow)));
  else for (const view of views) out(listLine(view, now));
  return exitCode.done;
}

export async function show(context: Context): Promise<number> {
  const { json, out } = context;
  const id = await namedSession(context);
  const detail =
    (await askRunning(context, 'sessions.show', { id })) ??
    (await withReader(context, missing, (reader) => reader.request('sessions.show', { id })));
  if (json) {
    out(JSON.stringify({ ...detail, row: jsonRow(detail.row) }));
    return exitCode.done;
  }
  const { row, runs, queue, open } = detail;
  out(statusLine(row));
  out(`id        ${row.id}`);
  out(`worktree  ${row.worktree}`);
  out(`base      ${row.base.ref} (${row.base.commit})`);
  out(`agent     ${row.agent}${row.model === null ? '' : ` (${row.model})`}`);
  for (const run of runs) out(`run ${String(run.number).padEnd(5)} ${run.outcome ?? 'under way'}`);
  for (const { text } of queue) out(`queued    ${printable(text)}`);
  for (const { requestId, tool } of open) out(`asks      ${tool} (${requestId})`);
  return exitCode.done;
}

export async function history(context: Context): Promise<number> {
  const { values } = context;
  const after = numberOf(values, 'after', 0) ?? 0;
  const limit = numberOf(values, 'limit', 1) ?? Infinity;
  const id = await namedSession(context);
  return await withReader(context, missing, async (reader) => {
    const printed = { last: after, count: 0 };
    for (;;) {
      // Asked before reading, so that what is committed in between is seen in the next round.
      const version = reader.version();
      const { row } = await reader.request('sessions.show', { id });
      const events = reader.events(id, printed.last);
      await printLines(context, nextLines(context, events, printed, limit));
      const over = isTerminal(row.status) || row.restored;
      if (values['follow'] !== true || over || printed.count >= limit) return exitCode.done;
      while (reader.version() === version) await delay(followMs);
    }
  });
}

/** How often a follower looks for new commits, in ms: one pragma each. */
const followMs = 100;

/** The events that follow what was printed, up to `limit` in all. */
function* nextLines(
  { json }: Context,
  events: Iterable<SessionEvent>,
  printed: { last: number; count: number },
  limit: number,
): Iterable<string> {
  for (const event of events) {
    if (printed.count >= limit) return;
    yield json ? JSON.stringify(event) : historyLine(event);
    printed.last = event.seq;
    printed.count += 1;
  }
}

function historyLine(event: SessionEvent): string {
  const time = event.at.slice(11, 19);
  return `${String(event.seq).padStart(5)} ${time} ${event.type.padEnd(18)} ${printable(eventText(event))}`;
}

export async function search(context: Context): Promise<number> {
  const { operands, json, out } = context;
  const text = operands[0] ?? '';
  const none = () => ({ hits: [] });
  const { hits } = await withReader(context, none, (reader) =>
    reader.request('events.search', { text, limit: 50 }),
  );
  for (const hit of hits) {
    const snippet = hit.snippet.replaceAll(/[\u0002\u0003]/gu, '');
    if (json) out(JSON.stringify(hit));
    else out(`${hit.sessionId}  ${String(hit.seq)}  ${printable(snippet)}`);
  }
  return exitCode.done;
}

function missing(): never {
  throw new Error('the database has gone');
}
