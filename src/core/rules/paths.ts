/** Paths as text: no file is looked at here; where links lead is for the caller to know. */
import { HOLE, HOME } from './shell/tree.ts';

/** `root` is the worktree itself, `guarded` its `.git`. `unknown`: only the shell knows. */
export type Place = 'root' | 'inside' | 'guarded' | 'outside' | 'unknown';

/** A path without `.`, `..` and doubled slashes, absolute. `from` must be absolute. */
export function resolvePath(from: string, path: string): string {
  const kept: string[] = [];
  for (const segment of (path.startsWith('/') ? path : `${from}/${path}`).split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}`;
}

/** `path` relative to `folder` ('' is the folder itself), or null where it lies outside. Both absolute and resolved. */
export function relativeTo(folder: string, path: string): string | null {
  if (path === folder) return '';
  const start = folder === '/' ? '/' : `${folder}/`;
  return path.startsWith(start) ? path.slice(start.length) : null;
}

/**
 * `isAtHome`: relative paths are known to begin in the worktree or a folder of it; where they are not (the
 * command changes its folder), they are `unknown`. `realPath` says where an absolute path leads, links followed.
 */
export interface Surroundings {
  readonly worktree: string;
  readonly isAtHome: boolean;
  readonly realPath?: ((path: string) => string) | undefined;
}

/** Where a word's path lies. */
export function placeOf(text: string, { worktree, isAtHome, realPath }: Surroundings): Place {
  if (text.startsWith(HOME)) return 'outside';
  if (text === '' || text.includes(HOLE)) return 'unknown';
  if (!text.startsWith('/') && !isAtHome) return 'unknown';
  // What a glob finds may be a link, or `..` itself: going up from it leads anywhere.
  if (/[\uE000-\uE00F][^]*\/\.\.(?:\/|$)/u.test(text)) return 'unknown';
  const relative = relativeTo(resolvePath('/', worktree), leadsTo(worktree, text, realPath));
  if (relative === null) return 'outside';
  if (relative === '') return 'root';
  const first = relative.split('/')[0]?.toLowerCase() ?? '';
  // `*` alone is all there is; `.*` finds `.git`, and in old shells `..`.
  if (/^[\uE000-\uE00F/]+$/u.test(relative)) return 'root';
  if (first === '.git' || /^\.(?:g|gi|git)?[\uE000-\uE00F]/u.test(first)) return 'guarded';
  return 'inside';
}

/** The absolute path behind `text`; of one with a glob in it, the part before the glob is followed. */
function leadsTo(worktree: string, text: string, realPath: Surroundings['realPath']): string {
  if (realPath === undefined) return resolvePath(worktree, text);
  const written = text.startsWith('/') ? text : `${worktree}/${text}`;
  const glob = written.search(/[\uE000-\uE00F]/u);
  const end = glob === -1 ? written.length : written.lastIndexOf('/', glob);
  return resolvePath('/', realPath(written.slice(0, end) || '/') + written.slice(end));
}
