/** Following what a run's processes write: exactly once, in order, across any crash of the reader. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileError } from './agent-error.ts';
import {
  LineSplitter,
  splitLimits,
  type Skipping,
  type SpoolItem,
  type SplitLimits,
} from './line-splitter.ts';
import { spoolPace, type ReadPace } from './read-pace.ts';
import { isOneOfTheLast, isOutOfFiles } from './spare-file.ts';
import { watchFile } from './watch-file.ts';

/** What was read since the last chunk. Store `items`, `endOffset` and `skipping` together. */
export interface SpoolChunk {
  readonly items: readonly SpoolItem[];
  readonly endOffset: number;
  readonly skipping: Skipping | null;
}

export interface SpoolOptions {
  /** The run's folder. */
  readonly dir: string;
  /** Which of its files; the agent's stdout unless said. */
  readonly file?: 'out.jsonl' | 'err.log';
  /** Where to go on, as the last stored chunk says; 0 and null for a new run. */
  readonly offset: number;
  readonly skipping: Skipping | null;
  /** Nothing more is read until this has resolved. */
  readonly onChunk: (chunk: SpoolChunk) => void | Promise<void>;
  readonly limits?: SplitLimits;
  /** Bytes read at once; at most 1 MiB, so that one flood does not hold up the others. */
  readonly readBytes?: number;
  /** When to read what was written; in turns with all other spool files unless given. */
  readonly pace?: ReadPace;
}

export interface SpoolTail {
  /**
   * Reads to the end once more, delivers a last line without newline too, and stops. For the time
   * after the process has ended: what is appended later stays unread. Rejects with what `onChunk` threw.
   */
  drain(): Promise<void>;
  /** Stops where it is, after the chunk in hand. */
  stop(): Promise<void>;
  /** Resolves when following has stopped; rejects with what `onChunk` or the file system threw. */
  readonly done: Promise<void>;
}

const mebibyte = 1024 * 1024;

/** One for all, as large as anybody needs: what was read is text, or copied, before anybody reads again. */
let scratch = Buffer.alloc(0);

/**
 * Follows a spool file from a stored place on until it is drained or stopped.
 *
 * @throws {AgentError} `gone` where there is no such file.
 */
export function tailSpool(options: SpoolOptions): SpoolTail {
  const reader = new SpoolReader(options);
  const finished = Promise.withResolvers<undefined>();
  // Whoever drains or stops hears of it too; nobody has to listen twice.
  finished.promise.catch(() => undefined);
  let stopped: 'drain' | 'stop' | null = null;
  let dirty = true;
  let reading = false;
  let ended = false;

  const run = async (): Promise<void> => {
    if (reading || ended) return;
    reading = true;
    try {
      while (dirty && stopped !== 'stop') {
        dirty = false;
        await reader.readOn(() => stopped === 'stop');
      }
      // Not before it has been read; the next beat tries again.
      if (stopped === 'drain' && !reader.open()) return;
      if (stopped === 'drain') await reader.finish();
      if (stopped !== null) end();
    } catch (error) {
      end(error);
    } finally {
      reading = false;
    }
  };
  const wake = (): void => {
    dirty = true;
    void run();
  };
  const turn = (options.pace ?? spoolPace).join(wake);
  const stopWatching = watchFile(options.dir, options.file ?? 'out.jsonl', turn.ask);
  const end = (error?: unknown): void => {
    ended = true;
    turn.leave();
    stopWatching();
    reader.close();
    if (error === undefined) finished.resolve(undefined);
    else finished.reject(error);
  };
  const leave = (how: 'drain' | 'stop'): Promise<void> => {
    stopped ??= how;
    wake();
    return finished.promise;
  };
  void run();
  return { drain: () => leave('drain'), stop: () => leave('stop'), done: finished.promise };
}

class SpoolReader {
  readonly #options: SpoolOptions;
  readonly #splitter: LineSplitter;
  readonly #path: string;
  /** Null while the system would open no more files, and at the end. */
  #fd: number | null = null;

  constructor(options: SpoolOptions) {
    this.#options = options;
    const { dir, file = 'out.jsonl', offset, skipping, limits } = options;
    this.#splitter = new LineSplitter({ offset, skipping }, limits ?? splitLimits);
    this.#path = join(dir, file);
    this.open();
  }

  /** Opens the file where it is not yet. False: not now, the limit of open files is near. */
  open(): boolean {
    if (this.#fd !== null) return true;
    try {
      const fd = openSync(this.#path, 'r');
      if (isOneOfTheLast(fd)) closeSync(fd);
      else this.#fd = fd;
      return this.#fd !== null;
    } catch (error) {
      if (isOutOfFiles(error)) return false;
      throw fileError(`The agent's output ${this.#path} cannot be read`, error);
    }
  }

  /** Reads what is there by now, chunk by chunk. What is written meanwhile comes with the next turn. */
  async readOn(stopped: () => boolean): Promise<void> {
    while (!stopped()) {
      const bytes = this.#read();
      if (bytes.length === 0) return;
      const before = this.#splitter.place;
      const items = this.#splitter.push(bytes);
      if (this.#splitter.place !== before) await this.#deliver(items);
      if (bytes.length < this.#readBytes) return;
      // One turn of the event loop for everybody else between two full reads.
      await nextTurn();
    }
  }

  /** Delivers the last line, which nobody will finish any more. */
  async finish(): Promise<void> {
    const items = this.#splitter.end();
    if (items.length > 0) await this.#deliver(items);
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  async #deliver(items: readonly SpoolItem[]): Promise<void> {
    const { offset, skipping } = this.#splitter.place;
    await this.#options.onChunk({ items, endOffset: offset, skipping });
  }

  get #readBytes(): number {
    return Math.min(this.#options.readBytes ?? mebibyte, mebibyte);
  }

  /** Synchronous: the page cache answers in microseconds, a thread pool in many more. */
  #read(): Buffer {
    const position = this.#splitter.readOffset;
    if (!this.open() || this.#fd === null) return Buffer.alloc(0);
    try {
      const there = fstatSync(this.#fd).size - position;
      if (there <= 0) return Buffer.alloc(0);
      const length = Math.min(there, this.#readBytes);
      if (scratch.length < length) scratch = Buffer.alloc(this.#readBytes);
      return scratch.subarray(0, readSync(this.#fd, scratch, 0, length, position));
    } catch (error) {
      throw fileError(`The agent's output ${this.#path} cannot be read`, error);
    }
  }
}
