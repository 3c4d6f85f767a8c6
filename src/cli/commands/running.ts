import { resolve } from 'node:path';
import * as v from 'valibot';
import { SessionDetail, type SessionView } from '../../contract/rows.ts';
import type { Method, Params, Reply } from '../../contract/requests.ts';
import type { SessionId } from '../../contract/ids.ts';
import { isTerminal } from '../../core/session.ts';
import { EngineError } from '../../engine/engine.ts';
import type { Link } from '../../hosts/link.ts';
import { textOf, UsageError, type OptionValues } from '../arguments.ts';
import { exitCode, namedSession, type Context } from '../context.ts';
import { reach, withEngine } from '../engine-access.ts';
import { jsonRow, statusLine } from '../print.ts';
import { promptFrom } from '../prompt-input.ts';

type Asked =
  | { readonly method: 'sessions.create'; readonly params: Params<'sessions.create'> }
  | { readonly method: 'sessions.resume'; readonly params: Params<'sessions.resume'> };

export async function run(context: Context): Promise<number> {
  const params = newSession(context.values);
  return await start(context, { method: 'sessions.create', params });
}

export async function resume(context: Context): Promise<number> {
  const prompt = promptFrom(context.values);
  const id = await namedSession(context);
  return await start(context, { method: 'sessions.resume', params: { id, prompt } });
}

function newSession(values: OptionValues): Params<'sessions.create'> {
  const agentBin = textOf(values, 'agent-bin');
  return {
    repo: resolve(textOf(values, 'repo') ?? '.'),
    prompt: promptFrom(values),
    name: textOf(values, 'name') ?? null,
    base: textOf(values, 'base') ?? null,
    // The engine names what it does not know.
    agent: (textOf(values, 'agent') ?? 'claude') as 'claude',
    agentBin: agentBin === undefined ? null : resolve(agentBin),
    permissionMode: (textOf(values, 'permission-mode') ?? 'acceptEdits') as 'acceptEdits',
    model: textOf(values, 'model') ?? null,
    env: environment(values['env']),
  };
}

/** `--env K=V` sets; `--env K` copies from the caller. */
function environment(given: OptionValues[string]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const item of Array.isArray(given) ? (given as readonly string[]) : []) {
    const at = item.indexOf('=');
    const name = at === -1 ? item : item.slice(0, at);
    const value = at === -1 ? process.env[name] : item.slice(at + 1);
    if (value === undefined) throw new UsageError(`--env ${name}: there is no such variable here.`);
    env[name] = value;
  }
  return env;
}

async function start(context: Context, asked: Asked): Promise<number> {
  if (context.values['detach'] === true) {
    const { row } = await withEngine(context, (engine) =>
      asked.method === 'sessions.create'
        ? engine.request(asked.method, asked.params)
        : engine.request(asked.method, asked.params),
    );
    announce(context, row);
    return exitCode.done;
  }
  return await startAndWait(context, asked);
}

function announce({ json, out }: Context, { id }: SessionView): void {
  out(json ? JSON.stringify({ id }) : id);
}

/** Becomes the engine if none runs, starts the session, and stays until it has ended. */
async function startAndWait(context: Context, asked: Asked): Promise<number> {
  const found = await reach(context);
  const wake = new Wake();
  const link = found.open('control', {
    push: () => {
      wake.up();
    },
    ready: () => true,
    resync: () => {
      wake.up();
    },
  });
  const stopSignals = onSignals(() => {
    wake.stop();
  });
  try {
    const { row } = await request(link, asked.method, asked.params);
    announce(context, row);
    return await watch(context, link, row.id, wake);
  } finally {
    stopSignals();
    link.close();
    await found.close();
  }
}

async function watch(context: Context, link: Link, id: SessionId, wake: Wake): Promise<number> {
  let told: string | null = null;
  for (;;) {
    const detail = await reread(link, id);
    const { row, runs } = detail ?? { row: null, runs: [] };
    if (row !== null && told !== (row.waitingFor?.requestId ?? null)) {
      told = row.waitingFor?.requestId ?? null;
      if (row.waitingFor !== null) tellWaiting(context, row);
    }
    const gone = runs.every((run) => run.endedAt !== null);
    if (row !== null && isTerminal(row.status) && gone) return finish(context, row);
    if (!(await wake.next())) {
      context.err(`Detached: the agent goes on. Follow it with: lulu history ${id} --follow`);
      return exitCode.interrupted;
    }
  }
}

function tellWaiting({ err }: Context, { id, waitingFor }: SessionView): void {
  const { text, requestId } = waitingFor ?? { text: '', requestId: '' };
  err(`Waiting for you: ${text}`);
  err(`  lulu approve ${id} ${requestId}   or   lulu deny ${id} ${requestId}`);
}

function finish({ json, out }: Context, row: SessionView): number {
  out(json ? JSON.stringify(jsonRow(row)) : statusLine(row));
  if (row.status === 'Interrupted') return exitCode.interrupted;
  return row.status === 'Completed' ? exitCode.done : exitCode.failed;
}

/** Null while the engine is between two processes: it is asked again, the request is not. */
async function reread(link: Link, id: SessionId): Promise<SessionDetail | null> {
  const answer = await link.request('sessions.show', { id });
  if (answer.ok) return v.parse(SessionDetail, answer.value);
  if (answer.error.kind === 'unavailable') return null;
  throw new EngineError(answer.error.kind, answer.error.message);
}

async function request<M extends Method>(
  link: Link,
  method: M,
  params: Params<M>,
): Promise<Reply<M>> {
  const answer = await link.request(method, params);
  if (answer.ok) return answer.value as Reply<M>;
  const { kind, message, field } = answer.error;
  throw new EngineError(kind, message, field === undefined ? {} : { field });
}

/** Sleeps until something may have happened. */
class Wake {
  #pending = false;
  #stopped = false;
  #resolve: (() => void) | null = null;

  up(): void {
    this.#pending = true;
    this.#resolve?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#resolve?.();
  }

  /** False once it was stopped. */
  async next(): Promise<boolean> {
    if (!this.#pending && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#resolve = resolve;
      });
    }
    this.#pending = false;
    this.#resolve = null;
    return !this.#stopped;
  }
}

function onSignals(stop: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}
