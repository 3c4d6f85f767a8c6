/**
 * A commit of what the user's clone has on top of HEAD, made without touching the clone: its index is
 * read as a copy, its files are only read, and no ref of the user's moves.
 */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isCode } from './file-system.ts';
import { git, gitBytes } from './git.ts';
import { luluDir, withRepositoryLock } from './lock.ts';
import { commitTree } from './pins.ts';
import { resolveBase, type Base, type Repository } from './repository.ts';
import { checkoutTimeoutMs } from './time-limits.ts';

/** What a row shows as the base of such a session. */
const uncommittedRef = 'HEAD + uncommitted';

/**
 * How many files differ from HEAD, untracked ones included, ignored ones and submodules not.
 *
 * @throws {GitError}
 */
export async function countUncommitted({ root }: Repository): Promise<number> {
  const args = ['status', '--porcelain', '-z', '--no-renames', '--ignore-submodules=all'];
  const output = await gitBytes(root, [...args, '--untracked-files=all'], {
    timeoutMs: checkoutTimeoutMs,
  });
  return fields(output).filter((field) => !field.endsWith('/')).length;
}

/**
 * Commits HEAD with every tracked and untracked file as it is on disk. Ignored files stay out, unless they
 * were added by hand; submodules stand where the clone's index has them, other repositories inside are left
 * out. The commit is kept alive by `refs/lulu/bases/<id>`; where nothing differs, the base is HEAD itself.
 *
 * @throws {GitError} `no-commits` when HEAD has none.
 */
export async function commitUncommitted(repository: Repository, id: string): Promise<Base> {
  const { root, commonDir } = repository;
  const head = await resolveBase(root, null);
  await mkdir(luluDir(commonDir), { recursive: true });
  const scratch = await mkdtemp(join(luluDir(commonDir), 'base-'));
  try {
    const tree = await treeOfFiles(root, join(scratch, 'index'));
    const same = await git(root, ['rev-parse', '--verify', `${head.commit}^{tree}`]);
    if (tree === same) return { ...head, ref: uncommittedRef };
    const message = `Uncommitted changes on ${head.commit}\n`;
    const commit = await commitTree(root, tree, [head.commit], message);
    await withRepositoryLock(commonDir, () => git(root, ['update-ref', baseRef(id), commit]));
    return { ref: uncommittedRef, commit, subject: head.subject };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Lets go of a session's base; what only it held is git's to collect. Nothing to do is no error. */
export async function dropBase({ root, commonDir }: Repository, id: string): Promise<void> {
  await withRepositoryLock(commonDir, () => git(root, ['update-ref', '-d', baseRef(id)]));
}

function baseRef(id: string): string {
  return `refs/lulu/bases/${id}`;
}

/** The copy knows which files are unchanged, so that only the others are read. */
async function treeOfFiles(root: string, index: string): Promise<string> {
  const own = await git(root, ['rev-parse', '--path-format=absolute', '--git-path', 'index']);
  const options = { env: { GIT_INDEX_FILE: index }, timeoutMs: checkoutTimeoutMs };
  const settings = ['-c', 'core.splitIndex=false', '-c', 'core.fsmonitor=false'];
  try {
    await copyFile(own, index);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    await git(root, ['read-tree', 'HEAD'], options);
  }
  const [changed, staged] = await Promise.all([
    gitBytes(
      root,
      [...settings, 'ls-files', '-z', '-m', '-d', '-o', '--exclude-standard'],
      options,
    ),
    gitBytes(root, [...settings, 'ls-files', '-z', '--stage'], options),
  ]);
  const submodules = new Set(
    fields(staged).flatMap((field) => /^160000 [^\t]*\t(.*)$/su.exec(field)?.[1] ?? []),
  );
  // A path that ends with a slash is a repository of its own.
  const paths = [...new Set(fields(changed))].filter(
    (path) => !path.endsWith('/') && !submodules.has(path),
  );
  const input = Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
  const update = ['update-index', '--add', '--remove', '--replace', '-z', '--stdin'];
  await gitBytes(root, [...settings, ...update], { ...options, input });
  return await git(root, [...settings, 'write-tree'], options);
}

/** NUL-separated bytes; as latin1, so that names of any bytes survive. */
function fields(output: Buffer): string[] {
  return output
    .toString('latin1')
    .split('\0')
    .filter((field) => field !== '');
}
