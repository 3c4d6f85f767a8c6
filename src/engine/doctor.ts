import { existsSync, statfsSync } from 'node:fs';
import type { AgentInfo, Finding } from '../contract/requests.ts';
import { checkGit } from './git/git.ts';
import type { Store } from './store/store.ts';

/** What `lulu doctor` looks at. `agents` is asked only here: it starts programs. */
export interface Patient {
  readonly store: Store;
  readonly dataDir: string;
  readonly agents: () => Promise<readonly AgentInfo[]>;
  /** How many runs have a process, or null while no engine runs. */
  readonly live: number | null;
}

const lowSpaceBytes = 500 * 1024 * 1024;

/** Everything that can be checked without changing anything, good news too. */
export async function doctor(patient: Patient): Promise<Finding[]> {
  return [
    await gitFinding(),
    ...(await patient.agents()).map(agentFinding),
    spaceFinding(patient.dataDir),
    storeFinding(patient.store),
    {
      level: 'ok',
      topic: 'engine',
      text:
        patient.live === null
          ? 'No engine is running'
          : `Running; live agents: ${String(patient.live)}`,
      action: null,
    },
    ...worktreeFindings(patient.store),
  ];
}

async function gitFinding(): Promise<Finding> {
  try {
    const { version } = await checkGit();
    return { level: 'ok', topic: 'git', text: `git ${version}`, action: null };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { level: 'problem', topic: 'git', text, action: 'Install git 2.38 or newer' };
  }
}

function agentFinding({ label, path, version, problem }: AgentInfo): Finding {
  return problem === null
    ? {
        level: 'ok',
        topic: 'agent',
        text: `${label} ${version ?? ''} at ${path ?? '?'}`,
        action: null,
      }
    : { level: 'warning', topic: 'agent', text: problem, action: `Make ${label} available` };
}

function spaceFinding(dataDir: string): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const text = `${dataDir}: ${String(Math.floor(free / 1024 / 1024))} MiB free`;
  return free < lowSpaceBytes
    ? { level: 'warning', topic: 'data', text, action: 'Free some space on that disk' }
    : { level: 'ok', topic: 'data', text, action: null };
}

function storeFinding(store: Store): Finding {
  const health = store.health();
  return health.ok
    ? { level: 'ok', topic: 'store', text: 'The database can be read and written', action: null }
    : { level: 'problem', topic: 'store', text: health.problem, action: 'See the message' };
}

function worktreeFindings(store: Store): Finding[] {
  return store
    .sessions({ deleted: false })
    .filter(({ facts }) => facts.agentSeen && !existsSync(facts.worktree))
    .map(({ id, facts }) => ({
      level: 'warning' as const,
      topic: 'worktree',
      text: `The worktree of "${facts.name}" is gone: ${facts.worktree}`,
      action: `Resume the session to make it again (lulu resume ${id})`,
    }));
}
