/** What a fault is made on: a data directory, a repository, and an environment that marks what is ours. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SessionEvent } from '../../src/contract/events.ts';
import type { SessionId } from '../../src/contract/ids.ts';
import { openStore } from '../../src/engine/store/store.ts';
import { endProcessesWith, processesWith } from '../helpers/processes.ts';
import { createRepository, temporaryFolder, type TestRepository } from '../helpers/repository.ts';

export interface Stage {
  readonly folder: string;
  readonly dataDir: string;
  /** One file a session: every byte its agents wrote, by themselves. */
  readonly logs: string;
  readonly repository: TestRepository;
  /** The engine's environment, and so its agents'. */
  readonly env: Readonly<Record<string, string>>;
}

/** Everything that is started with its environment ends with the test. */
export function setStage(): Stage {
  const folder = temporaryFolder();
  onTestFinished(() => endProcessesWith(`HOME=${folder}`));
  const repository = createRepository();
  repository.commit('README.md', 'hello\n');
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  const env = {
    ...inherited(),
    HOME: folder,
    LULU_DEMO_LOG: logs,
    LULU_DEMO_PACE: '0',
  };
  return { folder, dataDir: join(folder, 'data'), logs, repository, env };
}

/** Our own environment, git's hermetic settings included, without what a surrounding Lulu left there. */
function inherited(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(?:LULU_|VITEST|NODE_OPTIONS)/.test(entry[0]),
  );
  return Object.fromEntries(entries);
}

/** Pids of every process of this stage: engines, shims, agents, their tools. */
export function processesOf({ folder }: Stage): Promise<number[]> {
  return processesWith(`HOME=${folder}`);
}

/** The runs that living processes of this stage are marked with, one entry a process. */
export async function markedRuns(stage: Stage): Promise<string[]> {
  const pids = await processesOf(stage);
  return pids.flatMap((pid) => {
    const run = /(?:^|\0)LULU_RUN=([^\0]*)/.exec(environmentOf(pid))?.[1];
    return run === undefined ? [] : [run];
  });
}

/** The lines a session's agents say they wrote, all runs in order. */
export function writtenBy({ logs }: Stage, id: SessionId): string[] {
  const text = readIfThere(join(logs, `${id}.jsonl`));
  return text.split('\n').filter((line) => line !== '');
}

/** How often an agent was asked each thing, by its own account: a line of init is a turn. */
export function turnsBegun(stage: Stage, id: SessionId): number {
  return writtenBy(stage, id).filter((line) => line.includes('"subtype":"init"')).length;
}

/** A session's whole log, from the database itself. */
export function storedEvents({ dataDir }: Pick<Stage, 'dataDir'>, id: SessionId): SessionEvent[] {
  const store = openStore({ path: join(dataDir, 'lulu.sqlite'), mode: 'reader' });
  try {
    const key = store.session(id)?.key;
    return key === undefined ? [] : [...store.iterate(key, 0)];
  } finally {
    void store.close();
  }
}

function environmentOf(pid: number): string {
  return readIfThere(`/proc/${String(pid)}/environ`);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
