/** The tools that read and edit files. They really do. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { textAt, type Json } from './json.ts';
import { hunk } from './patch.ts';
import type { ToolAnswer } from './voice.ts';

const skipped = new Set(['.git', '.lulu', 'node_modules']);
/** Files listed at most: enough to summarise any repository, soon enough not to keep anyone waiting. */
const listLimit = 5000;
const readLimit = 200;
/** Files named in a result: as many as Claude Code's own Glob names. */
const nameLimit = 100;

/** Paths below `root`, sorted, without git's and other people's folders; at most `listLimit`. */
export async function listFiles(root: string): Promise<string[]> {
  const files: string[] = [];
  const folders = [root];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (skipped.has(entry.name)) continue;
      if (entry.isDirectory()) folders.push(join(folder, entry.name));
      else files.push(relative(root, join(folder, entry.name)));
    }
    if (files.length >= listLimit) break;
  }
  return files.slice(0, listLimit).sort();
}

export async function glob(): Promise<ToolAnswer> {
  const files = await listFiles(process.cwd());
  const more = files.length - nameLimit;
  const names = files.slice(0, nameLimit).join('\n');
  return {
    content: more > 0 ? `${names}\n(${String(more)} more)` : names,
    isError: false,
    detail: { filenames: files.slice(0, nameLimit), numFiles: files.length, truncated: more > 0 },
  };
}

export async function read(input: Json): Promise<ToolAnswer> {
  const path = pathOf(input);
  const content = await readFile(path, 'utf8');
  const lines = content.split('\n');
  const shown = lines.slice(0, readLimit);
  return {
    content: shown.map((line, at) => `${String(at + 1).padStart(6)}\t${line}`).join('\n'),
    isError: false,
    detail: {
      type: 'text',
      file: {
        filePath: path,
        content: shown.join('\n'),
        numLines: shown.length,
        startLine: 1,
        totalLines: lines.length,
      },
    },
  };
}

export async function write(input: Json): Promise<ToolAnswer> {
  const path = pathOf(input);
  const content = textAt(input, 'content') ?? '';
  const before = await readFile(path, 'utf8').catch(() => null);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return {
    content:
      before === null
        ? `File created successfully at: ${path}`
        : `The file ${path} has been updated successfully.`,
    isError: false,
    detail: {
      type: before === null ? 'create' : 'update',
      filePath: path,
      content,
      structuredPatch: before === null ? [] : [hunk(before, content)],
      originalFile: before,
      userModified: false,
    },
  };
}

export async function edit(input: Json): Promise<ToolAnswer> {
  const path = pathOf(input);
  const oldString = textAt(input, 'old_string') ?? '';
  const newString = textAt(input, 'new_string') ?? '';
  const before = await readFile(path, 'utf8');
  const at = oldString === '' ? -1 : before.indexOf(oldString);
  if (at < 0) {
    const content = `String to replace not found in file.\nString: ${oldString}`;
    return { content, isError: true, detail: `Error: ${content}` };
  }
  const after = before.slice(0, at) + newString + before.slice(at + oldString.length);
  await writeFile(path, after);
  return {
    content: `The file ${path} has been updated successfully.`,
    isError: false,
    detail: {
      filePath: path,
      oldString,
      newString,
      originalFile: before,
      structuredPatch: [hunk(before, after)],
      userModified: false,
      replaceAll: false,
    },
  };
}

function pathOf(input: Json): string {
  return resolve(textAt(input, 'file_path') ?? '');
}
