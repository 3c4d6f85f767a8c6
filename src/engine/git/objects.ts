/** Many objects through one git process: files in, contents out. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError } from './git-error.ts';
import { gitBytes, gitStream } from './git.ts';
import { checkoutTimeoutMs } from './time-limits.ts';

/**
 * Stores files as they are on disk, past every filter and line-end rule, and returns their ids in order.
 * Paths are absolute, bytes read as latin1.
 */
export async function storeFiles(root: string, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const args = ['hash-object', '-w', '--no-filters', '--stdin-paths'];
  const input = Buffer.from(paths.map((path) => `${quoted(path)}\n`).join(''), 'latin1');
  const output = await gitBytes(root, args, { input, timeoutMs: checkoutTimeoutMs });
  return output.toString('latin1').trimEnd().split('\n');
}

/** Stores short contents (bytes as latin1), by way of files in a folder of their own under `scratch`. */
export async function storeContents(
  root: string,
  scratch: string,
  contents: readonly string[],
): Promise<string[]> {
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(join(scratch, 'contents-'));
  try {
    const paths = contents.map((_, index) => join(folder, String(index)));
    for (const [index, path] of paths.entries()) {
      await writeFile(path, contents[index] ?? '', 'latin1');
    }
    return await storeFiles(
      root,
      paths.map((path) => Buffer.from(path).toString('latin1')),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What takes one object's content: `write` in order, then `end`. */
export interface ObjectSink {
  readonly write: (bytes: Buffer) => Promise<void> | void;
  readonly end: () => Promise<void> | void;
  /** Instead of `end`, when the content does not come whole. */
  readonly abandon?: () => Promise<void>;
}

/**
 * Reads objects in the order asked and hands each to the sink made for it.
 *
 * @throws {GitError} `snapshot-damaged` when one is missing.
 */
export async function readObjects(
  root: string,
  ids: readonly string[],
  sinkFor: (index: number, type: string, size: number) => Promise<ObjectSink> | ObjectSink,
): Promise<void> {
  if (ids.length === 0) return;
  const input = Buffer.from(ids.map((id) => `${id}\n`).join(''));
  const args = ['cat-file', '--batch', '--buffer'];
  const bytes = new ByteReader(gitStream(root, args, { input, timeoutMs: checkoutTimeoutMs }));
  try {
    for (const [index, id] of ids.entries()) {
      const match = /^[0-9a-f]+ (\w+) (\d+)$/.exec(await bytes.line());
      if (match === null) throw new GitError('snapshot-damaged', `Object ${id} is missing.`);
      const size = Number(match[2]);
      await fill(await sinkFor(index, match[1] ?? '', size), bytes, size);
    }
    await bytes.finish();
  } finally {
    await bytes.close();
  }
}

async function fill(sink: ObjectSink, bytes: ByteReader, size: number): Promise<void> {
  try {
    await bytes.take(size, (part) => sink.write(part));
    await bytes.take(1, () => undefined);
  } catch (error) {
    await sink.abandon?.();
    throw error;
  }
  await sink.end();
}

/** Lines and counted bytes out of chunks that end anywhere. */
class ByteReader {
  readonly #chunks: AsyncGenerator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncGenerator<Buffer>) {
    this.#chunks = chunks;
  }

  async line(): Promise<string> {
    let end = this.#rest.indexOf(10);
    while (end === -1) {
      this.#rest = Buffer.concat([this.#rest, await this.#next()]);
      end = this.#rest.indexOf(10);
    }
    const line = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + 1);
    return line;
  }

  async take(count: number, give: (part: Buffer) => Promise<void> | void): Promise<void> {
    let left = count;
    while (left > 0) {
      if (this.#rest.length === 0) this.#rest = await this.#next();
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      await give(part);
    }
  }

  /** Waits for the process to end, so that its failure is not missed. */
  async finish(): Promise<void> {
    await this.#chunks.next();
  }

  /** Ends the process where it was left in the middle, which is then no failure of its own. */
  async close(): Promise<void> {
    await this.#chunks.return(undefined).catch(() => undefined);
  }

  async #next(): Promise<Buffer> {
    const step = await this.#chunks.next();
    if (step.done === true) throw new GitError('snapshot-damaged', 'git stopped in the middle.');
    return step.value;
  }
}

/** As git reads a line of `--stdin-paths`: C-quoted where it could be taken for something else. */
function quoted(path: string): string {
  if (!/["\n]/.test(path)) return path;
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
