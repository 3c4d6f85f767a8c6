/** A disk that fails on demand: see faulty-disk.c, which is compiled where there is a C compiler. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Without one the tests that need this disk are skipped. */
export const hasCompiler =
  process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0;

/** Which operations fail: see faulty-disk.c. */
export const failing = { writes: 1, syncs: 2, names: 4 } as const;

/** Order of the numbers in the control file. */
const fields = ['count', 'from', 'to', 'errno', 'what', 'short', 'failed', 'input'] as const;
type Field = (typeof fields)[number];

export interface Fault {
  /** The first write or sync that fails, counted from 0. */
  readonly from: number;
  /** How many do; until the repair unless said. */
  readonly times?: number;
  readonly code: 'EIO' | 'ENOSPC' | 'EROFS';
  /** A sum of `failing`; everything that writes unless said. */
  readonly what?: number;
  /** Half of the first failing write reaches the disk. */
  readonly short?: boolean;
  /** Nothing but the input of agents fails. */
  readonly onlyInput?: boolean;
}

export class FaultyDisk {
  /** What makes an engine use it. */
  readonly env: Readonly<Record<string, string>>;
  /** What the engine changed, for the model of a power cut. */
  readonly journal: string;
  readonly #control: string;

  /** `root`: what it stands for; everything else is as it was. `folder`: for its own files. */
  constructor(root: string, folder: string) {
    const library = join(folder, 'faulty-disk.so');
    const source = fileURLToPath(new URL('faulty-disk.c', import.meta.url));
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl', '-lpthread']);
    this.#control = join(folder, 'disk-control');
    this.journal = join(folder, 'disk-journal');
    this.renew();
    this.env = {
      LD_PRELOAD: library,
      DISK_ROOT: root,
      DISK_CONTROL: this.#control,
      DISK_JOURNAL: this.journal,
    };
  }

  /** A new, sound disk. For the time when no engine uses it. */
  renew(): void {
    writeFileSync(this.#control, Buffer.alloc(32));
    writeFileSync(this.journal, '');
  }

  /** Writes and syncs so far. */
  get count(): number {
    return this.#read('count');
  }

  /** How many of them have failed. */
  get failed(): number {
    return this.#read('failed');
  }

  breaks({ from, times, code, what, short = false, onlyInput = false }: Fault): void {
    this.#write('what', what ?? failing.writes | failing.syncs);
    this.#write('errno', constants.errno[code]);
    this.#write('short', short ? 1 : 0);
    this.#write('input', onlyInput ? 1 : 0);
    this.#write('failed', 0);
    this.#write('from', from);
    this.#write('to', times === undefined ? 0xff_ff_ff_ff : from + times);
  }

  isRepaired(): void {
    this.#write('to', 0);
  }

  #read(field: Field): number {
    return readFileSync(this.#control).readUInt32LE(fields.indexOf(field) * 4);
  }

  /** In place: the engine has the file in its memory. */
  #write(field: Field, value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    const fd = openSync(this.#control, 'r+');
    writeSync(fd, bytes, 0, 4, fields.indexOf(field) * 4);
    closeSync(fd);
  }
}
