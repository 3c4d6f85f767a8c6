import type { AgentInfo, ParsedParams, Reply, Settings } from '../contract/requests.ts';
import type { SessionView } from '../contract/rows.ts';
import { rankPaths } from '../core/rank-paths.ts';
import { completePath } from './complete-path.ts';
import type { EngineMethod } from './engine.ts';
import { worktreeFiles } from './git/worktree-files.ts';
import { listRefs, resolveBase, resolveRepository } from './git/repository.ts';
import type { LiveSession } from './sessions/live-session.ts';
import type { Queries } from './sessions/queries.ts';
import type { Runtime } from './sessions/runtime.ts';
import type { Store } from './store/store.ts';

/** Settings to change; what is absent or undefined stays. */
export type SettingsPatch = { readonly [K in keyof Settings]?: Settings[K] | undefined };

/** What answering needs of a running engine. */
export interface Desk {
  readonly store: Store;
  readonly queries: Queries;
  readonly runtime: Runtime;
  readonly agents: () => Promise<AgentInfo[]>;
  readonly changeSettings: (patch: SettingsPatch) => Promise<Settings>;
  readonly findings: () => Promise<Reply<'doctor'>>;
}

type Handlers = {
  readonly [M in EngineMethod]: (params: ParsedParams<M>) => Promise<Reply<M>> | Reply<M>;
};

/** One handler a request, so that a missing one does not compile. */
export function handlers(desk: Desk): Handlers {
  const { queries, runtime, store } = desk;
  const { sessions } = runtime;
  return {
    'sessions.list': () => ({ rows: sessions.list() }),
    'sessions.trash': () => ({ rows: queries.trash() }),
    'sessions.show': ({ id }) => ({ ...queries.show(id), row: sessions.get(id).view() }),
    'sessions.create': async (asked) => row(await sessions.create(asked)),
    'sessions.rename': async ({ id, name }) => row(await sessions.rename(id, name)),
    'sessions.interrupt': async ({ id }) => row(await sessions.interrupt(id)),
    'sessions.resume': async ({ id, prompt }) => row(await sessions.resume(id, prompt)),
    'sessions.send': async ({ id, prompt }) => row(await sessions.send(id, prompt)),
    'sessions.requeue': async ({ id, queuedId, prompt }) =>
      row(await sessions.changeQueued(id, queuedId, prompt)),
    'sessions.unqueue': async ({ id, queuedId }) =>
      row(await sessions.changeQueued(id, queuedId, null)),
    'sessions.approve': async ({ id, requestId }) =>
      row(await sessions.answer(id, requestId, { behavior: 'allow', message: null })),
    'sessions.deny': async ({ id, requestId, message }) =>
      row(await sessions.answer(id, requestId, { behavior: 'deny', message })),
    'sessions.delete': async ({ id }) => row(await sessions.remove(id)),
    'sessions.restore': async ({ id }) => row(await sessions.restore(id)),
    'trash.contents': async ({ id }) => {
      const { bytes, loses } = await runtime.trash.contents(sessions.trashed(id));
      return { bytes, loses: loses === null ? null : [...loses] };
    },
    'trash.empty': async ({ id }) => {
      const session = sessions.trashed(id);
      await runtime.housekeeping.empty(session);
      return row(session);
    },
    'events.page': (params) => queries.page(params),
    'events.get': ({ id, seq }) => queries.event(id, seq),
    'events.search': (params) => queries.search(params),
    'events.find': (params) => queries.find(params),
    'events.next': (params) => queries.landmark(params),
    'files.complete': async ({ id, prefix, limit }) => {
      const { worktree } = sessions.get(id).facts;
      return { paths: rankPaths(await worktreeFiles(worktree), prefix, limit) };
    },
    'repositories.recent': () => ({ repositories: store.repositories().slice(0, 20) }),
    'repositories.resolve': ({ repo, base }) => resolve(repo, base),
    'paths.complete': async ({ prefix }) => ({ paths: await completePath(prefix) }),
    'agents.list': async () => ({ agents: await desk.agents() }),
    'settings.set': async ({ patch }) => ({ settings: await desk.changeSettings(patch) }),
    doctor: () => desk.findings(),
  };
}

function row(session: LiveSession): { row: SessionView } {
  return { row: session.view() };
}

async function resolve(path: string, ref: string | null): Promise<Reply<'repositories.resolve'>> {
  const { root } = await resolveRepository(path);
  const [base, refs] = await Promise.all([resolveBase(root, ref), listRefs(root)]);
  return { repo: root, base, refs };
}
