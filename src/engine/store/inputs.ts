/** Every line given to a run, with the byte offset it has in `in.jsonl`: the record the file is completed from. */
import type { Database } from 'better-sqlite3';

/** `line` is without its newline; `length` is in bytes and includes it. */
export interface InputRecord {
  readonly offset: number;
  readonly length: number;
  readonly line: string;
}

export interface InputReads {
  /** The lines that end after byte `fromOffset`, in order; the first may have begun before it. */
  readonly inputs: (runKey: number, fromOffset: number) => InputRecord[];
}

export interface InputWrites {
  /** Takes the next free bytes of the run's input. `line` holds no newline. */
  readonly appendInput: (
    runKey: number,
    line: string,
  ) => { readonly offset: number; readonly length: number };
}

interface InputColumns {
  readonly offset: number;
  readonly line: string;
}

export const inputQueries = {
  last: 'SELECT "offset" + octet_length(line) + 1 FROM inputs WHERE run_key = ? ORDER BY "offset" DESC LIMIT 1',
  from: `SELECT "offset", line FROM inputs WHERE run_key = ?
    AND "offset" >= coalesce((SELECT max("offset") FROM inputs WHERE run_key = ? AND "offset" <= ?), 0)
    ORDER BY "offset"`,
} as const;

export function inputReads(db: Database): InputReads {
  const from = db.prepare<[number, number, number], InputColumns>(inputQueries.from);
  return {
    inputs: (runKey, fromOffset) =>
      from
        .all(runKey, runKey, fromOffset)
        .map(({ offset, line }) => ({ offset, length: Buffer.byteLength(line) + 1, line }))
        .filter(({ offset, length }) => offset + length > fromOffset),
  };
}

export function inputWrites(db: Database): InputWrites {
  const last = db.prepare<[number], number>(inputQueries.last).pluck();
  const insert = db.prepare<[number, number, string]>(
    'INSERT INTO inputs (run_key, "offset", line) VALUES (?, ?, ?)',
  );
  return {
    appendInput: (runKey, line) => {
      if (line.includes('\n') || !line.isWellFormed()) {
        throw new RangeError('A line of input holds a newline or half a surrogate pair');
      }
      const offset = last.get(runKey) ?? 0;
      insert.run(runKey, offset, line);
      return { offset, length: Buffer.byteLength(line) + 1 };
    },
  };
}
