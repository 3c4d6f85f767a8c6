import { randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Payload } from '../../contract/events.ts';
import type { NewRule, Rule, RuleId } from '../../contract/rules.ts';
import { decideByRules } from '../../core/rules/decide-by-rules.ts';
import type { Decision } from '../../core/rules/decision.ts';
import { fileToolOf } from '../../core/rules/file-rules.ts';
import { EngineError } from '../engine-error.ts';
import { resolveRepository } from '../git/repository.ts';
import type { Store, Tx } from '../store/store.ts';
import type { LiveSession } from './live-session.ts';

/** Every rule there is, and what they say about what an agent asks. */
export class Rules {
  readonly #store: Store;
  readonly #now: () => number;
  #rules: readonly Rule[];

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
    this.#rules = store.rules();
  }

  list(): readonly Rule[] {
    return this.#rules;
  }

  /** @throws {GitError} where a repository is meant and there is none. */
  async add(asked: NewRule): Promise<Rule> {
    const rule = await this.make(asked);
    await this.#store.transact((tx) => {
      tx.insertRule(rule);
    });
    this.added(rule);
    return rule;
  }

  /** A rule as it will be stored, by `keep` and then `added`. */
  async make(asked: NewRule): Promise<Rule> {
    const { scope } = asked;
    const path = scope.kind === 'repository' ? (await resolveRepository(scope.path)).root : '';
    return {
      ...asked,
      scope: scope.kind === 'repository' ? { kind: 'repository', path } : scope,
      id: randomUUID() as RuleId,
      createdAt: new Date(this.#now()).toISOString(),
    };
  }

  keep(tx: Tx, rule: Rule): void {
    tx.insertRule(rule);
  }

  added(rule: Rule): void {
    this.#rules = [...this.#rules, rule];
  }

  /** @throws {EngineError} `bad-request` where there is none of that id. */
  async remove(id: RuleId): Promise<readonly Rule[]> {
    const was = await this.#store.transact((tx) => tx.deleteRule(id));
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
    if (was) return this.#rules;
    const text = `There is no rule ${id}. \`lulu rules ls\` lists them.`;
    throw new EngineError('bad-request', text, { field: 'id' });
  }

  /** What they say about one request of a session's agent; looks where symbolic links lead. */
  decide(
    { id, facts }: LiveSession,
    { tool, input }: Pick<Payload<'approval_requested'>, 'tool' | 'input'>,
  ): Decision {
    const { repo, worktree } = facts;
    const real = realPath(worktree);
    const use = { tool, input: withRealPath(tool, input, real), sessionId: id };
    return decideByRules(this.#rules, { ...use, repo, worktree: real, realPath });
  }
}

/** The input of a file tool with the path that its links lead to. */
function withRealPath(tool: string, input: unknown, worktree: string): unknown {
  const field = fileToolOf(tool)?.field;
  if (field === undefined || typeof input !== 'object' || input === null) return input;
  const path: unknown = Reflect.get(input, field);
  if (typeof path !== 'string' || path.startsWith('~') || path.includes('\0')) return input;
  return { ...input, [field]: realPath(resolve(worktree, path)) };
}

/** Bytes: no system call takes a longer path (PATH_MAX on Linux), so nothing can be there. */
const longestPath = 4096;

/** Where a path leads; of one that is not there (yet), where its nearest folder does. */
function realPath(path: string): string {
  if (path.length > longestPath) return path;
  try {
    return realpathSync.native(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realPath(folder), basename(path));
  }
}
