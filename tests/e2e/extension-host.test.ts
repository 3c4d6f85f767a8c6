import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectControl } from '../../src/hosts/control/control-client.ts';
import { neutralinoConfig } from '../helpers/neutralino-config.ts';
import { openWindowPage, type WindowPage } from '../helpers/neutralino-page.ts';
import { startNeutralinoServer, type NeutralinoServer } from '../helpers/neutralino-server.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'hosts', 'extension', 'main.ts');

interface OpenWindow {
  readonly window: NeutralinoServer;
  readonly page: WindowPage;
  /** The process Neutralino would have started; resolves to its exit code and all it printed. */
  readonly left: Promise<{ readonly code: number | null; readonly printed: string }>;
}

/** A window on a data directory, with the real extension process behind it. */
async function openWindow(dataDir: string): Promise<OpenWindow> {
  const window = await startNeutralinoServer({
    resources: temporaryFolder(),
    config: neutralinoConfig,
  });
  onTestFinished(() => window.exit());
  const env = { ...process.env, LULU_DATA_DIR: dataDir, SHELL: '' };
  const child = spawn(process.execPath, [program], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const left = once(child, 'close').then(([code]) => ({ code: code as number | null, printed }));
  child.stdin.end(JSON.stringify(window.credentials));
  await until('the extension is connected', () => window.connected() === 1);
  return { window, page: await openWindowPage(window), left };
}

describe('the extension process', () => {
  test('leaves in silence when the window is gone, and lets the data directory go', async () => {
    const dataDir = temporaryFolder();
    const { window, page, left } = await openWindow(dataDir);
    expect(await page.ask(1, 'hello')).toMatchObject({ value: { host: 'extension', dataDir } });
    expect(await page.ask(2, 'sessions.list')).toMatchObject({ value: { rows: [] } });

    await window.exit();

    expect(await left).toEqual({ code: 0, printed: '' });
    expect(await connectControl(dataDir)).toBeNull();
    expect(readFileSync(join(dataDir, 'engine.log'), 'utf8')).toContain('the window is gone');
  });

  test('a second window attaches to the running engine, and takes its place when it leaves', async () => {
    const dataDir = temporaryFolder();
    const first = await openWindow(dataDir);
    const second = await openWindow(dataDir);
    const pidOf = async (page: WindowPage, id: number): Promise<unknown> => {
      const reply = await page.ask(id, 'engine.status');
      return reply.kind === 'reply' && reply.ok ? (reply.value as { pid: number }).pid : reply;
    };
    await first.page.ask(1, 'hello');
    await second.page.ask(1, 'hello');
    const engine = await pidOf(first.page, 2);
    expect(await pidOf(second.page, 2)).toBe(engine);

    const told = second.page.next(({ kind }) => kind === 'push');
    await first.window.exit();
    await first.left;

    // A push after a gap in the numbers: the page knows that it has to read again.
    expect((await told).n).toBe(4);
    expect(await pidOf(second.page, 3)).not.toBe(engine);
    await second.window.exit();
    expect(await second.left).toEqual({ code: 0, printed: '' });
  });

  test('says in the window why the engine cannot be started', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    mkdirSync(dataDir);
    const damaged = 'not a database, and longer than the header of one is'.repeat(100);
    writeFileSync(join(dataDir, 'lulu.sqlite'), damaged);
    const { page } = await openWindow(dataDir);
    expect(await page.ask(1, 'hello')).toMatchObject({ ok: false, error: { kind: 'store' } });
    expect(readFileSync(join(dataDir, 'lulu.sqlite'), 'utf8')).toBe(damaged);
  });
});
