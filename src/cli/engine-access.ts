import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { checkWritable, demoProgramBeside, EngineError } from '../engine/engine.ts';
import { becomeEngine } from '../hosts/become-engine.ts';
import type { Method, Params, Reply } from '../contract/requests.ts';
import { connectControl, parseReply, type ControlClient } from '../hosts/control/control-client.ts';
import { engineFlags } from '../hosts/node-flags.ts';
import { reachEngine, type Reach } from '../hosts/reach.ts';
import { NotKnownError, type Line } from './ask-once.ts';
import type { Context } from './context.ts';
import { openLog } from './logger.ts';

/** Becomes the engine of the data directory, or attaches to the one that runs. */
export async function reach(context: Context): Promise<Reach> {
  const { data } = context;
  checkWritable(data);
  const log = openLog(context);
  return await reachEngine({
    dataDir: data.path,
    log,
    become: () => becomeEngine({ data, log, env: process.env, demoProgram: demoProgram() }),
  });
}

/** The demo agent's program, absolute. */
export function demoProgram(): string {
  return demoProgramBeside(import.meta.dirname);
}

/** How long a background engine may take to answer, in ms: adoption of many runs included. */
const patienceMs = 20_000;

/** Speaks to the running engine, or starts one in the background that leaves when it is not needed. */
export async function attach(context: Context): Promise<ControlClient> {
  const running = await connectControl(context.data.path);
  if (running !== null) return running;
  const child = startInBackground(context);
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const client = await connectControl(context.data.path);
    if (client !== null) return client;
    const problem = child.problem();
    if (problem !== null) throw new EngineError('unavailable', problem);
    await delay(30);
  }
  const text = `The engine of ${context.data.path} does not answer. ${context.data.log} tells how far it got.`;
  throw new EngineError('unavailable', text);
}

/** A detached `lulu serve`; it survives this process and its terminal, and leaves when it is not needed. */
export function startInBackground({ data }: Context): {
  /** Why it ended before it could be reached; null while it has not. */
  readonly problem: () => string | null;
} {
  checkWritable(data);
  const script = process.argv[1] ?? '';
  const flags = new Set([...process.execArgv, ...engineFlags]);
  const args = [...flags, script, 'serve', '--background', '--data-dir', data.path];
  // What it says before its own log is open belongs there too.
  const log = openSync(data.log, 'a', 0o600);
  const saidBefore = fstatSync(log).size;
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ['ignore', 'ignore', log],
    env: process.env,
  });
  closeSync(log);
  let problem: string | null = null;
  // 0: another engine took the lock meanwhile; that one will answer.
  child.once('exit', (code) => {
    if (code !== 0) problem = lastWords(data.log, saidBefore);
  });
  child.once('error', (error) => {
    problem = `The engine cannot be started (${error.message}).`;
  });
  child.unref();
  return { problem: () => problem };
}

/** What a `lulu` that gave up wrote into the log, among its lines of JSON. */
function lastWords(log: string, from: number): string {
  const said = readFileSync(log).subarray(from).toString();
  const words = /^lulu: (.*)/mu.exec(said)?.[1];
  return words ?? `The engine could not be started. ${log} says why.`;
}

/** How long reading waits for an engine that has stopped in its tracks, in ms. */
const readingMs = 2000;

/** What a running engine says; null where there is none, or it does not say it: the database knows as much. */
export async function askRunning<M extends Method>(
  { data }: Context,
  method: M,
  params: Params<M>,
): Promise<Reply<M> | null> {
  const engine = await connectControl(data.path);
  if (engine === null) return null;
  try {
    const late = delay(readingMs, null, { ref: false });
    const answer = await Promise.race([engine.ask(method, params), late]);
    if (answer === null || (!answer.ok && answer.error.kind === 'unavailable')) return null;
    return parseReply(method, answer);
  } finally {
    engine.close();
  }
}

/** A line to a running engine, for what goes on when that leaves: there is always a next one. */
export interface EngineLine extends Line {
  /** The engine that is spoken to now. */
  readonly engine: () => ControlClient;
}

/** Runs `work` against the engine, in the background if need be. */
export async function withEngine<T>(
  context: Context,
  work: (line: EngineLine) => Promise<T>,
): Promise<T> {
  let client = await attach(context);
  try {
    return await work({
      ask: (method, params) => client.ask(method, params),
      next: async () => {
        client.close();
        client = await attach(context).catch(isNotKnown);
        return true;
      },
      engine: () => client,
    });
  } finally {
    client.close();
  }
}

function isNotKnown(error: unknown): never {
  if (!(error instanceof EngineError)) throw error;
  throw new NotKnownError(
    `The engine left before it answered, and there is no other: ${error.message}`,
  );
}
