/** Agents that only write, as sessions of a running engine. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PQueue from 'p-queue';
import type { SessionId } from '../../src/contract/ids.ts';
import type { EngineProcess } from '../engine/engine-process.ts';

export const writerProgram = join(import.meta.dirname, 'writer.pl');

export interface Writing {
  readonly agents: number;
  /** Of each. */
  readonly events: number;
  /** A second and agent; 0: as fast as it can. */
  readonly rate: number;
  /** Their turn ends when they have written all of it, and so do they. */
  readonly ends?: boolean;
  /** Where the files lie that set them going; it exists. */
  readonly folder: string;
}

export interface Writers {
  readonly ids: readonly SessionId[];
  /** Lets all of them begin. */
  readonly go: () => void;
  /** Lets them write all that is left at once. */
  readonly flood: () => void;
}

/** What a writer is told through its environment. */
export function writerEnvironment(writing: Writing): Record<string, string> {
  const { events, rate, folder, ends } = writing;
  return {
    BENCH_EVENTS: String(events),
    BENCH_RATE: String(rate),
    BENCH_GO: join(folder, 'go'),
    BENCH_FLOOD: join(folder, 'flood'),
    ...(ends === true ? { BENCH_ENDS: '1' } : {}),
  };
}

/** Starts them as sessions in `repo` and resolves when each has its process; they wait for `go`. */
export async function startWriters(
  engine: EngineProcess,
  repo: string,
  writing: Writing,
): Promise<Writers> {
  await engine.request('settings.set', { patch: { liveAgents: 200 } });
  const env = writerEnvironment(writing);
  const creation = new PQueue({ concurrency: 4 });
  const ids = await creation.addAll(
    Array.from({ length: writing.agents }, () => async () => {
      const asked = { repo, prompt: 'Write', agent: 'demo' as const, agentBin: writerProgram, env };
      return (await engine.request('sessions.create', asked)).row.id;
    }),
  );
  await engine.running(writing.agents);
  const set = (name: string) => () => {
    writeFileSync(join(writing.folder, name), '');
  };
  return { ids, go: set('go'), flood: set('flood') };
}
