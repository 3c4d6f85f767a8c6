/** Which files a person means who has typed a part of a path. Pure. */

/**
 * At most `limit` of `paths`, best first: what begins with `typed`, then file names that begin with it,
 * then what contains it, then what has its letters in that order. Without case; shorter paths first.
 */
export function rankPaths(paths: readonly string[], typed: string, limit: number): string[] {
  const wanted = typed.toLowerCase();
  const ranks: string[][] = [[], [], [], []];
  for (const path of paths) {
    const rank = rankOf(path.toLowerCase(), wanted);
    if (rank !== undefined) ranks[rank]?.push(path);
  }
  const best: string[] = [];
  for (const rank of ranks) {
    if (best.length >= limit) break;
    rank.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    best.push(...rank.slice(0, limit - best.length));
  }
  return best;
}

function rankOf(path: string, wanted: string): number | undefined {
  if (path.startsWith(wanted)) return 0;
  if (path.startsWith(wanted, path.lastIndexOf('/') + 1)) return 1;
  if (path.includes(wanted)) return 2;
  return hasLetters(path, wanted) ? 3 : undefined;
}

function hasLetters(path: string, wanted: string): boolean {
  let at = 0;
  for (const letter of wanted) {
    at = path.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
