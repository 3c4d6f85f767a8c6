/** Small private files that other processes read while they are written. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';

/** What the file holds; undefined where there is none, or it makes no sense. */
export function readJsonFile<T extends v.GenericSchema>(
  path: string,
  schema: T,
): v.InferOutput<T> | undefined {
  try {
    const read = v.safeParse(schema, JSON.parse(readFileSync(path, 'utf8')));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, and for this user alone. */
export function writeJsonFile(path: string, value: unknown): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify(value), { mode: 0o600 });
  renameSync(fresh, path);
}
