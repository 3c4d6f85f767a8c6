/** A run's input: an append-only file whose size says exactly what the agent was sent. */
import { closeSync, constants, fstatSync, fsync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { die, isFailpoint } from '../failpoint.ts';
import { AgentError, fileError } from './agent-error.ts';

/** One line as the database has it; `offset` is where its first byte belongs in the file. */
export interface InputLine {
  readonly offset: number;
  /** Without its newline, and holding none. */
  readonly line: string;
}

/** Bytes a line takes in the file, its newline included. */
export function inputBytes(line: string): number {
  return Buffer.byteLength(line) + 1;
}

const sync = promisify(fsync);

/**
 * Brings `in.jsonl` to exactly what the database says: appends what the file does not hold yet, the
 * rest of a torn line included, and syncs it. `lines` are contiguous and ascending; those that were
 * sent long ago may be left out. Nothing is awaited between looking and writing, so that two calls
 * at once cannot send a line twice.
 *
 * @throws {AgentError} `gone` without the file; `disk` where it takes nothing; `broken` where file and database contradict each other.
 */
export async function flushInput(dir: string, lines: readonly InputLine[]): Promise<void> {
  const path = join(dir, 'in.jsonl');
  let fd: number | null = null;
  try {
    fd = openSync(path, constants.O_WRONLY | constants.O_APPEND);
    const missing = missingBytes(fstatSync(fd).size, lines);
    if (isFailpoint('input-torn')) {
      writeSync(fd, missing.subarray(0, missing.length >> 1));
      die();
    }
    for (let at = 0; at < missing.length;) at += writeSync(fd, missing, at);
    if (missing.length > 0) await sync(fd);
  } catch (error) {
    if (error instanceof AgentError) throw error;
    throw fileError(`The agent's input ${path} cannot be written`, error);
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

function missingBytes(size: number, lines: readonly InputLine[]): Buffer {
  const first = lines[0];
  if (first === undefined) return Buffer.alloc(0);
  let end = first.offset;
  for (const { offset, line } of lines) {
    if (offset !== end) throw contradiction(`line at ${offset} does not follow ${end}`);
    end += inputBytes(line);
  }
  if (size < first.offset) throw contradiction(`${size} bytes, less than the ${first.offset} sent`);
  if (size > end) throw contradiction(`${size} bytes, more than the ${end} recorded`);
  const unsent = lines.filter(({ offset, line }) => offset + inputBytes(line) > size);
  const start = unsent[0]?.offset ?? size;
  return Buffer.from(unsent.map(({ line }) => `${line}\n`).join('')).subarray(size - start);
}

function contradiction(detail: string): AgentError {
  return new AgentError('broken', `The agent's input and the database disagree: ${detail}.`);
}

/**
 * How many bytes of input the agent has been sent.
 *
 * @throws {AgentError} `gone` without the file.
 */
export function sentBytes(dir: string): number {
  const path = join(dir, 'in.jsonl');
  try {
    return statSync(path).size;
  } catch (error) {
    throw fileError(`The agent's input ${path} cannot be read`, error);
  }
}
