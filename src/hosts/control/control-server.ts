/** The engine's control socket: how commands in a terminal, and second windows, speak to it. */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { EngineError } from '../../engine/engine.ts';
import { Connection } from '../connection.ts';
import type { OpenLink } from '../link.ts';
import type { Log } from '../log.ts';
import {
  chooseSocketPath,
  forgetPlace,
  readPlace,
  recordPlace,
  removeStaleSocket,
} from './control-place.ts';
import { Lines } from './lines.ts';

/** Larger messages come in parts. */
const lineLimit = 1024 * 1024;
/** A peer that leaves more than this unread is cut off. */
const unreadLimit = 64 * 1024 * 1024;

export interface ControlServerOptions {
  /** Absolute path. The caller holds the engine's lock on it. */
  readonly dataDir: string;
  readonly open: OpenLink;
  readonly log: Log;
  readonly environment?: NodeJS.ProcessEnv;
}

export interface ControlServer {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Listens on a socket only this user can open, and records its place in the data directory.
 *
 * @throws {EngineError} kind `store` when the socket, or the record of its place, cannot be made.
 */
export async function startControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const { dataDir, open, log, environment = process.env } = options;
  removeLeftOver(dataDir);
  const path = chooseSocketPath(dataDir, environment);
  removeStaleSocket(path);

  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(socket, open, log);
  });
  try {
    await listen(server, path);
    recordPlace(dataDir, { path, pid: process.pid });
  } catch (cause) {
    // It would keep a process alive that nobody finds.
    server.close();
    const why = cause instanceof Error ? cause.message : String(cause);
    const text = `The engine's control socket ${path} cannot be made (${why}). Check the disk, and try again.`;
    throw new EngineError('store', text, { cause });
  }

  return {
    path,
    close: async () => {
      forgetPlace(dataDir);
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      if (isOwnFolder(path)) rmSync(dirname(path), { recursive: true, force: true });
    },
  };
}

/** What an engine that was killed has left of its socket. */
function removeLeftOver(dataDir: string): void {
  const old = readPlace(dataDir)?.path;
  forgetPlace(dataDir);
  if (old === undefined || old === join(dataDir, 'control.sock')) return;
  rmSync(isOwnFolder(old) ? dirname(old) : old, { recursive: true, force: true });
}

/** Whether the socket's folder was made for it alone. */
function isOwnFolder(path: string): boolean {
  return /\/lulu-[A-Za-z0-9]{6}\/control\.sock$/u.test(path);
}

/** The mask is for the moment between the socket's making and `chmod`. */
async function listen(server: Server, path: string): Promise<void> {
  const mask = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(mask);
  }
  await once(server, 'listening');
  chmodSync(path, 0o600);
}

function serve(socket: Socket, open: OpenLink, log: Log): void {
  const wire = {
    send: (text: string): void => {
      socket.write(`${text}\n`);
      if (socket.writableLength <= unreadLimit) return;
      log.warn({ unread: socket.writableLength }, 'a control peer does not read and is cut off');
      socket.destroy();
    },
    unread: (): number => socket.writableLength,
  };
  const connection = new Connection(wire, open, 'control');
  const lines = new Lines(lineLimit);
  socket.on('data', (bytes) => {
    const complete = lines.accept(bytes);
    if (complete === null) {
      log.warn({ lineLimit }, 'a control peer sent too long a line and is cut off');
      socket.destroy();
      return;
    }
    for (const line of complete) connection.receive(line);
  });
  socket.on('error', (error) => {
    log.info({ err: error }, 'a control connection broke');
  });
  socket.once('close', () => {
    connection.close();
  });
}
