/** Claude Code's own conversations. */
import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archive } from '../../archive.ts';
import { listConversations } from './list.ts';
import { folderFor } from './places.ts';
import { readConversation } from './read.ts';

export const claudeArchive: Archive = {
  list: listConversations,
  read: readConversation,
  // Old versions resume only from the folder itself, and no version writes into the original then.
  bring: async ({ env, id, path, cwd }) => {
    const folder = await folderFor(env, cwd);
    if (folder === null) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await copyFile(path, join(folder, `${id}.jsonl`), constants.COPYFILE_EXCL).catch(
      (error: unknown) => {
        if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
      },
    );
  },
};
