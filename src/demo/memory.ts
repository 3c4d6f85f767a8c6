/**
 * What the demo agent remembers of a session, so that `--resume` means something.
 *
 * One small file per session, in the repository's own git folder: the worktree stays clean, every
 * worktree of the repository finds it, and it goes when the repository goes.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isRecord, numberAt, parseJson } from './json.ts';

export interface Conversation {
  /** Turns finished or begun, over all processes of the session. */
  readonly turns: number;
  readonly totalCostUsd: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export const nothingSaid: Conversation = {
  turns: 0,
  totalCostUsd: 0,
  inputTokens: 0,
  outputTokens: 0,
};

/** The folder of all sessions' files. `configured` (LULU_DEMO_STATE) wins over the git folder. */
export function memoryFolder(cwd: string, configured: string | undefined): string {
  if (configured !== undefined && configured !== '') return resolve(cwd, configured);
  const git = commonGitFolder(cwd);
  return git === undefined
    ? join(process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'lulu-demo')
    : join(git, 'lulu-demo');
}

export function recall(folder: string, sessionId: string): Conversation | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, `${sessionId}.json`), 'utf8');
  } catch {
    return undefined;
  }
  const value = parseJson(text);
  if (!isRecord(value)) return nothingSaid;
  return {
    turns: numberAt(value, 'turns') ?? 0,
    totalCostUsd: numberAt(value, 'totalCostUsd') ?? 0,
    inputTokens: numberAt(value, 'inputTokens') ?? 0,
    outputTokens: numberAt(value, 'outputTokens') ?? 0,
  };
}

/** Replaces the file as a whole, so that a kill leaves the old one or the new one. */
export function remember(folder: string, sessionId: string, conversation: Conversation): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${sessionId}.json`);
  writeFileSync(`${file}.new`, `${JSON.stringify(conversation)}\n`);
  renameSync(`${file}.new`, file);
}

/** Found by reading, not by asking git: the demo agent needs no program but its own. */
function commonGitFolder(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const git = join(folder, '.git');
    const stats = statSync(git, { throwIfNoEntry: false });
    if (stats?.isDirectory() === true) return git;
    if (stats?.isFile() === true) return linkedGitFolder(folder, git);
    if (dirname(folder) === folder) return undefined;
  }
}

/** A linked worktree's `.git` is a file that names its folder, which names the common one. */
function linkedGitFolder(folder: string, file: string): string | undefined {
  const named = /^gitdir: (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
  if (named === undefined) return undefined;
  const own = resolve(folder, named);
  try {
    return resolve(own, readFileSync(join(own, 'commondir'), 'utf8').trim());
  } catch {
    return own;
  }
}
