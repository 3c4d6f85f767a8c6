/** Line diffs for file edits, as rows ready to be drawn. Pure. */

/** `hunk` rows stand between stretches that are far apart; their numbers are null, their text empty. */
export interface DiffRow {
  readonly kind: 'same' | 'added' | 'removed' | 'hunk';
  readonly oldLine: number | null;
  readonly newLine: number | null;
  readonly text: string;
}

export interface DiffCount {
  readonly added: number;
  readonly removed: number;
}

/** Beyond this many cells the table of common lines is not built: all old lines go, all new ones come. */
const largestTable = 250_000;
const contextLines = 3;

/** The rows of a structured patch: an array of `{oldStart, newStart, lines}`. Undefined where it is none. */
export function patchRows(patch: unknown): readonly DiffRow[] | undefined {
  if (!Array.isArray(patch) || patch.length === 0) return undefined;
  const rows: DiffRow[] = [];
  for (const hunk of patch as readonly unknown[]) {
    if (typeof hunk !== 'object' || hunk === null) return undefined;
    const lines: unknown = Reflect.get(hunk, 'lines');
    if (!Array.isArray(lines)) return undefined;
    if (rows.length > 0) rows.push({ kind: 'hunk', oldLine: null, newLine: null, text: '' });
    rows.push(...hunkRows(lines, lineNumber(hunk, 'oldStart'), lineNumber(hunk, 'newStart')));
  }
  return rows;
}

/** What turns `before` into `after`, with three lines of context. Numbers count from 1 in the texts given. */
export function lineDiff(before: string, after: string): readonly DiffRow[] {
  const [old, next] = [splitLines(before), splitLines(after)];
  let head = 0;
  while (head < old.length && head < next.length && old[head] === next[head]) head += 1;
  let tail = 0;
  while (
    tail < Math.min(old.length, next.length) - head &&
    old[old.length - 1 - tail] === next[next.length - 1 - tail]
  ) {
    tail += 1;
  }
  const marked = [
    ...old.slice(0, head).map((line) => ` ${line}`),
    ...middleLines(old.slice(head, old.length - tail), next.slice(head, next.length - tail)),
    ...old.slice(old.length - tail).map((line) => ` ${line}`),
  ];
  return withContext(hunkRows(marked, 1, 1));
}

export function countRows(rows: readonly DiffRow[]): DiffCount {
  let [added, removed] = [0, 0];
  for (const row of rows) {
    if (row.kind === 'added') added += 1;
    if (row.kind === 'removed') removed += 1;
  }
  return { added, removed };
}

function hunkRows(lines: readonly unknown[], oldStart: number, newStart: number): DiffRow[] {
  let [oldLine, newLine] = [oldStart, newStart];
  const rows: DiffRow[] = [];
  for (const line of lines) {
    if (typeof line !== 'string' || line.startsWith('\\')) continue;
    const text = line.slice(1);
    if (line.startsWith('+')) {
      rows.push({ kind: 'added', oldLine: null, newLine: newLine++, text });
    } else if (line.startsWith('-')) {
      rows.push({ kind: 'removed', oldLine: oldLine++, newLine: null, text });
    } else {
      rows.push({ kind: 'same', oldLine: oldLine++, newLine: newLine++, text });
    }
  }
  return rows;
}

/** Longest common subsequence by table: small texts only, which the first and last equal lines make most of them. */
function middleLines(old: readonly string[], next: readonly string[]): string[] {
  const removed = old.map((line) => `-${line}`);
  const added = next.map((line) => `+${line}`);
  if (old.length === 0 || next.length === 0) return [...removed, ...added];
  if (old.length * next.length > largestTable) return [...removed, ...added];
  const width = next.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = next.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        old[i] === next[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < next.length) {
    if (old[i] === next[j]) {
      lines.push(` ${old[i] ?? ''}`);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      lines.push(removed[i++] ?? '');
    } else {
      lines.push(added[j++] ?? '');
    }
  }
  return [...lines, ...removed.slice(i), ...added.slice(j)];
}

function withContext(rows: readonly DiffRow[]): DiffRow[] {
  const kept: DiffRow[] = [];
  let skipped = false;
  rows.forEach((row, index) => {
    const near = rows
      .slice(Math.max(0, index - contextLines), index + contextLines + 1)
      .some((other) => other.kind !== 'same');
    if (near) {
      if (skipped && kept.length > 0) {
        kept.push({ kind: 'hunk', oldLine: null, newLine: null, text: '' });
      }
      kept.push(row);
    }
    skipped = !near;
  });
  return kept;
}

function splitLines(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

function lineNumber(hunk: object, key: string): number {
  const value: unknown = Reflect.get(hunk, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : 1;
}
