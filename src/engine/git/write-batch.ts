/** Many small files written side by side: one by one, waiting for the disk is most of the time. */
import { chmod, open, writeFile } from 'node:fs/promises';
import type { ObjectSink } from './objects.ts';

/** Above this a file is written as it comes; below, it is held until its batch is full. */
const smallBytes = 256 * 1024;
const batchFiles = 64;

/** Sinks for files of an exact mode. Call `flush` after the last. */
export class WriteBatch {
  #held: (() => Promise<void>)[] = [];

  /** `permissions`: mode bits, whatever the umask says. Refuses a path that is taken. */
  async sink(path: Buffer, permissions: number, size: number): Promise<ObjectSink> {
    if (size > smallBytes) return streamed(path, permissions);
    const parts: Buffer[] = [];
    return {
      write: (bytes) => void parts.push(Buffer.from(bytes)),
      end: () => {
        this.#held.push(() => written(path, permissions, Buffer.concat(parts)));
        return this.#held.length < batchFiles ? undefined : this.flush();
      },
    };
  }

  /** Writes what is still held. */
  async flush(): Promise<void> {
    const held = this.#held;
    this.#held = [];
    // All have ended when this does, so that a failed restore can be cleared away.
    const results = await Promise.allSettled(held.map((write) => write()));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

async function written(path: Buffer, permissions: number, bytes: Buffer): Promise<void> {
  await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
  await chmod(path, permissions);
}

async function streamed(path: Buffer, permissions: number): Promise<ObjectSink> {
  const file = await open(path, 'wx', 0o600);
  return {
    write: (bytes) => file.writeFile(bytes),
    end: async () => {
      await file.chmod(permissions);
      await file.close();
    },
    abandon: () => file.close(),
  };
}
