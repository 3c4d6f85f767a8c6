/** A new session, from what was asked to what is stored. */
import { join } from 'node:path';
import type { SessionId } from '../../contract/ids.ts';
import type { NewSession } from '../../contract/requests.ts';
import { nameFromPrompt } from '../../core/names.ts';
import { newFacts, type SessionFacts } from '../../core/row.ts';
import { initialState } from '../../core/session.ts';
import type { Base, Repository } from '../git/repository.ts';
import { writeEnvironment } from './launch.ts';
import { LiveSession } from './live-session.ts';
import { startRun, type StartDesk } from './start-run.ts';

/** Where a new session stands: all that is settled before anything is stored. */
export interface Newcomer {
  readonly id: SessionId;
  readonly repository: Repository;
  readonly base: Base;
  /** In ms. */
  readonly createdAt: number;
}

/** Stores a new session and starts its first run. */
export async function createSession(
  desk: StartDesk,
  asked: NewSession,
  newcomer: Newcomer,
): Promise<LiveSession> {
  const { id, repository, createdAt } = newcomer;
  const { env, id: _, ...options } = asked;
  const facts = factsOf(asked, newcomer);
  await writeEnvironment(desk.folderOf(id), env);
  // The prompt is an event; keeping it twice would only make rows heavier.
  const kept = { ...options, repo: repository.root, prompt: '' };
  const insert = { id, createdAt, facts, state: initialState, options: kept };
  const session = new LiveSession({
    ...insert,
    key: 0,
    createdAt: facts.createdAt,
    deletedAt: null,
    lastSeq: 0,
  });
  session.repository = repository;
  // Row, run, prompt and input are one commit: there is no half of a session.
  await startRun(desk, session, asked.prompt, (tx) => {
    tx.touchRepository(repository.root, createdAt);
    session.key = tx.insertSession(insert);
  });
  return session;
}

function factsOf(asked: NewSession, { id, repository, base, createdAt }: Newcomer): SessionFacts {
  return newFacts({
    id,
    name: asked.name ?? nameFromPrompt(asked.prompt),
    repo: repository.root,
    worktree: join(repository.root, '.lulu', 'worktrees', id),
    base: { ref: base.ref, commit: base.commit },
    agent: asked.agent,
    permissionMode: asked.permissionMode,
    model: asked.model,
    createdAt: new Date(createdAt).toISOString(),
  });
}
