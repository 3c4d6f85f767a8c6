import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import * as v from 'valibot';
import { extensionChannel } from '../../src/contract/neutralino.ts';
import { ChunkMessage, EngineMessage } from '../../src/contract/wire.ts';
import { ChunkAssembler } from '../../src/core/wire-chunks.ts';
import type { NeutralinoServer } from './neutralino-server.ts';

/** A page of the window without a browser: what the client library would put on the wire. */
export interface WindowPage {
  dispatch(envelope: unknown): void;
  /** Asks, and resolves to the answer with that id. */
  ask(id: number, method: string, params?: unknown): Promise<EngineMessage>;
  /** Every whole message of the engine so far. */
  readonly messages: readonly EngineMessage[];
  /** The next message that satisfies, of those to come. */
  next(wanted: (message: EngineMessage) => boolean): Promise<EngineMessage>;
}

const Broadcast = v.object({ event: v.literal(extensionChannel), data: v.unknown() });

export async function openWindowPage({ credentials }: NeutralinoServer): Promise<WindowPage> {
  const { nlPort, nlConnectToken, nlToken, nlExtensionId } = credentials;
  const socket = new WebSocket(`ws://127.0.0.1:${nlPort}?connectToken=${nlConnectToken}`);
  socket.on('error', () => undefined);
  onTestFinished(() => {
    socket.terminate();
  });
  const messages: EngineMessage[] = [];
  const waiting = new Set<(message: EngineMessage) => void>();
  const chunks = new ChunkAssembler();
  const receive = (envelope: unknown): void => {
    const chunk = v.safeParse(ChunkMessage, envelope);
    if (chunk.success) {
      const text = chunks.accept(chunk.output);
      if (text !== undefined) receive(JSON.parse(text));
      return;
    }
    const message = v.parse(EngineMessage, envelope);
    messages.push(message);
    for (const listener of waiting) listener(message);
  };
  socket.on('message', (data: Buffer) => {
    const broadcast = v.safeParse(Broadcast, JSON.parse(data.toString()));
    if (broadcast.success) receive(broadcast.output.data);
  });
  await once(socket, 'open');

  let calls = 0;
  const page: WindowPage = {
    messages,
    dispatch: (envelope) => {
      calls += 1;
      const data = { extensionId: nlExtensionId, event: extensionChannel, data: envelope };
      const call = {
        id: `page-${calls}`,
        method: 'extensions.dispatch',
        accessToken: nlToken,
        data,
      };
      socket.send(JSON.stringify(call));
    },
    next: (wanted) =>
      new Promise((resolve) => {
        const listener = (message: EngineMessage): void => {
          if (!wanted(message)) return;
          waiting.delete(listener);
          resolve(message);
        };
        waiting.add(listener);
      }),
    ask: (id, method, params = {}) => {
      const answered = page.next((message) => message.kind === 'reply' && message.id === id);
      page.dispatch({ n: id, kind: 'request', id, method, params });
      return answered;
    },
  };
  return page;
}
