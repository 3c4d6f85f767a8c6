import { closeSync, openSync, readSync } from 'node:fs';
import { textOf, UsageError, type OptionValues } from './arguments.ts';

/**
 * The prompt, from `--prompt` or `--prompt-file` (`-`: standard input).
 *
 * @throws {UsageError} for neither, both, or a file that is not text.
 */
export function promptFrom(values: OptionValues): string {
  const given = textOf(values, 'prompt');
  const file = textOf(values, 'prompt-file');
  if (given !== undefined && file !== undefined) {
    throw new UsageError('Give --prompt or --prompt-file, not both.');
  }
  if (given !== undefined) return given;
  if (file === undefined) {
    throw new UsageError('Say what the agent is to do: --prompt TEXT, or --prompt-file FILE.');
  }
  return decode(read(file), file);
}

function read(file: string): Buffer {
  try {
    return file === '-' ? readAll(0, file) : readFrom(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--prompt-file ${file} cannot be read: ${reason(error)}`);
  }
}

function readFrom(file: string): Buffer {
  const fd = openSync(file, 'r');
  try {
    return readAll(fd, file);
  } finally {
    closeSync(fd);
  }
}

/** More bytes than a prompt of 4 Mi characters can have. */
const byteLimit = 16 * 1024 * 1024;

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * All there is to read. A writer may be slower than we are: a socket then says EAGAIN, not the end.
 *
 * @throws {UsageError} where there is no end to it.
 */
function readAll(fd: number, file: string): Buffer {
  const parts: Buffer[] = [];
  for (let total = 0; total <= byteLimit;) {
    const part = Buffer.allocUnsafe(65_536);
    try {
      const size = readSync(fd, part);
      if (size === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, size));
      total += size;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(pause, 0, 0, 5);
    }
  }
  throw new UsageError(
    `--prompt-file ${file} is longer than any prompt can be (4 MiB). Put the text into a file of the repository and name it.`,
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check the path.',
  EISDIR: 'it is a folder. Name a file.',
  EACCES: 'its permissions forbid it. Change them, or name another file.',
};

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`--prompt-file ${file} is not UTF-8 text. Save it as UTF-8.`);
  }
}
