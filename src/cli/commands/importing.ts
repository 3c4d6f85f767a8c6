/** Bringing in conversations that the agent's own command line had. */
import { resolve } from 'node:path';
import { formatAge } from '../../core/age.ts';
import { textOf, UsageError } from '../arguments.ts';
import { askOnce, look } from '../ask-once.ts';
import { exitCode, type Context } from '../context.ts';
import { withEngine } from '../engine-access.ts';
import { printable, printRow } from '../print.ts';

/** `lulu import ls` and `lulu import take ID`. */
export async function importing(context: Context): Promise<number> {
  const [what, id] = context.operands;
  const repo = resolve(textOf(context.values, 'repo') ?? '.');
  if (what === 'ls' && id === undefined) return await list(context, repo);
  if (what === 'take' && id !== undefined) return await take(context, repo, id);
  throw new UsageError('Say `lulu import ls`, or `lulu import take ID`.');
}

async function list(context: Context, repo: string): Promise<number> {
  const { conversations } = await withEngine(context, (line) =>
    look(line, 'import.list', { repo }),
  );
  if (context.json) {
    context.out(JSON.stringify(conversations));
    return exitCode.done;
  }
  if (conversations.length === 0) context.out('There are no conversations to import.');
  const now = Date.now();
  for (const { id, title, at, bytes, alreadyImported } of conversations) {
    const size = `${String(Math.ceil(bytes / 1024))} KB`;
    const mark = alreadyImported ? '  (imported)' : '';
    const age = formatAge(Date.parse(at), now);
    context.out(`${id}  ${age.padStart(4)}  ${size.padStart(9)}  ${printable(title)}${mark}`);
  }
  return exitCode.done;
}

async function take(context: Context, repo: string, id: string): Promise<number> {
  const { row } = await withEngine(context, (line) =>
    askOnce(line, 'import.take', { repo, id }, async () => {
      const { conversations } = await look(line, 'import.list', { repo });
      const taken = conversations.find((each) => each.id === id)?.sessionId ?? null;
      return taken === null ? null : await look(line, 'sessions.show', { id: taken });
    }),
  );
  printRow(context, row, `Imported "${printable(row.name)}" as ${row.id}`);
  return exitCode.done;
}
