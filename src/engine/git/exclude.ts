/** Keeps Lulu's own folders out of the user's `git status`, without touching the user's `.gitignore`. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isCode } from './file-system.ts';
import { withRepositoryLock } from './lock.ts';
import type { Repository } from './repository.ts';

/** Only these: `.lulu/config.json` is the user's to commit. */
const patterns = ['/.lulu/worktrees/', '/.lulu/trash/'] as const;

/** Makes sure that both patterns are in the repository's exclude file, each once. */
export async function excludeLulu({ commonDir }: Repository): Promise<void> {
  // Shared by all worktrees, see gitrepository-layout(5): no process of git is needed to find it.
  const path = join(commonDir, 'info', 'exclude');
  if (missingPatterns(await contents(path)).length === 0) return;
  await withRepositoryLock(commonDir, async () => {
    const text = await contents(path);
    const missing = missingPatterns(text);
    if (missing.length === 0) return;
    await mkdir(dirname(path), { recursive: true });
    const start = text === '' || text.endsWith('\n') ? '' : '\n';
    // Appended, never rewritten: what the user writes at the same moment stays.
    await appendFile(path, `${start}${missing.join('\n')}\n`);
  });
}

function missingPatterns(text: string): string[] {
  const lines = new Set(text.split(/\r?\n/));
  return patterns.filter((pattern) => !lines.has(pattern));
}

async function contents(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return '';
    throw error;
  }
}
