/** Finding the conversations of a repository. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nameFromPrompt } from '../../../../core/names.ts';
import type { Environment } from '../../environment.ts';
import type { ArchivedConversation } from '../../archive.ts';
import { plainLine, string, type Json } from '../json.ts';
import { instantOf, isConversation, promptOf } from './entry.ts';
import { entriesOf, lastEntries } from './lines.ts';
import { isWithin, mayHold, projectsFolder } from './places.ts';

const conversationFile = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\.jsonl$/u;
/** Entries in which a conversation that has begun has said where it is and what it is about. */
const headEntries = 200;

export async function listConversations({
  env,
  folders,
}: {
  readonly env: Environment;
  readonly folders: readonly string[];
}): Promise<readonly ArchivedConversation[]> {
  const projects = projectsFolder(env);
  const found = new Map<string, ArchivedConversation>();
  for (const project of await entriesIn(projects)) {
    if (!folders.some((folder) => mayHold(project.name, folder))) continue;
    for (const { name } of await entriesIn(join(projects, project.name))) {
      const id = conversationFile.exec(name)?.[1];
      if (id === undefined) continue;
      const one = await describe(id, join(projects, project.name, name)).catch(() => null);
      if (one === null || !isWithin(one.cwd, folders)) continue;
      // The same one can be kept twice, where it was taken to another folder: the newer knows more.
      if ((found.get(id)?.at ?? -Infinity) < one.at) found.set(id, one);
    }
  }
  return [...found.values()].toSorted((a, b) => b.at - a.at);
}

async function entriesIn(folder: string): Promise<readonly Dirent[]> {
  return await readdir(folder, { withFileTypes: true }).catch(() => []);
}

/** Null: nothing was said in it. */
async function describe(id: string, path: string): Promise<ArchivedConversation | null> {
  const { size, mtimeMs } = await stat(path);
  const head = await readHead(path);
  if (head.cwd === null || head.prompt === null) return null;
  const tail = await lastEntries(path, size);
  const at = tail.findLast((entry) => instantOf(entry) !== null);
  const title = titleIn(tail) ?? head.title ?? nameFromPrompt(head.prompt);
  return {
    ...{ id, title, bytes: size, cwd: head.cwd, path },
    at: (at === undefined ? null : instantOf(at)) ?? mtimeMs,
  };
}

interface Head {
  readonly cwd: string | null;
  readonly prompt: string | null;
  readonly title: string | null;
}

async function readHead(path: string): Promise<Head> {
  let head: Head = { cwd: null, prompt: null, title: null };
  let read = 0;
  for await (const entry of entriesOf(path)) {
    head = {
      cwd: head.cwd ?? (isConversation(entry) ? string(entry, 'cwd') : null),
      prompt: head.prompt ?? (isConversation(entry) ? promptOf(entry) : null),
      title: titleIn([entry]) ?? head.title,
    };
    read += 1;
    if ((head.cwd !== null && head.prompt !== null) || read >= headEntries) break;
  }
  return head;
}

/** What somebody called it, or what the CLI summed it up as. */
function titleIn(entries: readonly Json[]): string | null {
  const titled = (type: string, key: string) =>
    entries.findLast((entry) => string(entry, 'type') === type && string(entry, key) !== null);
  const title =
    titled('custom-title', 'customTitle')?.['customTitle'] ??
    titled('summary', 'summary')?.['summary'];
  return typeof title === 'string' ? plainLine(title, 120) : null;
}
