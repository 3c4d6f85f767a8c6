/**
 * What a power cut leaves of a folder, from the journal of what was done there.
 *
 * Bytes survive when they were synced. Of those that were not, all survive, or none, or each write or a
 * part of it for itself, as the dice say. A failed sync leaves what it was to write clean in memory and
 * missing on the disk: no later sync brings it back. Names (made, renamed, removed) survive in their
 * order up to some point after the last sync of any file, as on a file system that journals them. What
 * agents and their shims wrote, who sync nothing, survives up to some byte.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { records, type Record } from './journal.ts';

interface Change {
  readonly at: number;
  /** Null: the file is cut there. */
  readonly bytes: Buffer | null;
}

interface File {
  /** What it held at the beginning, and what was written since and synced. */
  readonly before: Buffer;
  readonly synced: Change[];
  pending: Change[];
}

type Names = Map<string, File | 'folder'>;

/** Files of a run that others than the engine write. */
const foreign: ReadonlySet<string> = new Set(['out.jsonl', 'err.log', 'pids', 'exit', 'exit.new']);

/** A folder whose power can be cut; what is in it now is on the disk. */
export class PoweredFolder {
  readonly #path: string;
  readonly #journal: string;
  readonly #roll: () => number;
  /** As programs see it, and as the disk has it. The files are the same ones. */
  readonly #seen: Names;
  readonly #kept: Names;
  #unkept: ((names: Names) => void)[] = [];

  constructor(options: { path: string; journal: string; roll: () => number }) {
    this.#path = options.path;
    this.#journal = options.journal;
    this.#roll = options.roll;
    this.#seen = namesIn(options.path);
    this.#kept = new Map(this.#seen);
  }

  /** Puts in its place what a power cut leaves. Nothing may be writing there any more. */
  cutPower(): void {
    for (const record of records(readFileSync(this.#journal))) this.#replay(record);
    const survive = this.#unkept.slice(0, Math.floor(this.#roll() * (this.#unkept.length + 1)));
    for (const change of survive) change(this.#kept);
    this.#noteForeign();
    const left = [...this.#kept].toSorted(([a], [b]) => a.length - b.length);
    const contents = left.map(([path, entry]) => [path, this.#contentOf(path, entry)] as const);
    for (const name of readdirSync(this.#path)) rmSync(join(this.#path, name), { recursive: true });
    const there = new Set([this.#path]);
    for (const [path, content] of contents) {
      // Without the folder above it nobody finds it.
      if (!there.has(dirname(path))) continue;
      if (content === null) mkdirSync(path, { mode: 0o700 });
      else writeFileSync(path, content, { mode: 0o600 });
      there.add(path);
    }
  }

  #replay({ kind, path, at, data }: Record): void {
    switch (kind) {
      case 'made':
      case 'folder-made': {
        const entry = kind === 'made' ? newFile() : 'folder';
        this.#rename((names) => names.set(path, entry));
        return;
      }
      case 'removed':
        this.#rename((names) => names.delete(path));
        return;
      case 'renamed': {
        const entry = this.#seen.get(path);
        if (entry === undefined) throw new Error(`${path} was renamed and never made`);
        this.#rename((names) => {
          names.delete(path);
          names.set(data.toString(), entry);
        });
        return;
      }
      case 'written':
        this.#file(path).pending.push({ at, bytes: data });
        return;
      case 'cut':
        this.#file(path).pending.push({ at, bytes: null });
        return;
      case 'synced': {
        const file = this.#file(path);
        file.synced.push(...file.pending.splice(0));
        for (const change of this.#unkept.splice(0)) change(this.#kept);
        return;
      }
      case 'sync-failed':
        this.#file(path).pending = [];
        return;
    }
  }

  #rename(change: (names: Names) => void): void {
    change(this.#seen);
    this.#unkept.push(change);
  }

  #file(path: string): File {
    const file = this.#seen.get(path);
    if (file === undefined || file === 'folder')
      throw new Error(`${path} was written and never made`);
    return file;
  }

  /** What the shims of runs made, of which the journal knows nothing. */
  #noteForeign(): void {
    for (const [path, entry] of namesIn(this.#path)) {
      const isNew = entry !== 'folder' && !this.#seen.has(path) && foreign.has(basename(path));
      if (isNew && this.#roll() < 0.5) this.#kept.set(path, newFile());
    }
  }

  /** Null for a folder. */
  #contentOf(path: string, entry: File | 'folder'): Buffer | null {
    if (entry === 'folder') return null;
    if (!foreign.has(basename(path))) return this.#torn(entry);
    const written = contentAt(path);
    return written.subarray(0, Math.floor(this.#roll() * (written.length + 1)));
  }

  #torn({ before, synced, pending }: File): Buffer {
    const luck = this.#roll();
    if (luck < 0.3) return written(before, synced);
    if (luck < 0.6) return written(before, [...synced, ...pending]);
    const survivors = pending
      .filter(() => this.#roll() < 0.6)
      .map((change) => (this.#roll() < 0.3 ? this.#partOf(change) : change));
    return written(before, [...synced, ...survivors]);
  }

  #partOf({ at, bytes }: Change): Change {
    if (bytes === null) return { at, bytes };
    return { at, bytes: bytes.subarray(0, Math.floor(this.#roll() * bytes.length)) };
  }
}

/** What a file holds after some changes; zeros where it was never written. */
function written(before: Buffer, changes: readonly Change[]): Buffer {
  let size = before.length;
  const ends = changes.map(({ at, bytes }) => at + (bytes?.length ?? 0));
  const content = Buffer.alloc(ends.reduce((a, b) => Math.max(a, b), size));
  before.copy(content);
  for (const { at, bytes } of changes) {
    if (bytes === null) {
      content.fill(0, at);
      size = at;
    } else {
      bytes.copy(content, at);
      size = Math.max(size, at + bytes.length);
    }
  }
  return content.subarray(0, size);
}

function newFile(before = Buffer.alloc(0)): File {
  return { before, synced: [], pending: [] };
}

function namesIn(folder: string): Names {
  const names: Names = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) names.set(path, 'folder');
    // SQLite's shared memory is made anew, sockets and pipes too.
    else if (entry.isFile() && !path.endsWith('-shm')) {
      names.set(path, newFile(readFileSync(path)));
    }
  }
  return names;
}

function contentAt(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
