/** `git worktree list --porcelain -z`, parsed apart from what runs it. */
import { splitNul } from './git.ts';

export interface WorktreeRecord {
  readonly path: string;
  /** The commit it stands at; null in a bare repository or before the first commit. */
  readonly head: string | null;
  /** Full ref name (`refs/heads/main`); null when detached. */
  readonly branch: string | null;
  readonly isBare: boolean;
  /** Why it is locked ('' where no reason was given), or null. */
  readonly locked: string | null;
  /** Why git would prune it, or null. */
  readonly prunable: string | null;
}

/** Records are separated by an empty field; a field is a word, or a word, a space and a value. */
export function parseWorktreeList(output: string): WorktreeRecord[] {
  const records: Map<string, string>[] = [];
  let current: Map<string, string> | undefined;
  for (const field of splitNul(output)) {
    if (field === '') {
      current = undefined;
      continue;
    }
    if (current === undefined) {
      current = new Map();
      records.push(current);
    }
    const space = field.indexOf(' ');
    if (space === -1) current.set(field, '');
    else current.set(field.slice(0, space), field.slice(space + 1));
  }
  return records.map(toRecord);
}

function toRecord(fields: ReadonlyMap<string, string>): WorktreeRecord {
  const head = fields.get('HEAD') ?? null;
  return {
    path: fields.get('worktree') ?? '',
    head: head === null || /^0+$/.test(head) ? null : head,
    branch: fields.get('branch') ?? null,
    isBare: fields.has('bare'),
    locked: fields.get('locked') ?? null,
    prunable: fields.get('prunable') ?? null,
  };
}
