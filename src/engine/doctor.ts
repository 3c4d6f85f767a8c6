import { statfsSync } from 'node:fs';
import type { AgentInfo, Finding, Health } from '../contract/requests.ts';
import type { DataDirectory } from './data-directory.ts';
import { checkGit } from './git/check-git.ts';
import { readSettings } from './sessions/settings.ts';
import { worktreeFindings } from './sessions/reconciliation.ts';
import { misunderstoodFinding } from './misunderstood.ts';
import { StoreError } from './store/store-error.ts';
import { openStore, type Store } from './store/store.ts';

/** What `lulu doctor` looks at. `agents` starts each program once. */
export interface Patient {
  readonly store: Store;
  readonly dataDir: string;
  readonly agents: () => Promise<readonly AgentInfo[]>;
  /** How many runs have a process, or null while no engine runs. */
  readonly live: number | null;
  /** Whether the engine can keep what happens; good where none runs. */
  readonly health: Health;
}

const lowSpaceBytes = 500 * 1024 * 1024;

/**
 * The same without an engine: a database that cannot be opened is a finding, not a failure.
 *
 * @param agentsOf as `agents` of a `Patient`, where the settings name this program for Claude Code.
 */
export async function diagnose(
  data: DataDirectory,
  agentsOf: (claudePath: string | null) => ReturnType<Patient['agents']>,
): Promise<readonly Finding[]> {
  const dataDir = data.path;
  const health: Health = { ok: true, problem: null };
  const found = { agents: () => agentsOf(null), live: null, health };
  try {
    const store = openStore({ path: data.database, mode: 'reader' });
    try {
      const { claudePath } = readSettings(store.settings());
      return await examine({ ...found, agents: () => agentsOf(claudePath), store, dataDir });
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [...(await surroundings({ ...found, dataDir })), openingFinding(error)];
  }
}

function openingFinding({ kind, message }: StoreError): Finding {
  const none = kind === 'missing' ? 'Nothing has been kept yet' : null;
  const good = kind === 'outdated' ? message : none;
  return good === null
    ? { level: 'problem', topic: 'store', text: message, action: 'See the message' }
    : { level: 'ok', topic: 'store', text: good, action: null };
}

/** Everything that can be checked without changing anything, good news too. */
export async function examine(patient: Patient): Promise<Finding[]> {
  return [
    ...(await surroundings(patient)),
    storeFinding(patient.health),
    misunderstoodFinding(patient.store),
    {
      level: 'ok',
      topic: 'engine',
      text:
        patient.live === null
          ? 'No engine is running'
          : `Running; live agents: ${String(patient.live)}`,
      action: null,
    },
    ...(await worktreeFindings(patient.store)),
  ];
}

async function surroundings({ agents, dataDir }: Omit<Patient, 'store'>): Promise<Finding[]> {
  return [await gitFinding(), ...(await agents()).map(agentFinding), spaceFinding(dataDir)];
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

function storeFinding({ problem }: Health): Finding {
  return problem === null
    ? { level: 'ok', topic: 'store', text: 'The database can be read and written', action: null }
    : { level: 'problem', topic: 'store', text: problem, action: 'See the message' };
}
