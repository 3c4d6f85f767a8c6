import {
  dataDirectory,
  openReader,
  EngineError,
  type DataDirectory,
  type Reader,
} from '../engine/engine.ts';
import type { SessionId } from '../contract/ids.ts';
import { textOf, type OptionValues } from './arguments.ts';

/** Exit codes, as other programs rely on them. */
export const exitCode = { done: 0, failed: 1, refused: 2, interrupted: 130 } as const;

/** What every command has at hand. */
export interface Context {
  readonly operands: readonly string[];
  readonly values: OptionValues;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly data: DataDirectory;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

export function createContext(operands: readonly string[], values: OptionValues): Context {
  return {
    operands,
    values,
    json: values['json'] === true,
    verbose: values['verbose'] === true,
    data: dataDirectory(textOf(values, 'data-dir')),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
  };
}

/** Runs `read` on the database, or answers `empty` where there is none yet. */
export async function withReader<T>(
  { data }: Context,
  empty: () => T,
  read: (reader: Reader) => T | Promise<T>,
): Promise<T> {
  const reader = await openReader(data);
  if (reader === null) return empty();
  try {
    return await read(reader);
  } finally {
    reader.close();
  }
}

/** An id may be cut to so many characters. */
const shortestPrefix = 4;

/**
 * The session a person means by an id or the beginning of one (4 characters at least).
 *
 * @throws {EngineError} `unknown-session` or `ambiguous`.
 */
export function sessionIn(reader: Reader, given: string): SessionId {
  const [first, ...others] = reader.resolve(given.toLowerCase());
  if (first === undefined) throw noSession(given);
  if (others.length === 0) return first;
  const text = `"${given}" begins ${String(others.length + 1)} session ids. Give more of it.`;
  throw new EngineError('ambiguous', text, { field: 'id' });
}

/** The session named by the first operand, looked up in the database. */
export function namedSession(context: Context): Promise<SessionId> {
  const given = context.operands[0] ?? '';
  return withReader(
    context,
    () => {
      throw noSession(given);
    },
    (reader) => sessionIn(reader, given),
  );
}

function noSession(given: string): EngineError {
  const text =
    given.length < shortestPrefix
      ? `"${given}" is too short for a session id. Give its first ${String(shortestPrefix)} characters or more; \`lulu ls\` lists them.`
      : `There is no session "${given}". \`lulu ls\` lists them.`;
  return new EngineError('unknown-session', text, { field: 'id' });
}
