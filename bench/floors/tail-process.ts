/** The floor of ingest as a process. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writerEnvironment, writerProgram, type Writing } from '../agents/writers.ts';
import { bundleOf } from '../engine/bundle.ts';
import type { Reading } from '../engine/meter.ts';

/** Lets the writers write to their end; what of it was committed, and how soon. */
export async function tailPlainly(writing: Writing): Promise<Reading> {
  const { agents, events, folder } = writing;
  const program = await bundleOf('bench/floors/tail-main.ts');
  const child = fork(program, [folder, String(agents), writerProgram], {
    env: { ...process.env, ...writerEnvironment(writing) },
  });
  try {
    await once(child, 'message');
    child.send('begin');
    writeFileSync(join(folder, 'go'), '');
    for (;;) {
      await delay(100);
      child.send('read');
      const [{ reading }] = (await once(child, 'message')) as [{ reading: Reading }];
      if (reading.events >= agents * events) return reading;
    }
  } finally {
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
  }
}
