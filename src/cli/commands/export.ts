import type { SessionEvent } from '../../contract/events.ts';
import { textOf, UsageError } from '../arguments.ts';
import { exitCode, namedSession, withReader, type Context } from '../context.ts';
import { printLines } from '../print.ts';
import { markdownOf } from '../../core/markdown.ts';

/** Writes a session's whole history to standard output. */
export async function exportSession(context: Context): Promise<number> {
  const format = textOf(context.values, 'format') ?? 'jsonl';
  if (format !== 'jsonl' && format !== 'md') {
    throw new UsageError(`--format is jsonl or md, not "${format}".`);
  }
  const id = await namedSession(context);
  return await withReader(
    context,
    () => exitCode.refused,
    async (reader) => {
      const { row } = await reader.request('sessions.show', { id });
      const events = reader.events(id, 0);
      await printLines(context, format === 'jsonl' ? linesOf(events) : markdownOf(row, events));
      return exitCode.done;
    },
  );
}

function* linesOf(events: Iterable<SessionEvent>): Iterable<string> {
  for (const event of events) yield JSON.stringify(event);
}
