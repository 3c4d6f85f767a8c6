import type { NewSession } from '../../contract/requests.ts';
import { EngineError } from '../engine-error.ts';
import { excludeLulu } from '../git/exclude.ts';
import { resolveBase, type Base, type Repository } from '../git/repository.ts';
import { commitUncommitted } from '../git/uncommitted.ts';

/**
 * The commit a new session starts from.
 *
 * @throws {GitError} where `base` names none; {EngineError} `base` where it is to be two things at once.
 */
export async function findBase(
  repository: Repository,
  id: string,
  { base, uncommitted }: Pick<NewSession, 'base' | 'uncommitted'>,
): Promise<Base> {
  if (!uncommitted) return await resolveBase(repository.root, base);
  if (base !== null) {
    const text = `Uncommitted changes lie on top of HEAD, not of "${base}". Leave the base empty, or leave the changes out.`;
    throw new EngineError('base', text, { field: 'base' });
  }
  // Worktrees of other sessions are no changes of the user's.
  await excludeLulu(repository);
  return await commitUncommitted(repository, id);
}
