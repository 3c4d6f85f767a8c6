import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../helpers/repository.ts';
import { createStore, messages, noon } from './fixture.ts';

const program = fileURLToPath(new URL('writer-process.ts', import.meta.url));

/** Kills a writer in the middle of its work; resolves to the last seq it had acknowledged. */
async function killAfter(path: string, seq: number): Promise<number> {
  const writer = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    writer.kill('SIGKILL');
  });
  const exited = once(writer, 'exit');
  let last = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line);
    if (last === seq) writer.kill('SIGKILL');
  }
  await exited;
  return last;
}

test.each(['writer', 'reader'] as const)(
  'a %s finds everything that was acknowledged before the writer was killed',
  async (mode) => {
    const path = join(temporaryFolder(), 'lulu.db');
    const acknowledged = await killAfter(path, 50);
    const { store } = createStore({ path, mode });
    const key = store.sessions({ deleted: false })[0]?.key ?? 0;
    const { events, last } = store.page(key, { after: 0, limit: 100_000 });
    expect(acknowledged).toBeGreaterThanOrEqual(50);
    // One more may have been committed whose acknowledgement nobody heard.
    expect([acknowledged, acknowledged + 1]).toContain(last);
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
    if (mode === 'reader') return;
    const more = await store.transact((tx) => tx.appendEvents(key, null, messages(1), noon));
    expect(more[0]?.seq).toBe(last + 1);
  },
);
