/** What a person allowed or denied once and for all. */
import type { Database } from 'better-sqlite3';
import * as v from 'valibot';
import { Rule, type RuleId, type RuleScope } from '../../contract/rules.ts';
import { toInstant } from './instants.ts';

export interface RuleReads {
  /** Oldest first. */
  readonly rules: () => Rule[];
}

export interface RuleWrites {
  readonly insertRule: (rule: Rule) => void;
  /** Whether it was there. */
  readonly deleteRule: (id: RuleId) => boolean;
}

interface RuleColumns {
  readonly id: string;
  readonly created_at: number;
  readonly scope_kind: string;
  readonly scope: string;
  readonly tool: string;
  readonly pattern: string | null;
  readonly match: string;
  readonly behavior: string;
}

export function ruleReads(db: Database): RuleReads {
  const all = db.prepare<[], RuleColumns>('SELECT * FROM rules ORDER BY key');
  return { rules: () => all.all().map(toRule) };
}

export function ruleWrites(db: Database): RuleWrites {
  const insert = db.prepare<
    [string, number, string, string, string, string | null, string, string]
  >(
    `INSERT INTO rules (id, created_at, scope_kind, scope, tool, pattern, match, behavior)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = db.prepare<[string]>('DELETE FROM rules WHERE id = ?');
  return {
    insertRule: ({ id, createdAt, scope, tool, pattern, match, behavior }) => {
      const place = [scope.kind, placeOf(scope)] as const;
      insert.run(id, Date.parse(createdAt), ...place, tool, pattern, match, behavior);
    },
    deleteRule: (id) => remove.run(id).changes > 0,
  };
}

function placeOf(scope: RuleScope): string {
  switch (scope.kind) {
    case 'session':
      return scope.id;
    case 'repository':
      return scope.path;
    case 'everywhere':
      return '';
  }
}

function toRule(row: RuleColumns): Rule {
  const { id, tool, pattern, match, behavior } = row;
  const scopes = {
    session: { kind: 'session', id: row.scope },
    repository: { kind: 'repository', path: row.scope },
  };
  const scope = row.scope_kind === 'everywhere' ? { kind: 'everywhere' } : null;
  return v.parse(Rule, {
    ...{ id, tool, pattern, match, behavior, createdAt: toInstant(row.created_at) },
    scope: scope ?? (row.scope_kind === 'session' ? scopes.session : scopes.repository),
  });
}
