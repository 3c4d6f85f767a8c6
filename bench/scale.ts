/** How large a run of the bench is. */
import { parseArgs } from 'node:util';

export interface Scale {
  /** Names of the rows to run; empty: all. */
  readonly only: readonly string[];
  /** How often a floor and Lulu take turns. */
  readonly rounds: number;
  /** Seconds that agents write for. */
  readonly seconds: number;
  /** Agents of the large ingest row. */
  readonly agents: number;
  /** Events of the ceiling, all agents together. */
  readonly flood: number;
  /** Events of the large session. */
  readonly events: number;
  /** Sessions and events behind the large dashboard. */
  readonly sessions: number;
  readonly behind: number;
  /** Files of the repository. */
  readonly files: number;
  /** Worktrees made twenty at a time. */
  readonly worktrees: number;
  /** Seconds that nothing happens for. */
  readonly idleSeconds: number;
  /** Hours of the simulated day, and the sessions that live and end in each. */
  readonly hours: number;
  readonly hourly: number;
  /** Megabytes of output nobody has read when the engine comes back. */
  readonly unreadMegabytes: number;
}

const full = {
  rounds: 4,
  seconds: 8,
  agents: 200,
  flood: 400_000,
  events: 1_000_000,
  sessions: 1000,
  behind: 5_000_000,
  files: 10_000,
  worktrees: 200,
  idleSeconds: 20,
  hours: 24,
  hourly: 20,
  unreadMegabytes: 100,
} as const;

/** Enough to see that everything still runs; its numbers say little. */
const quick: Record<keyof typeof full, number> = {
  rounds: 2,
  seconds: 3,
  agents: 40,
  flood: 40_000,
  events: 50_000,
  sessions: 200,
  behind: 100_000,
  files: 2000,
  worktrees: 20,
  idleSeconds: 5,
  hours: 3,
  hourly: 4,
  unreadMegabytes: 5,
};

const names = Object.keys(full) as (keyof typeof full)[];

export const usage = `npm run bench -- [--only NAME[,NAME]]... [--quick] ${names
  .map((name) => `[--${flagOf(name)} N]`)
  .join(' ')}`;

/** @throws {TypeError} an argument is unknown or no whole number. */
export function readScale(args: readonly string[]): Scale {
  const numbers = names.map((name) => [flagOf(name), { type: 'string' as const }] as const);
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean' },
      ...Object.fromEntries(numbers),
    },
  });
  const given = new Map<string, unknown>(Object.entries(values));
  const base = values.quick === true ? quick : full;
  const sizes = names.map((name) => [name, sizeOf(given.get(flagOf(name)), base[name])] as const);
  const only = (values.only ?? []).flatMap((list) => list.split(','));
  return { only, ...(Object.fromEntries(sizes) as Omit<Scale, 'only'>) };
}

function sizeOf(given: unknown, otherwise: number): number {
  if (typeof given !== 'string') return otherwise;
  const size = Number(given.replaceAll('_', ''));
  if (!Number.isInteger(size) || size < 1) throw new TypeError(`${given} is no size`);
  return size;
}

function flagOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
