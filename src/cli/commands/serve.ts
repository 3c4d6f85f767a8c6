import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { requests } from '../../contract/requests.ts';
import { connectControl } from '../../hosts/control/control-client.ts';
import type { Reach } from '../../hosts/reach.ts';
import { openBrowser } from '../../hosts/serve/open-browser.ts';
import { EngineError } from '../../engine/engine.ts';
import { startServe } from '../../hosts/serve/start-serve.ts';
import { numberOf } from '../arguments.ts';
import { exitCode, type Context } from '../context.ts';
import { reach } from '../engine-access.ts';
import { openLog } from '../logger.ts';

/** A background engine leaves when nothing was live, queued or attached for so long, in ms. */
const idleMs = 60_000;

/** Serves the UI to a browser until it is told to stop; agents go on then. */
export async function serve(context: Context): Promise<number> {
  const stopped = untilSignal();
  const found = await reach(context);
  try {
    if (context.values['background'] === true) {
      await Promise.race([stopped, found.host()?.untilIdle(idleMs)]);
    } else {
      await serveUi(context, found, stopped);
    }
    return exitCode.done;
  } finally {
    await found.close();
  }
}

async function serveUi(context: Context, found: Reach, stopped: Promise<void>): Promise<void> {
  const elsewhere = found.host() === null ? await servedElsewhere(context) : null;
  if (elsewhere !== null && context.values['new-token'] !== true) {
    await announce(context, elsewhere);
    const client = await connectControl(context.data.path);
    await Promise.race([stopped, client?.closed]);
    client?.close();
    if (await settled(stopped)) return;
  }
  const port = numberOf(context.values, 'port', 0);
  const server = await startServe({
    open: found.open,
    dataDir: context.data.path,
    resources: resourcesFolder(),
    log: openLog(context),
    ...(port === undefined ? {} : { port }),
    newToken: context.values['new-token'] === true,
  });
  found.setUrl(() => server.url);
  const pid = (await status(context))?.pid ?? process.pid;
  if (elsewhere === null) await announce(context, { url: server.url, port: server.port, pid });
  await stopped;
  await server.close();
}

interface Address {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
}

async function announce(
  { json, out, err, values, data }: Context,
  address: Address,
): Promise<void> {
  if (json) out(JSON.stringify(address));
  else out(`Lulu is open at ${address.url}`);
  if (values['open'] !== true) return;
  const problem = await openBrowser(address.url, { dataDir: data.path });
  if (problem !== null) err(`${problem} Open the address above in a browser.`);
}

async function status({ data }: Context) {
  const client = await connectControl(data.path);
  if (client === null) return null;
  try {
    return v.parse(requests['engine.status'].reply, await client.request('engine.status', {}));
  } finally {
    client.close();
  }
}

async function servedElsewhere(context: Context): Promise<Address | null> {
  const running = await status(context);
  if (running?.url === null || running === null) return null;
  return { url: running.url, pid: running.pid, port: Number(new URL(running.url).port) };
}

/**
 * The UI's files, in the nearest folder above: the bundle and the source lie at different depths.
 *
 * @throws {EngineError} `unavailable` where there are none.
 */
function resourcesFolder(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const resources = join(folder, 'resources');
    if (existsSync(join(resources, 'index.html'))) return resources;
  }
  const text = `The files of Lulu's window are not above ${import.meta.dirname}. Install Lulu again.`;
  throw new EngineError('unavailable', text);
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
}

async function settled(promise: Promise<void>): Promise<boolean> {
  const pending = Symbol('pending');
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}
