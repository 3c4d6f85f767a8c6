/** The lines of a transcript, however long the file is. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { LineSplitter } from '../../line-splitter.ts';
import { isRecord, isShallow, parseJson, type Json } from '../json.ts';

/** The end of a file that is enough for its last entries. */
const tailBytes = 128 * 1024;

/** Every entry, in order; what is no JSON object, or longer than a line may be, is passed over. */
export async function* entriesOf(path: string): AsyncGenerator<Json, void> {
  const splitter = new LineSplitter({ offset: 0, skipping: null });
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    yield* entriesIn(splitter.push(chunk as Buffer));
  }
  yield* entriesIn(splitter.end());
}

/** The last entries of a file, in order. */
export async function lastEntries(path: string, size: number): Promise<readonly Json[]> {
  const start = Math.max(0, size - tailBytes);
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(size - start);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    const splitter = new LineSplitter({ offset: 0, skipping: null });
    const items = [...splitter.push(bytes.subarray(0, bytesRead)), ...splitter.end()];
    // The first one may be the rest of a line.
    return [...entriesIn(start > 0 ? items.slice(1) : items)];
  } finally {
    await file.close();
  }
}

function* entriesIn(items: ReturnType<LineSplitter['push']>): Generator<Json, void> {
  for (const item of items) {
    const entry = item.kind === 'line' ? parseJson(item.text) : undefined;
    if (isRecord(entry) && isShallow(entry)) yield entry;
  }
}
