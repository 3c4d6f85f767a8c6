/** What the disk under a repository refused, in words for people. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { isCode } from './file-system.ts';
import { GitError } from './git-error.ts';

/**
 * The same error, or the reason behind it: a clone that has gone, that cannot be written, or whose disk is
 * full. What git has refused for a reason of its own stays as it is.
 *
 * @param root the clone's main work tree, absolute.
 */
export async function diskFailure(error: unknown, root: string): Promise<unknown> {
  const kind = error instanceof GitError ? error.kind : null;
  if (kind === 'disk-full' || isCode(error, 'ENOSPC', 'EDQUOT')) {
    const text = `The disk that holds ${root} is full. Free some space, then resume.`;
    return new GitError('disk-full', text, { cause: error });
  }
  if (kind !== null && kind !== 'unknown' && kind !== 'path-missing') return error;
  const refusal = await refusalOf(root);
  if (refusal === null) return error;
  if (isCode(refusal, 'ENOENT', 'ENOTDIR')) {
    const text = `The repository ${root} is not there any more. Bring it back, then resume.`;
    return new GitError('path-missing', text, { cause: error });
  }
  const why = refusal.message.split(',')[0] ?? refusal.message;
  const text = `The repository ${root} cannot be written (${why}). Make it writable, or name a clone that is; then resume.`;
  return new GitError('unwritable', text, { cause: error });
}

async function refusalOf(root: string): Promise<Error | null> {
  try {
    for (const path of [root, join(root, '.git')]) await access(path, constants.W_OK);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
