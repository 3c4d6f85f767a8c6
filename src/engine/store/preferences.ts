/** What is remembered for the person: settings, and the repositories they worked in. */
import type { Database } from 'better-sqlite3';
import type { Instant } from '../../contract/ids.ts';
import { toInstant } from './instants.ts';

export interface PreferenceReads {
  /** Every setting ever set, by name; parse it where it is used. */
  readonly settings: () => Readonly<Record<string, unknown>>;
  /** Last used first. */
  readonly repositories: () => { readonly path: string; readonly lastUsedAt: Instant }[];
}

export interface PreferenceWrites {
  readonly setSetting: (name: string, value: unknown) => void;
  readonly touchRepository: (path: string, at: number) => void;
}

export const preferenceQueries = {
  repositories: 'SELECT path, last_used_at FROM repositories ORDER BY last_used_at DESC',
} as const;

export function preferenceReads(db: Database): PreferenceReads {
  const settings = db.prepare<[], { name: string; value: string }>(
    'SELECT name, value FROM settings',
  );
  const repositories = db.prepare<[], { path: string; last_used_at: number }>(
    preferenceQueries.repositories,
  );
  return {
    settings: () =>
      Object.fromEntries(
        settings.all().map(({ name, value }) => [name, JSON.parse(value) as unknown]),
      ),
    repositories: () =>
      repositories
        .all()
        .map(({ path, last_used_at }) => ({ path, lastUsedAt: toInstant(last_used_at) })),
  };
}

export function preferenceWrites(db: Database): PreferenceWrites {
  const set = db.prepare<[string, string]>(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const touch = db.prepare<[string, number]>(
    `INSERT INTO repositories (path, last_used_at) VALUES (?, ?)
      ON CONFLICT DO UPDATE SET last_used_at = excluded.last_used_at`,
  );
  return {
    setSetting: (name, value) => {
      set.run(name, JSON.stringify(value ?? null));
    },
    touchRepository: (path, at) => {
      touch.run(path, at);
    },
  };
}
