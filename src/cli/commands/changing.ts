import { randomUUID } from 'node:crypto';
import type { SessionId } from '../../contract/ids.ts';
import type { SessionDetail, SessionView } from '../../contract/rows.ts';
import { askOnce, look, type Line } from '../ask-once.ts';
import { exitCode, namedSession, type Context } from '../context.ts';
import { withEngine } from '../engine-access.ts';
import { printable, printRow } from '../print.ts';
import { promptFrom } from '../prompt-input.ts';
import { waitForEnd } from '../waiting.ts';

export async function send(context: Context): Promise<number> {
  const prompt = promptFrom(context.values);
  const now = context.values['now'] === true;
  const id = await namedSession(context);
  const asked = { id, prompt, now, promptId: randomUUID() };
  // One that was stored is not stored again: to ask once more is to look.
  const again = () => Promise.resolve(null);
  const { row } = await withEngine(context, (line) => askOnce(line, 'sessions.send', asked, again));
  printRow(context, row);
  return exitCode.done;
}

export async function rename(context: Context): Promise<number> {
  const id = await namedSession(context);
  const name = context.operands[1] ?? '';
  const { row } = await withEngine(context, (line) =>
    askOnce(
      line,
      'sessions.rename',
      { id, name },
      rowOf(line, id, (view) => view.name === name),
    ),
  );
  printRow(context, row, `Renamed to ${printable(row.name)}`);
  return exitCode.done;
}

export async function interrupt(context: Context): Promise<number> {
  const id = await namedSession(context);
  return await withEngine(context, async (line) => {
    const { runs } = await look(line, 'sessions.show', { id });
    const run = runs.at(-1)?.id;
    const isDone = (view: SessionView, detail: SessionDetail): boolean =>
      view.interrupting ||
      view.interruptError !== null ||
      // Another run than the one that was meant is not interrupted.
      detail.runs.find((each) => each.id === run)?.outcome !== null;
    await askOnce(line, 'sessions.interrupt', { id }, rowOf(line, id, isDone));
    const row = await waitForEnd(line, id, (view) => !view.interrupting);
    printRow(context, row);
    if (row.interruptError === null) return exitCode.done;
    context.err(row.interruptError);
    return exitCode.failed;
  });
}

export async function remove(context: Context): Promise<number> {
  const id = await namedSession(context);
  const { row } = await withEngine(context, (line) =>
    askOnce(line, 'sessions.delete', { id }, rowOf(line, id, isTrashed)),
  );
  const text = `Moved "${printable(row.name)}" to the trash. \`lulu restore ${id}\` brings it back.`;
  printRow(context, row, text);
  return exitCode.done;
}

export async function restore(context: Context): Promise<number> {
  const id = await namedSession(context);
  const { row } = await withEngine(context, (line) =>
    askOnce(
      line,
      'sessions.restore',
      { id },
      rowOf(line, id, (view) => !isTrashed(view)),
    ),
  );
  printRow(context, row, `"${printable(row.name)}" is back.`);
  return exitCode.done;
}

function isTrashed({ deletedAt }: SessionView): boolean {
  return deletedAt !== null;
}

/** Looks at the session: its row where it `isDone`, else null. */
function rowOf(
  line: Line,
  id: SessionId,
  isDone: (view: SessionView, detail: SessionDetail) => boolean,
): () => Promise<SessionDetail | null> {
  return async () => {
    const detail = await look(line, 'sessions.show', { id });
    return isDone(detail.row, detail) ? detail : null;
  };
}
