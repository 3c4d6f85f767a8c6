/** The extension host: the engine as Neutralino's window reaches it. */
import { extensionChannel } from '../../contract/neutralino.ts';
import type { OpenLink } from '../link.ts';
import type { Log } from '../log.ts';
import { connectNeutralino, type Credentials, type NeutralinoSocket } from './neutralino-socket.ts';
import { Page } from './page.ts';

export interface ExtensionOptions {
  readonly credentials: Credentials;
  readonly open: OpenLink;
  readonly log: Log;
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
  const onEvent = (event: string, data: unknown): void => {
    if (event === extensionChannel) page.receive(data);
  };
  const connected = await connectNeutralino({ credentials, log, onEvent });
  socket = connected;
  return {
    closed: connected.closed.then(() => {
      page.close();
    }),
    close: () => {
      connected.close();
    },
  };
}
