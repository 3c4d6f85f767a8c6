/** A disk of a few MiB of its own, where the system lets us mount one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Whether this user may mount one; elsewhere what needs it is skipped. */
export const mayMount = canMount();

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'lulu-mount-'));
  const mounted =
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder]).status === 0;
  if (mounted) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return mounted;
}

export class SmallDisk {
  readonly path: string;
  readonly #ballast: string;

  /** Mounted at `path` until the running test ends. */
  constructor(path: string, mebibytes: number) {
    this.path = path;
    this.#ballast = join(path, 'ballast');
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const options = `size=${String(mebibytes)}m,mode=0700`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', path]);
    // Lazily: whoever still has a file open there is ended afterwards.
    onTestFinished(() => {
      execFileSync('umount', ['--lazy', path]);
    });
  }

  /** Leaves room for nothing. */
  fill(): void {
    const fd = openSync(this.#ballast, 'a');
    const block = Buffer.alloc(4096);
    try {
      for (;;) writeSync(fd, block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(fd);
    }
  }

  makeRoom(): void {
    rmSync(this.#ballast);
  }
}
