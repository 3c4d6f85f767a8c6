import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SpoolItem } from '../../../src/engine/agents/line-splitter.ts';
import {
  tailSpool,
  type SpoolChunk,
  type SpoolOptions,
  type SpoolTail,
} from '../../../src/engine/agents/spool.ts';
import { posixHost } from '../../../src/engine/agents/process-host.ts';
import { temporaryFolder } from '../../helpers/repository.ts';
import { until } from '../../helpers/until.ts';
import { startLiveRun } from './live-run.ts';

const mebibyte = 1024 * 1024;

interface Following {
  readonly tail: SpoolTail;
  readonly chunks: SpoolChunk[];
  items(): readonly SpoolItem[];
}

function follow(dir: string, options: Partial<SpoolOptions> = {}): Following {
  const chunks: SpoolChunk[] = [];
  const tail = tailSpool({
    dir,
    offset: 0,
    skipping: null,
    onChunk: (chunk) => void chunks.push(chunk),
    ...options,
  });
  onTestFinished(() => tail.stop().catch(() => undefined));
  return { tail, chunks, items: () => chunks.flatMap((chunk) => chunk.items) };
}

async function spoolFolder(content: string | Buffer = ''): Promise<{ dir: string; path: string }> {
  const dir = join(temporaryFolder(), 'run');
  await posixHost.prepareRun(dir);
  const path = join(dir, 'out.jsonl');
  await writeFile(path, content);
  return { dir, path };
}

const line = (text: string): SpoolItem => ({ kind: 'line', text });

describe('tailSpool', () => {
  test('delivers what is written while it follows, in order', async () => {
    const { dir, path } = await spoolFolder('old\n');
    const following = follow(dir);
    for (const text of ['one', 'two', 'three']) {
      await appendFile(path, `${text}\n`);
      await until(
        `${text} was delivered`,
        () => following.items().length > 0 && lastText(following) === text,
      );
    }

    expect(following.items()).toEqual(['old', 'one', 'two', 'three'].map(line));
    expect(following.chunks.at(-1)).toMatchObject({ endOffset: 18, skipping: null });
  });

  test('follows a process, and its errors beside it', async () => {
    const run = await startLiveRun('/bin/sh', ['-c', 'echo out; echo err >&2; printf end']);
    const [out, err] = [follow(run.dir), follow(run.dir, { file: 'err.log' })];
    await posixHost.waitForEnd(run.identity, { deadlineMs: 10_000 });

    await Promise.all([out.tail.drain(), err.tail.drain()]);

    expect(out.items()).toEqual([line('out'), line('end')]);
    expect(err.items()).toEqual([line('err')]);
  });

  test('goes on where the last chunk was stored', async () => {
    const { dir } = await spoolFolder('one\ntwo\nthr');
    const first = follow(dir);
    await until('two lines came', () => first.items().length === 2);
    await first.tail.stop();
    const { endOffset, skipping } = lastChunk(first);

    const second = follow(dir, { offset: endOffset, skipping });
    await second.tail.drain();

    expect(endOffset).toBe(8);
    expect(second.items()).toEqual([line('thr')]);
  });

  test('reads on only when the chunk before has been taken', async () => {
    const { dir } = await spoolFolder('1234567\n'.repeat(8));
    const taken: number[] = [];
    let inHand = 0;
    const following = follow(dir, {
      readBytes: 16,
      onChunk: async (chunk) => {
        inHand += 1;
        expect(inHand).toBe(1);
        // Longer than the reader itself waits between two reads.
        for (let turn = 0; turn < 5; turn += 1) await nextTurn();
        taken.push(chunk.endOffset);
        inHand -= 1;
      },
    });

    await following.tail.drain();

    expect(taken).toEqual([16, 32, 48, 64]);
  });

  test('cuts a line of 50 MB and says its size', async () => {
    const long = Buffer.alloc(50_000_000, 'x');
    const { dir } = await spoolFolder(
      Buffer.concat([Buffer.from('a\n'), long, Buffer.from('\nb\n')]),
    );
    const following = follow(dir);
    await following.tail.drain();

    expect(following.items()).toEqual([
      line('a'),
      { kind: 'cut', head: 'x'.repeat(64 * 1024) },
      { kind: 'cut-end', bytes: 50_000_000 },
      line('b'),
    ]);
  });

  test('keeps a line of exactly 16 MiB whole', async () => {
    const { dir } = await spoolFolder(`${'x'.repeat(16 * mebibyte)}\n`);
    const following = follow(dir);
    await following.tail.drain();

    expect(following.items().map((item) => item.kind)).toEqual(['line']);
  });

  test('goes on skipping a cut line after a restart, and still knows its size', async () => {
    const limits = { lineBytes: 100, headBytes: 10 };
    const { dir, path } = await spoolFolder(`first\n${'x'.repeat(150)}`);
    const first = follow(dir, { limits });
    await until('the line was cut', () => first.items().length === 2);
    await first.tail.stop();
    const { endOffset, skipping } = lastChunk(first);
    expect({ endOffset, skipping }).toEqual({ endOffset: 156, skipping: { startOffset: 6 } });

    await appendFile(path, `${'x'.repeat(50)}\nlast\n`);
    const second = follow(dir, { limits, offset: endOffset, skipping });
    await second.tail.drain();

    expect(second.items()).toEqual([{ kind: 'cut-end', bytes: 200 }, line('last')]);
  });

  test('says the size of a cut line that never ends', async () => {
    const limits = { lineBytes: 100, headBytes: 10 };
    const { dir } = await spoolFolder('x'.repeat(300));
    const following = follow(dir, { limits, readBytes: 64 });
    await following.tail.drain();

    expect(following.items()).toEqual([
      { kind: 'cut', head: 'x'.repeat(10) },
      { kind: 'cut-end', bytes: 300 },
    ]);
    expect(lastChunk(following)).toMatchObject({ endOffset: 300, skipping: null });
  });

  test('survives binary garbage', async () => {
    const garbage = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 131) % 256));
    const { dir } = await spoolFolder(garbage);
    const following = follow(dir, { readBytes: 97 });
    await following.tail.drain();

    const lines = garbage.toString('latin1').split('\n');
    expect(following.items()).toEqual(
      lines
        .filter((text, index) => text !== '' || index < lines.length - 1)
        .map((text) => line(Buffer.from(text, 'latin1').toString('utf8'))),
    );
  });

  test('stops and says so when a chunk is refused', async () => {
    const { dir } = await spoolFolder('one\n');
    const refusal = new Error('the disk is full');
    const { tail } = follow(dir, {
      onChunk: () => {
        throw refusal;
      },
    });

    await expect(tail.done).rejects.toBe(refusal);
    await expect(tail.drain()).rejects.toBe(refusal);
  });

  test('refuses a file that is not there', async () => {
    const { dir, path } = await spoolFolder();
    await rm(path);

    expect(() => follow(dir)).toThrow(expect.objectContaining({ kind: 'gone' }));
  });

  test('drains an empty file to nothing', async () => {
    const { dir } = await spoolFolder();
    const following = follow(dir);
    await following.tail.drain();

    expect(following.chunks).toEqual([]);
  });
});

function lastText(following: Following): string | null {
  const item = following.items().at(-1);
  return item?.kind === 'line' ? item.text : null;
}

function lastChunk(following: Following): SpoolChunk {
  const chunk = following.chunks.at(-1);
  if (chunk === undefined) throw new Error('nothing was delivered');
  return chunk;
}
