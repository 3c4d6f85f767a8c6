import { exitCode, namedSession, withReader, type Context } from '../context.ts';
import { printable } from '../print.ts';

/** What a session has changed against its base: a unified diff, or with `--stat` a line a file. */
export async function diff(context: Context): Promise<number> {
  const { values, json, out } = context;
  const id = await namedSession(context);
  return await withReader(
    context,
    () => exitCode.refused,
    async (reader) => {
      if (values['stat'] === true) {
        const { files } = await reader.request('changes.list', { id });
        if (json) out(JSON.stringify(files));
        else for (const file of files) out(`${counts(file)}  ${printable(file.path)}`);
        return exitCode.done;
      }
      const changes = await reader.request('changes.diff', { id });
      if (json) out(JSON.stringify(changes));
      else if (changes.diff !== '') out(changes.diff);
      return exitCode.done;
    },
  );
}

interface Counted {
  readonly added: number | null;
  readonly removed: number | null;
  readonly untracked: boolean;
}

function counts({ added, removed, untracked }: Counted): string {
  if (untracked) return 'new'.padStart(11);
  if (added === null || removed === null) return 'binary'.padStart(11);
  return `${`+${String(added)}`.padStart(5)} ${`-${String(removed)}`.padStart(5)}`;
}
