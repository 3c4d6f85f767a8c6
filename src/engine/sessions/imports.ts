import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Conversation } from '../../contract/import-requests.ts';
import type { RunId, SessionId } from '../../contract/ids.ts';
import { newFacts } from '../../core/row.ts';
import type { Archive, ArchivedConversation } from '../agents/archive.ts';
import type { Environment } from '../agents/environment.ts';
import { EngineError } from '../engine-error.ts';
import { resolveBase, resolveRepository, type Repository } from '../git/repository.ts';
import { listWorktrees } from '../git/worktrees.ts';
import type { Store } from '../store/store.ts';
import { LiveSession } from './live-session.ts';
import { pastRun } from './past.ts';
import type { Sessions } from './sessions.ts';

export interface ImportsOptions {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly archive: Archive;
  readonly env: Environment;
  readonly now: () => number;
  readonly publish: (session: LiveSession) => void;
}

/** Brings in conversations that the agent's own command line had, each at most once. */
export class Imports {
  readonly #options: ImportsOptions;
  /** One after the other: two at once could bring in the same one twice. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ImportsOptions) {
    this.#options = options;
  }

  /** @throws {GitError} `repo` is no repository. */
  async list(repo: string): Promise<Conversation[]> {
    const repository = await resolveRepository(repo);
    return (await this.#find(repository)).map((found) => {
      const session = this.#importedAs(found.id);
      const at = new Date(found.at).toISOString();
      const { id, title, bytes } = found;
      return {
        ...{ id, title, at, bytes },
        ...{ alreadyImported: session !== null, sessionId: session?.id ?? null },
      };
    });
  }

  /** @throws {EngineError} `rejected` where it was brought in before, `bad-request` where there is none. */
  take(repo: string, id: string): Promise<LiveSession> {
    const taken = this.#last.then(() => this.#take(repo, id));
    this.#last = taken.catch(() => undefined);
    return taken;
  }

  async #take(repo: string, id: string): Promise<LiveSession> {
    const repository = await resolveRepository(repo);
    const found = (await this.#find(repository)).find((one) => one.id === id);
    if (found === undefined) {
      const text = `${repository.root} has no conversation ${id}. \`lulu import ls\` lists them.`;
      throw new EngineError('bad-request', text, { field: 'id' });
    }
    const before = this.#importedAs(id);
    if (before !== null) {
      const text = `That conversation was imported already: it is "${before.facts.name}" (${before.id}).`;
      throw new EngineError('rejected', text, { field: 'id' });
    }
    return await this.#store(repository, found);
  }

  async #store(repository: Repository, found: ArchivedConversation): Promise<LiveSession> {
    const { store, sessions, archive, now, publish } = this.#options;
    const { root } = repository;
    const base = await resolveBase(root, null);
    const history = await archive.read(found.path);
    const id = randomUUID() as SessionId;
    const runId = randomUUID() as RunId;
    const createdAt = now();
    const settings = { agent: 'claude', permissionMode: 'acceptEdits' } as const;
    const fresh = newFacts({
      ...{ id, name: found.title, repo: root, base: { ref: base.ref, commit: base.commit } },
      ...{ ...settings, model: null, createdAt: new Date(createdAt).toISOString() },
      worktree: join(root, '.lulu', 'worktrees', id),
    });
    const conversation = { id: found.id, path: found.path };
    const past = pastRun({ ...fresh, conversation }, runId, history);
    const { facts, state, startedAt, endedAt } = past;
    const options = {
      ...{ ...settings, repo: root, prompt: '', name: found.title, base: null },
      ...{ agentBin: null, model: null, uncommitted: false },
    };
    const insert = { id, createdAt, facts, state, options };
    const key = await store.transact((tx) => {
      tx.touchRepository(root, createdAt);
      const sessionKey = tx.insertSession(insert);
      const dir = join(sessions.folderOf(id), runId);
      const runKey = tx.insertRun({ id: runId, sessionKey, number: 1, dir, startedAt });
      const outcome = state.phase === 'ended' ? state.status : null;
      tx.updateRun(runKey, { endedAt, outcome, released: true });
      for (const { at, event } of past.events) tx.appendEvents(sessionKey, runKey, [event], at);
      return sessionKey;
    });
    const session = new LiveSession({
      ...{ ...insert, key, createdAt: facts.createdAt, deletedAt: null },
      lastSeq: past.events.length,
    });
    sessions.add(session);
    publish(session);
    return session;
  }

  /** Those of the repository and its worktrees which are not Lulu's own. */
  async #find({ root }: Repository): Promise<readonly ArchivedConversation[]> {
    const { archive, env, sessions } = this.#options;
    const worktrees = (await listWorktrees(root)).map(({ path }) => path);
    const folders = [...new Set([root, ...worktrees])];
    const own = new Set<string>([...sessions.all()].map(({ id }) => id));
    return (await archive.list({ env, folders })).filter(({ id }) => !own.has(id));
  }

  #importedAs(conversation: string): LiveSession | null {
    const all = [...this.#options.sessions.all()];
    return all.find(({ facts }) => facts.conversation?.id === conversation) ?? null;
  }
}
