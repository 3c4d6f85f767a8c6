/**
 * Rules against the tools that read and write files. Paths are compared as text: where a symbolic link
 * leads is for the caller to find out, who hands in the resolved path.
 */
import type { Rule } from '../../contract/rules.ts';
import { textField } from '../ask.ts';
import { ask, byRule, type Decision, type ToolUse } from './decision.ts';
import { oddCharacters } from './odd-characters.ts';
import { relativeTo, resolvePath } from './paths.ts';
import { sensitivePlace } from './sensitive.ts';
import { matchesStars } from './wildcard.ts';

interface FileTool {
  readonly field: string;
  readonly does: 'reads' | 'writes' | 'searches';
}

const fileTools: Readonly<Record<string, FileTool>> = {
  Read: { field: 'file_path', does: 'reads' },
  Write: { field: 'file_path', does: 'writes' },
  Edit: { field: 'file_path', does: 'writes' },
  MultiEdit: { field: 'file_path', does: 'writes' },
  NotebookEdit: { field: 'notebook_path', does: 'writes' },
  Glob: { field: 'path', does: 'searches' },
  Grep: { field: 'path', does: 'searches' },
  LS: { field: 'path', does: 'searches' },
};

/** How `tool` names its file; null for tools that are not about files. */
export function fileToolOf(tool: string): FileTool | null {
  return Object.hasOwn(fileTools, tool) ? (fileTools[tool] ?? null) : null;
}

/** The absolute path a file tool is used on; null where the input names none that can be judged. */
export function pathOfUse({ tool, input, worktree }: ToolUse): string | null {
  const kind = fileToolOf(tool);
  const named = kind === null ? undefined : textField(input, kind.field);
  const path = named ?? (kind?.does === 'searches' ? '.' : undefined);
  if (path === undefined || path.startsWith('~') || path.includes('\0')) return null;
  const folder = resolvePath(worktree, path);
  if (tool !== 'Glob') return folder;
  // A glob may leave its folder: what stands before its first star is where it looks.
  const glob = textField(input, 'pattern') ?? '';
  if (/[*?[{][^]*\.\./u.test(glob) || glob.startsWith('~')) return null;
  const fixed = /^[^*?[{]*/u.exec(glob)?.[0] ?? '';
  return resolvePath(folder, fixed.slice(0, fixed.lastIndexOf('/') + 1) || '.');
}

/** Why writing to `path` (absolute) is dangerous, as the end of "It …"; null where it is not. */
export function fileDanger({ tool, worktree }: ToolUse, path: string): string | null {
  const kind = fileToolOf(tool);
  const place = sensitivePlace(path) ?? guardedPlace(worktree, path);
  if (place === null || kind === null) return null;
  if (kind.does === 'writes') return `writes to ${place}`;
  return place.startsWith('your keys') ? `reads ${place}` : null;
}

function guardedPlace(worktree: string, path: string): string | null {
  const relative = relativeTo(resolvePath('/', worktree), path)?.toLowerCase();
  return relative === '.git' || relative?.startsWith('.git/') === true
    ? "git's own files (.git)"
    : null;
}

/** `rules` are those of the tool that hold here, in the order they are to be named. */
export function decideFile(rules: readonly Rule[], use: ToolUse): Decision {
  const path = pathOfUse(use);
  const verdicts = rules.map((rule) => ({
    rule,
    matches: path === null ? null : holds(rule, use, path),
  }));
  const denied = verdicts.find(
    ({ rule, matches }) => rule.behavior === 'deny' && (rule.pattern === null || matches === true),
  );
  if (denied !== undefined) return byRule(denied.rule);
  const allowing = verdicts.filter(({ rule }) => rule.behavior === 'allow');
  const danger = path === null ? null : fileDanger(use, path);
  if (allowing.length === 0) return ask(danger === null ? null : `it ${danger}`);
  if (path === null) return ask('which file it is about cannot be told');
  const odd = oddCharacters(path);
  if (odd !== null) return ask(`its path ${odd}`);
  if (rules.some((rule) => rule.behavior === 'deny' && mayReach(rule, use, path))) {
    return ask('a rule that denies holds for something below');
  }
  const found = allowing.find(
    ({ rule, matches }) =>
      matches === true && (danger === null || (rule.match === 'exact' && rule.pattern !== null)),
  );
  if (found !== undefined) return byRule(found.rule);
  if (danger !== null) return ask(`it ${danger}`);
  const isOutside = relativeTo(resolvePath('/', use.worktree), path) === null;
  return ask(isOutside ? 'it lies outside the worktree' : null);
}

/** Whether a rule names `path`. A denying one does so in any case and any Unicode form of it. */
function holds(rule: Rule, { tool, worktree }: ToolUse, path: string): boolean {
  const root = resolvePath('/', worktree);
  if (rule.pattern === null) {
    // A search reads whatever lies below: outside, that may be anything, keys too.
    return fileToolOf(tool)?.does === 'reads' || relativeTo(root, path) !== null;
  }
  const pattern = absolutePattern(rule.pattern, root);
  if (pattern === null) return false;
  if (rule.behavior === 'allow') return matchesPath(rule.match, pattern, path);
  return matchesPath(rule.match, folded(pattern), folded(path));
}

/** Null for patterns that leave the worktree by `..`, or begin at a home folder nobody told us of. */
function absolutePattern(pattern: string, root: string): string | null {
  if (pattern.startsWith('~')) return null;
  if (pattern.startsWith('/')) return resolvePath('/', pattern);
  const resolved = resolvePath(root, pattern);
  return relativeTo(root, resolved) === null ? null : resolved;
}

/**
 * `exact`: this path. `prefix`: this folder and all below. `wildcard`: `*` within one name, `**` over any number.
 * Both absolute and resolved.
 */
function matchesPath(match: Rule['match'], pattern: string, path: string): boolean {
  switch (match) {
    case 'exact':
      return path === pattern;
    case 'prefix':
      return relativeTo(pattern, path) !== null;
    case 'wildcard':
      return matchesSegments(pattern.split('/'), path.split('/'));
  }
}

/** Whole names against whole names; `**` takes any number of them. One row of a table per name of the pattern. */
function matchesSegments(pattern: readonly string[], path: readonly string[]): boolean {
  let reached = [true, ...path.map(() => false)];
  for (const name of pattern) {
    const next: boolean[] = [];
    for (let at = 0; at <= path.length; at += 1) {
      const before = at > 0 && reached[at - 1] === true;
      next.push(
        name === '**'
          ? reached[at] === true || (at > 0 && next[at - 1] === true)
          : before && matchesStars(name, path[at - 1] ?? ''),
      );
    }
    reached = next;
  }
  return reached[path.length] === true;
}

/** A search finds what lies below: a rule that denies a path there cannot be kept by looking at the folder. */
function mayReach(rule: Rule, { tool, worktree }: ToolUse, path: string): boolean {
  if (fileToolOf(tool)?.does !== 'searches' || rule.pattern === null) return false;
  const pattern = absolutePattern(rule.pattern, resolvePath('/', worktree));
  if (pattern === null) return false;
  const fixed = folded(pattern.split('*')[0] ?? '');
  return fixed.startsWith(folded(path)) || folded(path).startsWith(fixed);
}

function folded(path: string): string {
  return path.normalize('NFKC').toLowerCase();
}
