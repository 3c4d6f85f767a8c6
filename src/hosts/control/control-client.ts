/** Speaks to the engine that runs on a data directory, if one does. */
import { connect, type Socket } from 'node:net';
import * as v from 'valibot';
import type { WireError } from '../../contract/errors.ts';
import type { Push } from '../../contract/pushes.ts';
import { requests, type Method, type Params, type Reply } from '../../contract/requests.ts';
import { ChunkMessage, EngineMessage, type ReplyMessage } from '../../contract/wire.ts';
import { ChunkAssembler, chunksOf } from '../../core/wire-chunks.ts';
import { wellFormedJson } from '../../core/wire-text.ts';
import { EngineError } from '../../engine/engine.ts';
import type { Answer } from '../link.ts';
import { readPlace } from './control-place.ts';
import { Lines } from './lines.ts';

/** Larger messages come in parts. */
const lineLimit = 1024 * 1024;

/** How a connection looks when nobody is at the other end. */
const nobody: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK']);

const left: WireError = {
  kind: 'unavailable',
  message: 'The engine left before it answered. Look whether it was done before you try again.',
};

export interface ControlClient {
  /** @throws {EngineError} when the engine refuses, or leaves before it has answered (`unavailable`). */
  request<M extends Method>(method: M, params: Params<M>): Promise<Reply<M>>;
  /** The same, unchecked and never rejecting: for those who pass requests on. */
  ask(method: string, params: unknown): Promise<Answer>;
  /** Returns what ends it. */
  onPush(listener: (push: Push) => void): () => void;
  /** Settles when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
  close(): void;
}

/**
 * @param dataDir absolute path of the data directory.
 * @returns null when no engine listens there.
 * @throws {EngineError} kind `unavailable` when one does, but may not be spoken to.
 */
export async function connectControl(dataDir: string): Promise<ControlClient | null> {
  const place = readPlace(dataDir);
  if (place === undefined) return null;
  const socket = connect(place.path);
  const problem = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    socket.once('connect', () => {
      resolve(undefined);
    });
    socket.once('error', resolve);
  });
  if (problem === undefined) return new SocketClient(socket);
  socket.destroy();
  if (nobody.has(problem.code ?? '')) return null;
  const message = `The engine's control socket ${place.path} cannot be opened (${problem.message}). Run Lulu as the user who started it.`;
  throw new EngineError('unavailable', message, { cause: problem });
}

class SocketClient implements ControlClient {
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #pending = new Map<number, (answer: Answer) => void>();
  readonly #listeners = new Set<(push: Push) => void>();
  readonly #chunks = new ChunkAssembler();
  #n = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    const lines = new Lines(lineLimit);
    socket.on('data', (bytes) => {
      const complete = lines.accept(bytes);
      if (complete === null) socket.destroy();
      else for (const line of complete) this.#receive(line);
    });
    // The close that follows says it to everybody who waits.
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        for (const settle of this.#pending.values()) settle({ ok: false, error: left });
        this.#pending.clear();
        resolve();
      });
    });
  }

  async request<M extends Method>(method: M, params: Params<M>): Promise<Reply<M>> {
    return parseReply(method, await this.ask(method, params));
  }

  ask(method: string, params: unknown): Promise<Answer> {
    if (this.#socket.destroyed) return Promise.resolve({ ok: false, error: left });
    this.#n += 1;
    const n = this.#n;
    const text = wellFormedJson({ n, kind: 'request', id: n, method, params });
    for (const part of chunksOf(text, n) ?? [text]) {
      this.#socket.write(`${typeof part === 'string' ? part : JSON.stringify(part)}\n`);
    }
    return new Promise((resolve) => {
      this.#pending.set(n, resolve);
    });
  }

  onPush(listener: (push: Push) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(line: string): void {
    const envelope = parsed(line);
    const chunk = v.safeParse(ChunkMessage, envelope);
    if (chunk.success) {
      const text = this.#chunks.accept(chunk.output);
      if (text !== undefined) this.#receive(text);
      return;
    }
    const message = v.safeParse(EngineMessage, envelope);
    // Lines keep their order and none is lost: what is not a message is another version's.
    if (!message.success) this.#socket.destroy();
    else if (message.output.kind === 'push') this.#tell(message.output.push);
    else {
      const settle = this.#pending.get(message.output.id);
      this.#pending.delete(message.output.id);
      settle?.(answerOf(message.output));
    }
  }

  #tell(push: Push): void {
    for (const listener of this.#listeners) listener(push);
  }
}

/** @throws {EngineError} what the engine refused, or that it is another version's. */
export function parseReply<M extends Method>(method: M, answer: Answer): Reply<M> {
  if (!answer.ok) {
    const { kind, message, field } = answer.error;
    throw new EngineError(kind, message, field === undefined ? {} : { field });
  }
  const reply = v.safeParse(requests[method].reply, answer.value);
  if (reply.success) return reply.output;
  throw new EngineError(
    'internal',
    'The running engine answered in a form this command does not know: it is another version of Lulu. End it and try again.',
    { cause: new v.ValiError(reply.issues) },
  );
}

function answerOf(reply: ReplyMessage): Answer {
  return reply.ok ? { ok: true, value: reply.value } : { ok: false, error: reply.error };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
