/** The engine of this process with everything that stands around it: publisher, router, control socket, idle exit. */
import type { Engine } from '../engine/engine.ts';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import { startControlServer } from './control/control-server.ts';
import { untilIdle } from './idle.ts';
import { InHand } from './in-hand.ts';
import type { Link, OpenLink } from './link.ts';
import type { Log } from './log.ts';
import { Publisher, type Subscription } from './publisher.ts';
import { createRouter, type Handle, type Peer } from './router.ts';
import { servedAddress } from './serve/serve-keys.ts';
import { version } from './version.ts';

/** How long a leaving engine finishes what it was asked, in ms: a delete may have to end an agent first (12 s). */
const finishMs = 15_000;

export interface EngineHostOptions {
  readonly engine: Engine;
  /** Lets go of the data directory's lock; called last. */
  readonly release: () => void;
  readonly log: Log;
  readonly clock?: Clock;
}

export interface EngineHost {
  readonly engine: Engine;
  readonly open: OpenLink;
  /** Settles when this host has been closed. */
  readonly gone: Promise<void>;
  /** Settles once nothing has been live, queued or attached for `ms`. */
  untilIdle(ms: number): Promise<void>;
  /** Lets go: peers are cut off, agents go on and are adopted at the next start. */
  close(): Promise<void>;
}

/**
 * Opens the control socket and begins to publish.
 *
 * @throws {Error} when the control socket cannot be made; the engine is then stopped and the lock let go.
 */
export async function startEngineHost(options: EngineHostOptions): Promise<EngineHost> {
  const { engine, release, log, clock = systemClock } = options;
  const publisher = new Publisher(engine, clock);
  const startedAt = clock.now();
  const links = new Set<Link>();
  const inHand = new InHand(clock);
  let lastBusyAt = startedAt;

  const handle = createRouter({
    engine,
    version,
    log,
    status: () => ({
      ...engine.activity(),
      pid: process.pid,
      attached: links.size,
      rssBytes: process.memoryUsage.rss(),
      uptimeMs: Math.round(clock.now() - startedAt),
      url: servedAddress(engine.dataDir),
    }),
  });

  const open: OpenLink = (host, listener) => {
    const link = linkOf({ host, handle, inHand }, publisher.add(listener), () => {
      links.delete(link);
      lastBusyAt = clock.now();
    });
    links.add(link);
    return link;
  };

  const letGo = async (): Promise<void> => {
    publisher.close();
    await engine.stop();
    release();
  };
  const control = await startControlServer({ dataDir: engine.dataDir, open, log }).catch(
    async (error: unknown) => {
      await letGo();
      throw error;
    },
  );
  const { promise: gone, resolve: leave } = Promise.withResolvers<undefined>();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    // What the disk does not take is not finished by waiting.
    if (engine.health().ok) await inHand.finish(finishMs);
    await control.close();
    await letGo();
    leave(undefined);
  };

  return {
    engine,
    open,
    gone,
    untilIdle: (ms) => {
      const busy = (): boolean => {
        const { live, queued } = engine.activity();
        return live + queued + links.size > 0;
      };
      return untilIdle({ ms, busy, lastBusyAt: () => lastBusyAt, clock, gone });
    },
    close: () => (closing ??= close()),
  };
}

/** One peer's link: its requests go to the router, its pushes come from `subscription`. */
function linkOf(
  {
    host,
    handle,
    inHand,
  }: Pick<Peer, 'host'> & { readonly handle: Handle; readonly inHand: InHand },
  subscription: Subscription,
  closed: () => void,
): Link {
  const peer: Peer = {
    host,
    get watched() {
      return subscription.watched;
    },
    watch: (id) => {
      subscription.watch(id);
    },
  };
  return {
    request: (method, params) => {
      const answer = handle(peer, method, params);
      return onlyReads(method) ? answer : inHand.add(answer);
    },
    close: () => {
      subscription.close();
      closed();
    },
  };
}

/** Requests about sessions that change none; whoever asked can ask the next engine. */
const reads: ReadonlySet<string> = new Set(['sessions.list', 'sessions.trash', 'sessions.show']);

function onlyReads(method: string): boolean {
  return !method.startsWith('sessions.') || reads.has(method);
}
