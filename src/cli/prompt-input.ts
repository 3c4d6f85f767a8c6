import { readFileSync, readSync } from 'node:fs';
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
    return file === '-' ? readStandardInput() : readFileSync(file);
  } catch (error) {
    throw new UsageError(`--prompt-file ${file} cannot be read: ${reason(error)}`);
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** All of standard input. A writer may be slower than we are: a socket then says EAGAIN, not the end. */
function readStandardInput(): Buffer {
  const parts: Buffer[] = [];
  for (;;) {
    const part = Buffer.allocUnsafe(65_536);
    try {
      const size = readSync(0, part);
      if (size === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, size));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(pause, 0, 0, 5);
    }
  }
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
