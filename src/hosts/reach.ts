/** One line to the engine of a data directory that outlives the engine itself. */
import { setTimeout as delay } from 'node:timers/promises';
import type { WireError } from '../contract/errors.ts';
import { connectControl, type ControlClient } from './control/control-client.ts';
import type { EngineHost } from './engine-host.ts';
import type { Answer, HostName, Link, Listener, OpenLink } from './link.ts';
import type { Log } from './log.ts';

/** How soon to look again while an engine is starting or leaving. */
const retryMs = 100;

const leaving: WireError = {
  kind: 'unavailable',
  message: 'Lulu is leaving. Its agents go on; start it again to see them.',
};

/** Where the engine is now. `gone` settles when it is there no more. */
interface Seat {
  readonly open: (host: HostName, listener: Listener) => Promise<Link>;
  readonly gone: Promise<void>;
  readonly close: () => Promise<void>;
}

export interface ReachOptions {
  /** Absolute path. */
  readonly dataDir: string;
  /** Takes the lock and becomes the engine; null when another process holds it. */
  readonly become: () => Promise<EngineHost | null>;
  readonly log: Log;
}

export interface Reach {
  readonly open: OpenLink;
  /** The engine of this process, or null while it runs in another. */
  host(): EngineHost | null;
  close(): Promise<void>;
}

/**
 * Becomes the engine of a data directory, or attaches to the one that runs. When that one leaves, this
 * process takes its place (or attaches to who did), and every open link goes on: it watches what it
 * watched, its peer is told to read again, and requests in flight are answered `unavailable`.
 *
 * @throws {EngineError} when the first engine cannot be started.
 */
export async function reachEngine({ dataDir, become, log }: ReachOptions): Promise<Reach> {
  const links = new Set<MovingLink>();
  const ending = new AbortController();
  const isEnding = (): boolean => ending.signal.aborted;
  let host: EngineHost | null = null;

  const find = async (): Promise<Seat> => {
    for (;;) {
      ending.signal.throwIfAborted();
      host = await become();
      if (host !== null) return hereAt(host);
      const client = await connectControl(dataDir);
      if (client !== null) return thereAt(client, dataDir);
      await delay(retryMs, undefined, { signal: ending.signal });
    }
  };
  const findAgain = async (): Promise<Seat> => {
    for (;;) {
      try {
        return await find();
      } catch (error) {
        if (isEnding()) throw error;
        log.error({ err: error }, 'the engine cannot be reached; trying on');
        await delay(retryMs * 10, undefined, { signal: ending.signal });
      }
    }
  };
  let seat: Promise<Seat> = Promise.resolve(await find());
  const follow = async (): Promise<void> => {
    while (!isEnding()) {
      await (
        await seat
      ).gone;
      host = null;
      if (isEnding()) return;
      log.info({ dataDir }, 'the engine left; looking for the next');
      seat = findAgain();
      for (const link of links) link.move(seat);
    }
  };
  void follow().catch((error: unknown) => {
    if (!isEnding()) log.error({ err: error }, 'lost the engine for good');
  });

  return {
    open: (name, listener) => {
      const link = new MovingLink(name, listener, seat, () => links.delete(link));
      links.add(link);
      return link;
    },
    host: () => host,
    close: async () => {
      ending.abort();
      for (const link of links) link.close();
      await seat.then((last) => last.close()).catch(() => undefined);
    },
  };
}

function hereAt(host: EngineHost): Seat {
  return {
    open: (name, listener) => Promise.resolve(host.open(name, listener)),
    gone: host.gone,
    close: () => host.close(),
  };
}

/** Every link has a connection of its own, so that the engine knows what each peer watches. */
function thereAt(client: ControlClient, dataDir: string): Seat {
  return {
    open: async (_name, listener) => {
      const own = await connectControl(dataDir);
      own?.onPush((push) => {
        listener.push(push);
      });
      return {
        request: (method, params) =>
          own?.ask(method, params) ?? Promise.resolve({ ok: false, error: leaving }),
        close: () => own?.close(),
      };
    },
    gone: client.closed,
    close: () => {
      client.close();
      return Promise.resolve();
    },
  };
}

class MovingLink implements Link {
  readonly #name: HostName;
  readonly #listener: Listener;
  readonly #forget: () => void;
  #link: Promise<Link>;
  /** The parameters of the last `events.watch`, to be asked again of the next engine. */
  #watch: unknown;
  #open = true;

  constructor(name: HostName, listener: Listener, seat: Promise<Seat>, forget: () => void) {
    this.#name = name;
    this.#listener = listener;
    this.#forget = forget;
    this.#link = this.#openAt(seat);
  }

  async request(method: string, params: unknown): Promise<Answer> {
    if (method === 'events.watch') this.#watch = params;
    if (!this.#open) return { ok: false, error: leaving };
    try {
      return await (await this.#link).request(method, params);
    } catch {
      return { ok: false, error: leaving };
    }
  }

  move(seat: Promise<Seat>): void {
    this.#link = this.#openAt(seat);
    void this.#link.then(
      async (link) => {
        if (this.#watch !== undefined) await link.request('events.watch', this.#watch);
        if (this.#open) this.#listener.resync();
      },
      () => undefined,
    );
  }

  close(): void {
    this.#open = false;
    this.#forget();
    void this.#link.then(
      (link) => {
        link.close();
      },
      () => undefined,
    );
  }

  #openAt(seat: Promise<Seat>): Promise<Link> {
    const opened = seat.then((at) => at.open(this.#name, this.#listener));
    // Whoever asks is told; nobody may be asking now.
    opened.catch(() => undefined);
    return opened;
  }
}
