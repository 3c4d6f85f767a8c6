import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { Health } from '../../src/contract/requests.ts';
import { until } from '../helpers/until.ts';
import { FaultyDisk, failing, hasCompiler, type Fault } from './disk/faulty-disk.ts';
import { ImpatientUser } from './disk/impatient-user.ts';
import { expectComplete, expectKept } from './disk/kept.ts';
import { settled } from './disk/settled.ts';
import { startEngineWith, type EngineProcess } from './engine-process.ts';
import { dice, rounds, seed } from './rounds.ts';
import { setStage, type Stage } from './stage.ts';

/** Which of the first writes and syncs of a new engine fail; with 200 rounds, each of them. */
const first = 200;
const sample = Math.min(rounds(8), first);
const roll = dice(seed);
const cases = Array.from({ length: sample }, (_, index) => ({
  from: sample === first ? index : Math.floor(((index + roll()) * first) / sample),
  code: roll() < 0.5 ? ('EIO' as const) : ('ENOSPC' as const),
  short: roll() < 0.5,
}));
const isEven = (_: unknown, index: number): boolean => index % 2 === 0;
const repaired = cases.filter(isEven);
const killed = cases.filter((each, index) => !isEven(each, index));

const everything = failing.writes | failing.syncs | failing.names;

/** Milliseconds: until it was told that the disk fails, and from the repair to full work. */
const tellingMs: number[] = [];
const mendingMs: number[] = [];

describe.skipIf(!hasCompiler)(`a disk that fails (seed ${String(seed)})`, () => {
  test.each(cases)(
    'once, at write $from ($code, short: $short): nothing comes of it',
    async (fault) => {
      const { stage, user, engine, disk, asked } = await work({ ...fault, times: 1 });
      await asked;
      await reached(disk, user, engine);
      await expectAllDone(stage, user, engine);
    },
  );

  test.each(repaired)(
    'from write $from on ($code, short: $short): is said at once, and nothing is lost when it is repaired',
    async (fault) => {
      const { stage, user, engine, disk, asked, health } = await work(fault);
      await reached(disk, user, engine);
      const failedAt = performance.now();
      const setting = user.sets(engine);
      await until('it is told', () => health.some(({ ok }) => !ok));
      tellingMs.push(performance.now() - failedAt);
      disk.isRepaired();
      const repairedAt = performance.now();
      await engine.client.request('settings.set', { patch: { theme: 'dark' } });
      await until('it is told that all is well', () => health.at(-1)?.ok === true);
      mendingMs.push(performance.now() - repairedAt);
      await Promise.all([asked, setting]);
      await expectAllDone(stage, user, engine);
    },
  );

  test.each(killed)(
    'from write $from on ($code, short: $short), and the engine is killed: what it acknowledged is there',
    async (fault) => {
      const { stage, user, engine, disk, asked, roll: own } = await work(fault);
      await reached(disk, user, engine);
      await delay(own() * 300);
      await engine.kill();
      await asked;
      expectKept(stage, user);
      disk.isRepaired();
      const next = await startEngineWith(stage, disk.env);
      await next.ready();
      await expectAllDone(stage, user, next);
    },
  );

  // By the median: a busy machine may hold up any one of them.
  afterAll(() => {
    expect(medianOf(tellingMs), 'told within a second').toBeLessThanOrEqual(1000);
    expect(medianOf(mendingMs), 'at work within two seconds').toBeLessThanOrEqual(2000);
  });
});

/** An engine with a disk that fails, and somebody who asks for things meanwhile. */
async function work(fault: Fault) {
  const stage = setStage();
  // Of its own, since tests come in any order.
  const own = dice(seed + fault.from);
  const disk = new FaultyDisk(stage.dataDir, stage.folder);
  const user = new ImpatientUser(stage, own);
  // Where there is no room, nothing can be made either.
  const what = fault.code === 'ENOSPC' && fault.times === undefined ? everything : undefined;
  const wanted: Fault = what === undefined ? fault : { ...fault, what };
  disk.breaks(wanted);
  let engine = await startEngineWith(stage, disk.env);
  try {
    await engine.ready();
  } catch (error) {
    // A disk that fails at the start is said, and is no engine yet; the next one is.
    expect(engine.said, String(error)).toMatch(/^lulu: (?!this should not)/m);
    disk.isRepaired();
    engine = await startEngineWith(stage, disk.env);
    await engine.ready();
    disk.breaks({ ...wanted, from: disk.count });
  }
  const health: Health[] = [];
  const asked = asksAround(user, engine);
  engine.client.onPush((push) => {
    if (push.health !== undefined) health.push(push.health);
  });
  health.unshift((await engine.client.request('hello', {})).health);
  return { stage, disk, user, engine, health, asked, roll: own };
}

/** Commands of every kind, several at once; resolves when each was answered or its engine is gone. */
async function asksAround(user: ImpatientUser, engine: EngineProcess): Promise<void> {
  await Promise.allSettled(Array.from({ length: 3 }, () => user.creates(engine)));
  await Promise.all(Array.from({ length: 8 }, () => user.asksSomething(engine)));
}

/** Asks on until it is the turn of what fails. */
async function reached(disk: FaultyDisk, user: ImpatientUser, engine: EngineProcess) {
  await until('the disk fails', () => {
    user.sets(engine).catch(() => undefined);
    return disk.failed > 0;
  });
}

/** Whoever asks for leave gets it; every session comes to its end, and nothing failed. */
async function expectAllDone(stage: Stage, user: ImpatientUser, engine: EngineProcess) {
  await settled(engine, stage);
  expectKept(stage, user);
  await expectComplete(stage, engine);
  await engine.kill();
}

function medianOf(ms: readonly number[]): number {
  return ms.toSorted((a, b) => a - b)[ms.length >> 1] ?? 0;
}
