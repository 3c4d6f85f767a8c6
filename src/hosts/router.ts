/** Answers requests, and is the only place where errors become data. */
import * as v from 'valibot';
import type { SessionId } from '../contract/ids.ts';
import { requests, type Method, type ParsedParams, type Reply } from '../contract/requests.ts';
import { EngineError, type Engine } from '../engine/engine.ts';
import { badRequest } from './bad-request.ts';
import type { Answer, HostName } from './link.ts';
import type { Log } from './log.ts';

/** Who asks. */
export interface Peer {
  readonly host: HostName;
  readonly watched: SessionId | null;
  watch(id: SessionId | null): void;
}

/** The part of an engine that requests need. */
export type Answering = Pick<Engine, 'dataDir' | 'request' | 'settings' | 'health'>;

export interface RouterOptions {
  readonly engine: Answering;
  readonly status: () => Reply<'engine.status'>;
  readonly version: string;
  readonly log: Log;
}

export type Handle = (peer: Peer, method: string, params: unknown) => Promise<Answer>;

export function createRouter(options: RouterOptions): Handle {
  return async (peer, method, params) => {
    if (!isMethod(method)) return unknownMethod(method);
    const parsed = v.safeParse(requests[method].params, params, { abortEarly: true });
    if (!parsed.success) return { ok: false, error: badRequest(parsed.issues[0]) };
    try {
      return { ok: true, value: await answer(options, peer, method, parsed.output) };
    } catch (error) {
      return refusal(options.log, method, error);
    }
  };
}

function isMethod(method: string): method is Method {
  return Object.hasOwn(requests, method);
}

function unknownMethod(method: string): Answer {
  const message = `There is no request called "${method.slice(0, 100)}". Reload the page, or update the command.`;
  return { ok: false, error: { kind: 'bad-request', message } };
}

function answer(
  { engine, status, version }: RouterOptions,
  peer: Peer,
  method: Method,
  params: unknown,
): Promise<Reply<Method>> | Reply<Method> {
  if (method === 'hello') {
    const { host } = peer;
    return {
      version,
      pid: process.pid,
      dataDir: engine.dataDir,
      settings: engine.settings(),
      health: engine.health(),
      host,
    };
  }
  if (method === 'engine.status') return status();
  if (method === 'events.watch') {
    return watch(engine, peer, (params as ParsedParams<'events.watch'>).id);
  }
  return engine.request(method, params as Parameters<typeof engine.request>[1]);
}

/** Watches first and reads second: an event between the two is told twice rather than never. */
async function watch(
  engine: Answering,
  peer: Peer,
  id: SessionId | null,
): Promise<Reply<'events.watch'>> {
  const before = peer.watched;
  peer.watch(id);
  if (id === null) return { last: 0 };
  try {
    const { last } = await engine.request('events.page', {
      id,
      after: null,
      before: null,
      limit: 1,
      cut: 100,
    });
    return { last };
  } catch (error) {
    if (peer.watched === id) peer.watch(before);
    throw error;
  }
}

function refusal(log: Log, method: Method, error: unknown): Answer {
  if (error instanceof EngineError && error.kind !== 'internal') {
    const { kind, message, field } = error;
    return { ok: false, error: { kind, message, ...(field === undefined ? {} : { field }) } };
  }
  log.error({ err: error, method }, 'a request failed in a way nobody foresaw');
  const message = 'Lulu made a mistake of its own. Its log has the details; try again.';
  return { ok: false, error: { kind: 'internal', message } };
}
