import { textOf, UsageError } from '../arguments.ts';
import { exitCode, namedSession, withReader, type Context } from '../context.ts';
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
      if (format === 'jsonl') for (const event of events) context.out(JSON.stringify(event));
      else for (const part of markdownOf(row, events)) context.out(part);
      return exitCode.done;
    },
  );
}
