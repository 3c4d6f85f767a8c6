/** What the file system said, asked in the few ways this folder needs. */
import { lstat } from 'node:fs/promises';

/** Whether an error carries that system error code (`ENOENT`, …). */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    codes.includes(error.code)
  );
}

/** Whether anything is at that path, a dangling link included. */
export async function exists(path: string | Buffer): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
