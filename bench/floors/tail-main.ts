/**
 * The floor of ingest: writers' output followed, parsed and inserted with as little as that takes.
 * No sessions, no state, no rows of a list, no search, nobody who is told.
 *
 * Arguments: a folder for spools and database, the number of writers, their program. Speaks like `engine/main.ts`.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, watch } from 'node:fs';
import { join } from 'node:path';
import { isSampled, Meter, writtenAt } from '../engine/meter.ts';
import { openRaw } from './raw-database.ts';

const [folder = '', agents = '0', writerProgram = ''] = process.argv.slice(2);
const meter = new Meter();
process.setMaxListeners(0);
const raw = openRaw(join(folder, 'raw.sqlite'));
const buffer = Buffer.allocUnsafe(1024 * 1024);
let waiting: (() => Noted)[] = [];
let turn: NodeJS.Immediate | undefined;

interface Noted {
  readonly events: number;
  readonly writtenAt: readonly number[];
}

interface Line {
  readonly type: string;
  readonly message?: { readonly content: readonly Block[] };
}
interface Block {
  readonly text?: string;
  readonly content?: string;
  readonly input?: { readonly command?: string };
}

class Tail {
  readonly #key: number;
  readonly #fd: number;
  #offset = 0;
  #seq = 0;

  constructor(key: number, path: string) {
    this.#key = key;
    this.#fd = openSync(path, 'r');
  }

  /** Reads what is there, up to its last newline; true where there may be more. */
  read(): boolean {
    const size = readSync(this.#fd, buffer, 0, buffer.length, this.#offset);
    const end = buffer.lastIndexOf(10, size - 1) + 1;
    if (size === 0 || end === 0) return false;
    this.#offset += end;
    const lines = buffer.toString('utf8', 0, end - 1).split('\n');
    commit(() => ({
      events: lines.length,
      writtenAt: lines.flatMap((line) => this.#insert(JSON.parse(line) as Line)),
    }));
    return size === buffer.length;
  }

  #insert({ type, message }: Line): number[] {
    const block = message?.content[0];
    const text = block?.text ?? block?.content ?? block?.input?.command;
    this.#seq += 1;
    raw.insert(this.#key, this.#seq, type, JSON.stringify(block ?? {}));
    const at = isSampled(this.#seq) ? writtenAt(text) : undefined;
    return at === undefined ? [] : [at];
  }
}

/** Once a turn of the event loop, as Lulu does. */
function commit(work: () => Noted): void {
  waiting.push(work);
  turn ??= setImmediate(() => {
    turn = undefined;
    const batch = waiting;
    waiting = [];
    const noted = raw.transaction(() => batch.map((insert) => insert()));
    for (const { events, writtenAt } of noted) meter.note(events, writtenAt);
  });
}

function follow(key: number): void {
  const dir = join(folder, String(key));
  mkdirSync(dir);
  const path = join(dir, 'out.jsonl');
  const out = openSync(path, 'a');
  const writer = spawn(writerProgram, { stdio: ['ignore', out, 'inherit'], env: process.env });
  process.once('exit', () => writer.kill('SIGKILL'));
  closeSync(out);
  const tail = new Tail(key, path);
  const readOn = (): void => {
    if (tail.read()) setImmediate(readOn);
  };
  watch(dir, readOn);
}

for (let key = 1; key <= Number(agents); key += 1) follow(key);
process.on('message', (message) => {
  if (message === 'begin') meter.begin();
  if (message === 'read') process.send?.({ reading: meter.reading() });
});
process.on('disconnect', () => {
  process.exit(0);
});
process.send?.({ ready: '' });
