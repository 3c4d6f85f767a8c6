import type { AgentInfo, ParsedParams, PermissionMode, Reply } from '../contract/requests.ts';
import type { Settings } from '../contract/settings.ts';
import type { SessionView } from '../contract/rows.ts';
import { imageMarks, imageName } from '../core/prompt-images.ts';
import { ruleText } from '../core/rules/rule-text.ts';
import { rankPaths } from '../core/rank-paths.ts';
import { completePath } from './complete-path.ts';
import type { EngineMethod } from './engine-port.ts';
import { EngineError } from './engine-error.ts';
import { worktreeFiles } from './git/worktree-files.ts';
import { listRefs, resolveBase, resolveRepository } from './git/repository.ts';
import { countUncommitted } from './git/uncommitted.ts';
import type { OpenWith } from '../contract/shell-requests.ts';
import type { Change } from './sessions/changes.ts';
import { keepImage, readImage } from './sessions/images.ts';
import type { LiveSession } from './sessions/live-session.ts';
import type { Queries } from './sessions/queries.ts';
import { allow, answer, deny } from './sessions/replies.ts';
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
  /** The instant, in ms. */
  readonly now: () => number;
  readonly findings: () => Promise<Reply<'doctor'>>;
  /** Opens a folder in a program of the person's; resolves to that program. */
  readonly openFolder: (folder: string, kind: OpenWith) => Promise<string>;
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
    'sessions.send': async ({ id, prompt, ...how }) => row(await sessions.send(id, prompt, how)),
    'sessions.configure': async ({ id, permissionMode, model }) =>
      row(await sessions.configure(id, changesOf(permissionMode, model))),
    'sessions.requeue': async ({ id, queuedId, prompt }) =>
      row(await sessions.changeQueued(id, queuedId, prompt)),
    'sessions.unqueue': async ({ id, queuedId }) =>
      row(await sessions.changeQueued(id, queuedId, null)),
    'sessions.approve': async (params) => row(await approve(runtime, params)),
    'sessions.deny': async ({ id, requestId, message }) =>
      row(
        await sessions.reply(id, requestId, (adapter, request) => deny(adapter, request, message)),
      ),
    'sessions.answer': async ({ id, requestId, answers }) =>
      row(
        await sessions.reply(id, requestId, (adapter, request) =>
          answer(adapter, request, answers),
        ),
      ),
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
    'images.keep': async ({ id, mediaType, data }) => ({
      name: await keepImage(sessions.folderOf(sessions.get(id).id), mediaType, data),
    }),
    'images.get': async ({ id, name }) => ({
      mediaType: imageMarks(imageName(name))[0]?.mediaType ?? 'image/png',
      data: await readImage(sessions.folderOf(sessions.get(id).id), name),
    }),
    'files.complete': async ({ id, prefix, limit }) => {
      const { worktree } = sessions.get(id).facts;
      return { paths: rankPaths(await worktreeFiles(worktree), prefix, limit) };
    },
    'changes.list': ({ id }) => queries.changes(id),
    'changes.diff': ({ id }) => queries.diff(id),
    'repositories.recent': () => ({ repositories: store.repositories().slice(0, 20) }),
    'repositories.resolve': (params) => resolve(params),
    'worktree.open': async ({ id, with: kind }) => ({
      program: await desk.openFolder(sessions.get(id).facts.worktree, kind),
    }),
    'paths.complete': async ({ prefix }) => ({ paths: await completePath(prefix) }),
    'agents.list': async () => ({ agents: await desk.agents() }),
    'settings.set': async ({ patch }) => ({ settings: await desk.changeSettings(patch) }),
    'import.list': async ({ repo }) => ({
      conversations: (await runtime.imports?.list(repo)) ?? [],
    }),
    'import.take': async ({ repo, id }) => row(await importsOf(runtime).take(repo, id)),
    'rules.list': () => ({ rules: [...runtime.rules.list()] }),
    'rules.add': async ({ rule }) => ({ rule: await runtime.rules.add(rule) }),
    'rules.remove': async ({ id }) => ({ rules: [...(await runtime.rules.remove(id))] }),
    'usage.today': () => queries.today(desk.now()),
    doctor: () => desk.findings(),
  };
}

/** A yes, and where it is meant for always, the rule with it in one commit. */
async function approve(
  { sessions, rules }: Runtime,
  { id, requestId, input, permissionMode, always }: ParsedParams<'sessions.approve'>,
): Promise<LiveSession> {
  const rule = always === null ? null : await rules.make(always);
  const allowance = { input, permissionMode, rule: rule === null ? null : ruleText(rule) };
  const session = await sessions.reply(
    id,
    requestId,
    (adapter, request) => allow(adapter, request, allowance),
    (tx) => {
      if (rule !== null) rules.keep(tx, rule);
    },
  );
  if (rule !== null) rules.added(rule);
  return session;
}

function importsOf({ imports }: Runtime): NonNullable<Runtime['imports']> {
  if (imports !== null) return imports;
  throw new EngineError('bad-request', 'No agent here keeps conversations that can be imported.');
}

function changesOf(mode: PermissionMode | null, model: string | null): Change[] {
  return [
    ...(mode === null ? [] : [{ what: 'mode', value: mode } as const]),
    ...(model === null ? [] : [{ what: 'model', value: model } as const]),
  ];
}

function row(session: LiveSession): { row: SessionView } {
  return { row: session.view() };
}

async function resolve({
  repo,
  base: ref,
  uncommitted,
}: ParsedParams<'repositories.resolve'>): Promise<Reply<'repositories.resolve'>> {
  const repository = await resolveRepository(repo);
  const { root } = repository;
  const [base, refs, changes] = await Promise.all([
    resolveBase(root, ref),
    listRefs(root),
    uncommitted ? countUncommitted(repository) : null,
  ]);
  return { repo: root, base, refs, changes };
}
