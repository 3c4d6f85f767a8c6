/** An engine that answers at once from what a test gives it: the port the UI speaks to, faked. */
import type { Push } from '../../src/contract/pushes.ts';
import type { Method, Params, Reply } from '../../src/contract/requests.ts';
import { Listeners } from '../../src/ui/data/listeners.ts';
import { RequestError, type Transport, type TransportState } from '../../src/ui/data/transport.ts';
import { settings } from '../helpers/rows.ts';

export type Answers = { [M in Method]?: (params: Params<M>) => Reply<M> | Promise<Reply<M>> };

export interface Asked {
  readonly method: Method;
  readonly params: unknown;
}

const usual: Answers = {
  hello: () => ({
    version: '0.1.0',
    pid: 1,
    dataDir: '/home/ada/.local/share/lulu',
    settings,
    health: { ok: true, problem: null },
    host: 'serve',
  }),
  'sessions.list': () => ({ rows: [] }),
  'repositories.recent': () => ({ repositories: [] }),
  'paths.complete': () => ({ paths: [] }),
  'engine.status': () => ({
    ...{ pid: 1, live: 2, queued: 1, attached: 1, rssBytes: 84_123_456, uptimeMs: 1000 },
    url: null,
  }),
  'usage.today': () => ({
    since: '2026-01-01T00:00:00.000Z',
    costUsd: 1.234,
    tokens: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  }),
  doctor: () => ({ findings: [] }),
  'sessions.trash': () => ({ rows: [] }),
  'agents.list': () => ({ agents: [] }),
  'settings.set': ({ patch }) => ({ settings: { ...settings, ...patch } as typeof settings }),
};

export class FakeTransport implements Transport {
  readonly asked: Asked[] = [];
  readonly #pushes = new Listeners<Push>();
  readonly #states = new Listeners();
  readonly #resyncs = new Listeners();
  readonly #answers: Answers;
  state: TransportState = 'open';

  constructor(answers: Answers = {}) {
    this.#answers = { ...usual, ...answers };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what an answer throws is a rejection
  async request<M extends Method>(method: M, params: Params<M>): Promise<Reply<M>> {
    this.asked.push({ method, params });
    const answer = this.#answers[method] as ((params: Params<M>) => Reply<M>) | undefined;
    if (answer !== undefined) return answer(params);
    throw new RequestError({ kind: 'internal', message: `This test has no answer to ${method}` });
  }

  on(listener: (push: Push) => void): () => void {
    return this.#pushes.add(listener);
  }

  onState(listener: () => void): () => void {
    return this.#states.add(listener);
  }

  onResync(listener: () => void): () => void {
    return this.#resyncs.add(listener);
  }

  push(push: Push): void {
    this.#pushes.emit(push);
  }

  become(state: TransportState): void {
    this.state = state;
    this.#states.emit();
  }

  resync(): void {
    this.#resyncs.emit();
  }
}
