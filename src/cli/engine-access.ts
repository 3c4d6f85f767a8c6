import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { demoProgramBeside, EngineError, startEngine, takeLock } from '../engine/engine.ts';
import { connectControl, type ControlClient } from '../hosts/control/control-client.ts';
import { startEngineHost } from '../hosts/engine-host.ts';
import { reachEngine, type Reach } from '../hosts/reach.ts';
import type { Context } from './context.ts';
import { openLog } from './logger.ts';

/** Becomes the engine of the data directory, or attaches to the one that runs. */
export async function reach(context: Context): Promise<Reach> {
  const { data } = context;
  const log = openLog(context);
  return await reachEngine({
    dataDir: data.path,
    log,
    become: async () => {
      const lock = takeLock(data.lock);
      if (lock === null) return null;
      try {
        const engine = await startEngine({
          ...{ data, log, env: process.env },
          demoProgram: demoProgram(),
        });
        return await startEngineHost({
          engine,
          log,
          release: () => {
            lock.release();
          },
        });
      } catch (error) {
        lock.release();
        throw error;
      }
    },
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
    if (child.failed()) break;
    await delay(30);
  }
  const text = `No engine could be started for ${context.data.path}. ${context.data.log} says why.`;
  throw new EngineError('unavailable', text);
}

/** A detached `lulu serve`; it survives this process and its terminal, and leaves when it is not needed. */
export function startInBackground({ data }: Context): { failed: () => boolean } {
  const script = process.argv[1] ?? '';
  const args = [...process.execArgv, script, 'serve', '--background', '--data-dir', data.path];
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: 'ignore',
    env: process.env,
  });
  let failed = false;
  // 0: another engine took the lock meanwhile; that one will answer.
  child.once('exit', (code) => {
    failed = code !== 0;
  });
  child.once('error', () => {
    failed = true;
  });
  child.unref();
  return { failed: () => failed };
}

/** Runs `ask` against the engine, in the background if need be. */
export async function withEngine<T>(
  context: Context,
  ask: (engine: ControlClient) => Promise<T>,
): Promise<T> {
  const client = await attach(context);
  try {
    return await ask(client);
  } finally {
    client.close();
  }
}
