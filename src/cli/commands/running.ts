import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { SessionId } from '../../contract/ids.ts';
import type { Params } from '../../contract/requests.ts';
import { textOf, UsageError, type OptionValues } from '../arguments.ts';
import { exitCode, namedSession, type Context } from '../context.ts';
import { withEngine } from '../engine-access.ts';
import { announce, startAndWait } from '../attended-run.ts';
import { beginRun, type Asked } from '../begin-run.ts';
import { promptFrom } from '../prompt-input.ts';

export async function run(context: Context): Promise<number> {
  const params = newSession(context.values);
  return await start(context, { method: 'sessions.create', params });
}

export async function resume(context: Context): Promise<number> {
  const prompt = promptFrom(context.values);
  const id = await namedSession(context);
  return await start(context, { method: 'sessions.resume', params: { id, prompt } });
}

function newSession(values: OptionValues): Params<'sessions.create'> & { readonly id: SessionId } {
  const agentBin = textOf(values, 'agent-bin');
  return {
    id: randomUUID() as SessionId,
    repo: absolute(textOf(values, 'repo') ?? '.'),
    prompt: promptFrom(values),
    name: textOf(values, 'name') ?? null,
    base: textOf(values, 'base') ?? null,
    // The engine names what it does not know.
    agent: (textOf(values, 'agent') ?? 'claude') as 'claude',
    agentBin: agentBin === undefined ? null : absolute(agentBin),
    permissionMode: (textOf(values, 'permission-mode') ?? 'acceptEdits') as 'acceptEdits',
    model: textOf(values, 'model') ?? null,
    env: environment(values['env']),
  };
}

/** Against this folder, not the engine's. What the engine reads otherwise (`~/…`, an empty text) stays. */
function absolute(path: string): string {
  return path === '' || /^~(?:\/|$)/u.test(path) ? path : resolve(path);
}

/** `--env K=V` sets; `--env K` copies from the caller. */
function environment(given: OptionValues[string]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const item of Array.isArray(given) ? (given as readonly string[]) : []) {
    const at = item.indexOf('=');
    const name = at === -1 ? item : item.slice(0, at);
    const value = at === -1 ? process.env[name] : item.slice(at + 1);
    if (value === undefined) {
      throw new UsageError(
        `--env ${name}: there is no such variable here. Set it, or say --env ${name}=VALUE.`,
      );
    }
    env[name] = value;
  }
  return env;
}

async function start(context: Context, asked: Asked): Promise<number> {
  if (context.values['detach'] === true) {
    announce(context, await withEngine(context, (line) => beginRun(line, asked)));
    return exitCode.done;
  }
  return await startAndWait(context, asked);
}
