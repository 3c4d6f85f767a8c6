import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { requests } from '../../contract/requests.ts';
import { connectControl } from '../../hosts/control/control-client.ts';
import type { Reach } from '../../hosts/reach.ts';
import { openBrowser } from '../../hosts/serve/open-browser.ts';
import { rotateToken, servedAddress } from '../../hosts/serve/serve-keys.ts';
import { startServe } from '../../hosts/serve/start-serve.ts';
import { EngineError, takeLock, type EngineLock } from '../../engine/engine.ts';
import { numberOf, UsageError } from '../arguments.ts';
import { exitCode, type Context } from '../context.ts';
import { reach } from '../engine-access.ts';
import { openLog } from '../logger.ts';
import { onSignals } from '../wake.ts';

/** A background engine leaves when nothing was live, queued or attached for so long, in ms. */
const idleMs = 60_000;

/** How soon somebody takes the place of a process that served and left, in ms. */
const lookMs = 200;

/** Serves the UI to a browser until it is told to stop; agents go on then. */
export async function serve(context: Context): Promise<number> {
  const port = portIn(context);
  const stopped = untilSignal();
  const found = await reach(context);
  try {
    if (context.values['background'] === true) {
      await Promise.race([stopped, found.host()?.untilIdle(idleMs)]);
    } else {
      await serveUi(context, found, { port, stopped });
    }
    return exitCode.done;
  } finally {
    await found.close();
  }
}

/** One process serves a data directory; others say where, and take its place when it leaves. */
async function serveUi(
  context: Context,
  found: Reach,
  { port, stopped }: { readonly port: number | undefined; readonly stopped: Promise<void> },
): Promise<void> {
  const place = await placeToServe(context, stopped);
  if (place === null) return;
  const { lock, announced } = place;
  try {
    const server = await startServe({
      open: found.open,
      dataDir: context.data.path,
      resources: resourcesFolder(),
      log: openLog(context),
      ...(port === undefined ? {} : { port }),
      newToken: context.values['new-token'] === true && !announced,
    });
    if (!announced) await announce(context, server.url);
    await stopped;
    await server.close();
  } finally {
    lock.release();
  }
}

/**
 * Waits until nobody else serves, having said where somebody does.
 *
 * @returns null when it was stopped before that.
 */
async function placeToServe(
  context: Context,
  stopped: Promise<void>,
): Promise<{ readonly lock: EngineLock; readonly announced: boolean } | null> {
  const { data, values } = context;
  let announced = false;
  for (;;) {
    const lock = takeLock(data.serveLock);
    if (lock !== null) return { lock, announced };
    const url = announced ? null : servedAddress(data.path);
    if (url !== null) {
      if (values['new-token'] === true) rotateToken(data.path);
      await announce(context, servedAddress(data.path) ?? url);
      announced = true;
    }
    if (await isStoppedWithin(lookMs, stopped)) return null;
  }
}

async function isStoppedWithin(ms: number, stopped: Promise<void>): Promise<boolean> {
  const waiting = new AbortController();
  const late = delay(ms, false, { signal: waiting.signal }).catch(() => false);
  const isStopped = await Promise.race([late, stopped.then(() => true)]);
  waiting.abort();
  return isStopped;
}

function portIn({ values }: Context): number | undefined {
  const port = numberOf(values, 'port', 0);
  if (port === undefined || port <= 65_535) return port;
  throw new UsageError(`--port is at most 65535, not ${String(port)}.`);
}

/** @param url of the page; the process that is told of is the engine's. */
async function announce(context: Context, url: string): Promise<void> {
  const { json, out, err, values, data } = context;
  const pid = (await status(context))?.pid ?? process.pid;
  if (json) out(JSON.stringify({ url, port: Number(new URL(url).port), pid }));
  else out(`Lulu is open at ${url}`);
  if (values['open'] !== true) return;
  const problem = await openBrowser(url, { dataDir: data.path });
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

/** Settles at the first; those that follow change nothing. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    onSignals(resolve);
  });
}
