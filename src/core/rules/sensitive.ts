/** Places where a write changes what runs later, or who may come in. */
import { HOME } from './shell/tree.ts';

const startFiles =
  /^(?:\.(?:ba|z|k|c|tc|mk)shrc|\.bash_(?:profile|login|logout|aliases)|\.profile|\.z(?:profile|shenv|login|logout)|\.login|\.logout|\.inputrc|config\.fish|\.gitconfig|authorized_keys)$/u;

/** Folders and files that hold what lets somebody in: reading them is dangerous too. */
const keyFolders =
  /^(?:\.ssh|\.gnupg|\.aws|\.azure|\.kube|\.netrc|\.git-credentials|\.pgpass|\.password-store|\.pypirc|keychains)$/u;
/** `folder/name` pairs of that kind whose folder alone means little. */
const keyFiles =
  /(?:^|\/)(?:\.docker\/config\.json|\.config\/(?:gh|gcloud|op)(?:\/.*)?|\.claude\/\.credentials\.json|\.claude\.json|proc\/[^/]+\/environ)$/u;

/** What the path is, for people, where writing to it is dangerous; null for all others. Case does not count. */
export function sensitivePlace(path: string): string | null {
  const segments = path
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.');
  const isAbsolute = path.startsWith('/');
  const key = keyFiles.exec(segments.join('/'))?.[0].replace(/^\//u, '');
  if (key !== undefined) return `your keys (${key})`;
  for (const [at, segment] of segments.entries()) {
    if (keyFolders.test(segment)) return `your keys (${segment})`;
    if (segment === '.claude') return 'Claude Code settings (.claude)';
    if (
      segment === '.git' &&
      /^(?:hooks|config|info|modules|worktrees)$/u.test(segments[at + 1] ?? '')
    ) {
      return `git's own files (.git/${segments[at + 1] ?? ''})`;
    }
  }
  const last = segments.at(-1) ?? '';
  if (startFiles.test(last)) return `a start-up file (${last})`;
  if (path.startsWith(HOME) && last === '.npmrc') return 'your keys (~/.npmrc)';
  if (path.startsWith(HOME) && segments[1] === '.config' && segments.length > 2) {
    return 'your settings (~/.config)';
  }
  const [first, second] = segments;
  if (isAbsolute && (first === 'etc' || (first === 'private' && second === 'etc'))) {
    return 'system settings (/etc)';
  }
  return null;
}

/** The paths a word may name: itself, a value after `=`, a value stuck to a short option. */
export function pathsIn(text: string): readonly string[] {
  const value = text.includes('=') ? [text.slice(text.indexOf('=') + 1)] : [];
  const stuck = /^-[A-Za-z]./u.test(text) ? [text.slice(2)] : [];
  return [text, ...value, ...stuck].map((path) =>
    path.startsWith('~') ? HOME + path.slice(1) : path,
  );
}
