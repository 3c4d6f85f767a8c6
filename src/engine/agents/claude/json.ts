/** Reading JSON that somebody else wrote: every field may be missing or of another type. Pure. */

export type Json = Readonly<Record<string, unknown>>;

/** Deeper than this no agent nests, and much deeper `JSON.stringify` runs out of stack. */
const deepest = 200;

/** The value of a JSON text; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function record(from: Json, key: string): Json | null {
  const value = from[key];
  return isRecord(value) ? value : null;
}

export function string(from: Json, key: string): string | null {
  const value = from[key];
  return typeof value === 'string' ? value : null;
}

export function number(from: Json, key: string): number | null {
  const value = from[key];
  return typeof value === 'number' ? value : null;
}

/** The objects of a list; whatever else is in it is left out. */
export function records(from: Json, key: string): readonly Json[] {
  const value: unknown = from[key];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function strings(from: Json, key: string): readonly string[] {
  const value: unknown = from[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Whether a value can be written as JSON again without running out of stack. */
export function isShallow(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= deepest) return false;
  for (const field of Object.values(value)) if (!isShallow(field, depth + 1)) return false;
  return true;
}

/** The first line that says something, as a row shows it: white space folded, at most `limit` characters. */
export function plainLine(text: string, limit = 300): string | null {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '');
  if (line === undefined) return null;
  const folded = line.trim().replaceAll(/\s+/gu, ' ');
  return folded.length > limit ? `${folded.slice(0, limit - 1).toWellFormed()}…` : folded;
}
