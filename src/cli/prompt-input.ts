import { readFileSync } from 'node:fs';
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
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new UsageError(`--prompt-file ${file} cannot be read: ${reason(error)}`);
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
