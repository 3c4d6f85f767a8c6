/** Brings a file to this Lulu's format, keeping a copy of what was there. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { first } from './migrations/001-first.ts';
import { landmarks } from './migrations/002-landmarks.ts';
import { usage } from './migrations/003-usage.ts';
import { rules } from './migrations/004-rules.ts';
import { sent } from './migrations/005-sent.ts';
import type { Migration } from './migrations/migration.ts';

/** Every step there is, in order; the last one's version is the format this Lulu writes. */
export const migrations: readonly Migration[] = [first, landmarks, usage, rules, sent];

/** `PRAGMA application_id` of our files: "Lulu" in ASCII. */
export const applicationId = 0x4c756c75;

export function newestVersion(steps: readonly Migration[]): number {
  return steps.at(-1)?.version ?? 0;
}

export function userVersion(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/**
 * Applies the steps the file does not have, each in a transaction of its own. A file that held a version
 * already is copied first, to `<path>.v<version>.backup` (0600).
 */
export function migrate(db: Database, path: string, steps: readonly Migration[]): void {
  const version = userVersion(db);
  const missing = steps.filter((step) => step.version > version);
  if (missing.length === 0) return;
  if (version > 0) backUp(db, path, version);
  for (const step of missing) apply(db, step);
}

function apply(db: Database, step: Migration): void {
  db.transaction(() => {
    step.up(db);
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${step.version}`);
  }).immediate();
}

/** Where the copy of a file of that version is kept. */
export function backupPath(path: string, version: number): string {
  return `${path}.v${version}.backup`;
}

/** Complete or not there: written beside, synced, then renamed. */
function backUp(db: Database, path: string, version: number): void {
  const partial = `${backupPath(path, version)}.partial`;
  rmSync(partial, { force: true });
  // VACUUM INTO accepts an empty file, and would make one that others can read.
  closeSync(openSync(partial, 'wx', 0o600));
  db.prepare('VACUUM INTO ?').run(partial);
  const file = openSync(partial, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(partial, backupPath(path, version));
}
