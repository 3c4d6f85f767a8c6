/** One user with an engine, a repository and the real Claude Code CLI. */
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { EventType, Payload, SessionEvent } from '../../src/contract/events.ts';
import type { SessionId } from '../../src/contract/ids.ts';
import type { NewSession, ParsedParams } from '../../src/contract/requests.ts';
import type { SessionDetail, SessionView } from '../../src/contract/rows.ts';
import { dataDirectory, startEngine, takeLock, type Engine } from '../../src/engine/engine.ts';
import { createRepository, hermeticEnv, type TestRepository } from '../helpers/repository.ts';
import { setStage, type Stage } from './claude-cli.ts';

export class Shop {
  readonly stage: Stage;
  readonly repository: TestRepository;
  readonly engine: Engine;
  readonly #program: string;

  constructor(parts: {
    stage: Stage;
    repository: TestRepository;
    engine: Engine;
    program: string;
  }) {
    this.stage = parts.stage;
    this.repository = parts.repository;
    this.engine = parts.engine;
    this.#program = parts.program;
  }

  async start(script: string, more: Partial<NewSession> = {}): Promise<SessionId> {
    const { row } = await this.engine.request('sessions.create', {
      ...{ repo: this.repository.path, prompt: `Please. script: ${script}`, name: null },
      ...{ base: null, agent: 'claude', agentBin: this.#program, uncommitted: false },
      ...{ permissionMode: 'acceptEdits', model: null, env: {}, ...more },
    });
    return row.id;
  }

  /** Resolves with the first committed row for which `holds`. */
  async until(id: SessionId, holds: (view: SessionView) => boolean): Promise<SessionView> {
    const { promise, resolve } = Promise.withResolvers<SessionView>();
    const stop = this.engine.subscribe((change) => {
      if (change.type === 'session' && change.view.id === id && holds(change.view)) {
        resolve(change.view);
      }
    });
    const { row } = await this.engine.request('sessions.show', { id });
    const view = holds(row) ? row : await promise;
    stop();
    return view;
  }

  waiting(id: SessionId): Promise<SessionView> {
    return this.until(id, ({ status }) => status === 'Waiting');
  }

  /** Resolves once the agent is in the middle of writing a message. */
  async writing(id: SessionId): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const stop = this.engine.subscribe((change) => {
      if (change.type === 'partial' && change.id === id && change.text !== '') resolve(undefined);
    });
    await promise;
    stop();
  }

  /** Resolves with the first detail of the session for which `holds`. */
  async eventually(
    id: SessionId,
    holds: (detail: SessionDetail) => boolean,
  ): Promise<SessionDetail> {
    for (;;) {
      const changed = Promise.withResolvers<undefined>();
      const stop = this.engine.subscribe((change) => {
        if (change.type === 'session' && change.view.id === id) changed.resolve(undefined);
      });
      const detail = await this.engine.request('sessions.show', { id });
      const isSo = holds(detail);
      if (!isSo) await changed.promise;
      stop();
      if (isSo) return detail;
    }
  }

  /** Resolves when the last run has ended and its process is gone. */
  async ended(id: SessionId): Promise<SessionView> {
    const { row } = await this.eventually(id, ({ runs }) =>
      runs.every(({ endedAt }) => endedAt !== null),
    );
    return row;
  }

  async resume(id: SessionId, prompt: string): Promise<SessionView> {
    await this.engine.request('sessions.resume', { id, prompt });
    return await this.ended(id);
  }

  async events(id: SessionId): Promise<readonly SessionEvent[]> {
    const params = { id, after: 0, before: null, limit: 1000, cut: null };
    return (await this.engine.request('events.page', params)).events;
  }

  async payloads<T extends EventType>(id: SessionId, type: T): Promise<Payload<T>[]> {
    const events = await this.events(id);
    return events
      .filter((event) => event.type === type)
      .map((event) => event.payload as Payload<T>);
  }

  async approve(
    id: SessionId,
    more: Partial<ParsedParams<'sessions.approve'>> = {},
  ): Promise<void> {
    const nothing = { requestId: null, input: null, permissionMode: null, always: null };
    await this.engine.request('sessions.approve', { id, ...nothing, ...more });
  }
}

/** @param program Which CLI; its sessions are ended with the test. */
export async function openShop(program: string, env: Record<string, string> = {}): Promise<Shop> {
  const stage = await setStage();
  const repository = createRepository('shop');
  repository.commit('README.md', '# Shop\n');
  const data = dataDirectory(join(stage.folder, 'data'));
  const lock = takeLock(data.lock);
  if (lock === null) throw new Error('another engine holds the lock');
  const engine = await startEngine({
    ...{ data, demoProgram: '/nowhere/demo.mjs', log: pino({ level: 'silent' }) },
    env: { ...stage.env, ...hermeticEnv, ...env },
  });
  onTestFinished(async () => {
    await engine.stop();
    lock.release();
  });
  return new Shop({ stage, repository, engine, program });
}
