/** Paths as text: no file is looked at, so symbolic links are for the caller to resolve first. */
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
 * Where a word's path lies. `isAtHome`: relative paths are known to begin in the worktree; where they are not
 * (the command changes its folder), they are `unknown`.
 */
export function placeOf(text: string, worktree: string, isAtHome: boolean): Place {
  if (text.startsWith(HOME)) return 'outside';
  if (text === '' || text.includes(HOLE)) return 'unknown';
  if (!text.startsWith('/') && !isAtHome) return 'unknown';
  // What a glob finds may be a link, or `..` itself: going up from it leads anywhere.
  if (/[\uE000-\uE00F][^]*\/\.\.(?:\/|$)/u.test(text)) return 'unknown';
  const relative = relativeTo(resolvePath('/', worktree), resolvePath(worktree, text));
  if (relative === null) return 'outside';
  if (relative === '') return 'root';
  const first = relative.split('/')[0]?.toLowerCase() ?? '';
  // `*` alone is all there is; `.*` finds `.git`, and in old shells `..`.
  if (/^[\uE000-\uE00F/]+$/u.test(relative)) return 'root';
  if (first === '.git' || /^\.(?:g|gi|git)?[\uE000-\uE00F]/u.test(first)) return 'guarded';
  return 'inside';
}
