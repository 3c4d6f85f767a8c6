/** The extension host: the engine as Neutralino's window reaches it. */
import { closingEvent, extensionChannel } from '../../contract/neutralino.ts';
import type { OpenLink } from '../link.ts';
import type { Log } from '../log.ts';
import { connectNeutralino, type Credentials, type NeutralinoSocket } from './neutralino-socket.ts';
import { Page } from './page.ts';

/** How long a page has to say that it answers for a window that is to be closed. */
const closeGraceMs = 2000;

export interface ExtensionOptions {
  readonly credentials: Credentials;
  readonly open: OpenLink;
  readonly log: Log;
  readonly closeGraceMs?: number;
}

export interface Extension {
  /** Settles when the window is gone: the time to leave. */
  readonly closed: Promise<void>;
  close(): void;
}

/** @throws {Error} when Neutralino does not take the connection. */
export async function startExtension(options: ExtensionOptions): Promise<Extension> {
  const { credentials, open, log } = options;
  let socket: NeutralinoSocket | undefined = undefined as NeutralinoSocket | undefined;
  const wire = {
    send: (text: string): void => socket?.broadcast(extensionChannel, text),
    unread: (): number => socket?.unread() ?? 0,
  };
  const page = new Page(wire, open);
  let closing: NodeJS.Timeout | undefined;
  let answeredAt = Number.NEGATIVE_INFINITY;
  const onEvent = (event: string, data: unknown): void => {
    if (event === extensionChannel) page.receive(data);
    else if (event === 'windowClose') {
      // The window does not close by itself: where its page is gone or stuck, nobody else would.
      const graceMs = options.closeGraceMs ?? closeGraceMs;
      // The answer may overtake the question.
      if (performance.now() - answeredAt < graceMs) return;
      closing ??= setTimeout(() => {
        socket?.exit();
      }, graceMs);
    } else if (event === closingEvent) {
      clearTimeout(closing);
      closing = undefined;
      answeredAt = performance.now();
    }
  };
  const connected = await connectNeutralino({ credentials, log, onEvent });
  socket = connected;
  return {
    closed: connected.closed.then(() => {
      clearTimeout(closing);
      page.close();
    }),
    close: () => {
      connected.close();
    },
  };
}
