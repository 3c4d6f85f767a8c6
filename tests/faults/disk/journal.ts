/** What faulty-disk.c writes down, as values. */

const kinds = [
  'made',
  'written',
  'synced',
  'sync-failed',
  'cut',
  'renamed',
  'removed',
  'folder-made',
] as const;

export interface Record {
  readonly kind: (typeof kinds)[number];
  readonly path: string;
  /** Where bytes were written, or how many a cut has left. */
  readonly at: number;
  /** What was written, or the new name. */
  readonly data: Buffer;
}

const headBytes = 24;

/** In the order in which they reached the disk; one that its engine died in is left out. */
export function* records(journal: Buffer): Iterable<Record> {
  for (let at = 0; at + headBytes <= journal.length;) {
    const [kind, pathBytes, dataBytes] = [0, 4, 8].map((field) => journal.readUInt32LE(at + field));
    const path = at + headBytes;
    const data = path + (pathBytes ?? 0);
    const end = data + (dataBytes ?? 0);
    if (end > journal.length) return;
    yield {
      kind: kinds[(kind ?? 0) - 1] ?? unknown(kind),
      path: journal.toString('utf8', path, data),
      at: Number(journal.readBigUInt64LE(at + 16)),
      data: journal.subarray(data, end),
    };
    at = end;
  }
}

function unknown(kind: number | undefined): never {
  throw new Error(`The journal holds a record of kind ${String(kind)}`);
}
