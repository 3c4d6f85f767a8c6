/**
 * The real window: `npm start` with a Neutralino program, on a display of its own.
 *
 * Runs where there is a program (`LULU_NEUTRALINO`, or one in `bin/`) and Xvfb; the stand-in server
 * shows the same elsewhere.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { SessionId } from '../../src/contract/ids.ts';
import { connectControl, type ControlClient } from '../../src/hosts/control/control-client.ts';
import { endProcessesWith } from '../helpers/processes.ts';
import { createRepository, temporaryFolder } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';

const root = join(import.meta.dirname, '..', '..');
const named = process.env['LULU_NEUTRALINO'];
const own = join(root, 'bin', `neutralino-linux_${process.arch}`);
const binary = [named, own].find((path) => path !== undefined && existsSync(path));
const hasXvfb = spawnSync('Xvfb', ['-help']).error === undefined;
const missing =
  binary === undefined ? 'no Neutralino program here' : hasXvfb ? null : 'no Xvfb here';

async function openDisplay(): Promise<string> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void server.kill());
  const [number] = (await once(server.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
  return `:${number.toString().trim()}`;
}

interface Window {
  readonly process: ChildProcess;
  readonly dataDir: string;
  readonly display: string;
}

async function openWindow(dataDir = temporaryFolder()): Promise<Window> {
  const display = await openDisplay();
  const start = spawn(process.execPath, [join(root, 'scripts', 'start.mjs')], {
    env: {
      ...process.env,
      ...{ DISPLAY: display, LULU_NEUTRALINO: binary, LULU_DATA_DIR: dataDir },
      // WebKit's own sandbox does not start as root.
      ...(process.getuid?.() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }),
    },
    stdio: 'ignore',
  });
  onTestFinished(async () => {
    start.kill();
    await endProcessesWith(`LULU_DATA_DIR=${dataDir}`);
  });
  return { process: start, dataDir, display };
}

/** The engine in the window, once its page has said hello to it. */
async function engineOf({ dataDir }: Window): Promise<ControlClient> {
  let client: ControlClient | null = null;
  await until('the window has an engine', async () => {
    client ??= await connectControl(dataDir);
    return client !== null;
  });
  const engine = client as unknown as ControlClient;
  onTestFinished(() => {
    engine.close();
  });
  // This connection is one; the page's is the other.
  await until('the page has said hello', async () => {
    return (await engine.request('engine.status', {})).attached >= 2;
  });
  return engine;
}

/** Kept as an artefact where ImageMagick is at hand. */
function screenshot({ display }: Window, name: string): void {
  const folder = join(root, 'artifacts', 'screenshots');
  mkdirSync(folder, { recursive: true });
  spawnSync('import', ['-display', display, '-window', 'root', join(folder, `${name}.png`)]);
}

test.skipIf(missing !== null)(
  `the real window has an engine, shows a session, and leaves its agent at work when it goes${missing === null ? '' : ` (skipped: ${missing})`}`,
  async () => {
    const repository = createRepository();
    repository.commit('README.md', 'hello');
    const window = await openWindow();
    const engine = await engineOf(window);
    const { row } = await engine.request('sessions.create', {
      ...{ repo: repository.path, agent: 'demo' },
      prompt: 'demo: [{"say":"Hello from the window"},{"bash":"true"}]',
    });
    const statusOf = async (client: ControlClient, id: SessionId) =>
      (await client.request('sessions.show', { id })).row.status;
    await until('the session waits', async () => (await statusOf(engine, row.id)) === 'Waiting');
    screenshot(window, 'real-window');

    window.process.kill('SIGTERM');
    await engine.closed;

    expect(await connectControl(window.dataDir)).toBeNull();
    const again = await engineOf(await openWindow(window.dataDir));
    expect(await statusOf(again, row.id)).toBe('Waiting');
    await again.request('sessions.approve', { id: row.id });
    await until('it completes', async () => (await statusOf(again, row.id)) === 'Completed');
  },
  60_000,
);
