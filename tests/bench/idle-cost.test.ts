/** What live agents that say nothing cost, counted: timers of the engine, not of each run. */
import { mkdirSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { Heartbeat } from '../../src/engine/agents/heartbeat.ts';
import { watchFile } from '../../src/engine/agents/watch-file.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('two hundred runs are looked at once a second each, by one timer', () => {
  vi.useFakeTimers();
  const heartbeat = new Heartbeat(1000);
  let looks = 0;
  const stops = Array.from({ length: 400 }, () => heartbeat.add(() => (looks += 1)));

  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(3500);
  expect(looks).toBe(3 * 400);
  for (const stop of stops) stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('who stopped in the middle of a beat is not looked at any more', () => {
  vi.useFakeTimers();
  const heartbeat = new Heartbeat(1000);
  let looks = 0;
  const stops: (() => void)[] = [];
  stops.push(heartbeat.add(() => stops[1]?.()));
  stops.push(heartbeat.add(() => (looks += 1)));
  vi.advanceTimersByTime(1000);

  expect(looks).toBe(0);
  stops[0]?.();
});

test('all that is watched in a folder shares a watch, and each hears of its own file', async () => {
  const dir = join(temporaryFolder(), 'run');
  mkdirSync(dir);
  const handles = () =>
    process.getActiveResourcesInfo().filter((kind) => kind === 'FSEventWrap').length;
  const before = handles();
  const heard: string[] = [];
  for (const name of ['out.jsonl', 'exit', 'exit']) {
    onTestFinished(watchFile(dir, name, () => heard.push(name)));
  }

  expect(handles() - before).toBeLessThanOrEqual(1);
  await appendFile(join(dir, 'exit'), '0');
  await until('both heard', () => heard.filter((name) => name === 'exit').length >= 2);
});
