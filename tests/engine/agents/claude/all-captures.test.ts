/** Every recorded run of the real CLI, from 2.0.77 to 2.1.329: what becomes of it here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { Exit, payloads, type EventBody } from '../../../../src/contract/events.ts';
import type { Signal } from '../../../../src/engine/agents/adapter.ts';
import { decode } from '../../../../src/engine/agents/claude/decode.ts';
import { explainWords } from '../../../../src/engine/agents/claude/failures.ts';
import { LineSplitter } from '../../../../src/engine/agents/line-splitter.ts';
import { exitText, lastWords } from '../../../../src/engine/sessions/ending.ts';
import {
  exited,
  live,
  log,
  prompted,
  run1,
  spawned,
  started,
} from '../../../core/session-events.ts';

const Capture = v.object({
  name: v.string(),
  exit: Exit,
  stdout: v.string(),
  stderr: v.string(),
});
type Capture = v.InferOutput<typeof Capture>;

const fixtures = join(import.meta.dirname, '../../../fixtures/claude');
const captures = v.parse(
  v.array(Capture),
  JSON.parse(gunzipSync(readFileSync(join(fixtures, 'all-captures.json.gz'))).toString('utf8')),
);

/** Runs with another output format: nothing in them is meant for us. */
const plainText = ['a4-text-format', 'h18-text-format-401'];

test('every line of every capture is understood, in the shape of the contract', () => {
  for (const { name, stdout } of captures) {
    if (plainText.includes(name)) continue;
    for (const event of eventsOf(stdout.split('\n'))) {
      expect(event.type, name).not.toBe('unrecognised');
      expect(v.is(payloads[event.type], event.payload), name).toBe(true);
    }
  }
});

test.each([1, 7, 4096])('every capture says the same in pieces of %i bytes', (size) => {
  for (const { name, stdout } of captures.filter((_, index) => size > 1 || index % 20 === 0)) {
    const bytes = Buffer.from(stdout);
    const splitter = new LineSplitter({ offset: 0, skipping: null });
    const lines: string[] = [];
    const take = (items: ReturnType<LineSplitter['push']>): void => {
      for (const item of items) if (item.kind === 'line') lines.push(item.text);
    };
    for (let at = 0; at < bytes.length; at += size)
      take(splitter.push(bytes.subarray(at, at + size)));
    take(splitter.end());
    expect(JSON.stringify(eventsOf(lines)), name).toBe(
      JSON.stringify(eventsOf(stdout.split('\n'))),
    );
  }
});

test('every capture tells the story that is written down, and ends as it should', async () => {
  const stories = captures.map((capture) => story(capture)).join('\n');
  await expect(`${stories}\n`).toMatchFileSnapshot(join(fixtures, 'expected', 'all-captures.txt'));
});

function signalsOf(lines: readonly string[]): Signal[] {
  return lines.flatMap((line) => decode(line));
}

function eventsOf(lines: readonly string[]): EventBody[] {
  return signalsOf(lines).flatMap((signal) => (signal.kind === 'event' ? [signal.event] : []));
}

/** `name: Failed (the reason) | agent-started message usage:error`, repeated events counted. */
function story({ name, exit, stdout, stderr }: Capture): string {
  const events = eventsOf(stdout.split('\n'));
  const end = exited(exit.code);
  const known = exit.code === 0 ? null : explainWords(stderr);
  const text = known ?? exitText('Claude Code', exit, lastWords(stderr));
  const ended = { ...end, payload: { ...end.payload, text } } as typeof end;
  const all = [
    started,
    prompted,
    spawned,
    ...events.map((body) => ({ ...body, runId: run1 })),
    ended,
  ];
  const state = live(all);
  const status = 'status' in state ? (state.status ?? '-') : '-';
  const reason = log(all).findLast((event) => event.type === 'status')?.payload;
  const why =
    reason !== undefined && 'reason' in reason && reason.reason !== null
      ? ` (${reason.reason})`
      : '';
  return `${name}: ${status}${why} | ${counted(events.map(label)).join(' ')}`;
}

function label(event: EventBody): string {
  const nested = 'parentToolUseId' in event.payload ? '>' : '';
  if (event.type === 'notice') return event.payload.kind;
  if (event.type === 'usage') return `usage:${event.payload.turn.outcome}`;
  if (event.type === 'approval_resolved') return `${event.type}:${event.payload.behavior}`;
  return `${nested}${event.type}`;
}

function counted(labels: readonly string[]): string[] {
  const runs: { label: string; times: number }[] = [];
  for (const label of labels) {
    const last = runs.at(-1);
    if (last?.label === label) last.times += 1;
    else runs.push({ label, times: 1 });
  }
  return runs.map(({ label, times }) => (times === 1 ? label : `${label}×${String(times)}`));
}
