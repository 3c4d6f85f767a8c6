import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Push } from '../../src/contract/pushes.ts';
import { EngineError } from '../../src/engine/engine.ts';
import { startExtension, type Extension } from '../../src/hosts/extension/start-extension.ts';
import { launchChromium } from '../helpers/chromium.ts';
import { messageEvent, sessionId, viewOf } from '../helpers/fake-engine.ts';
import { startTestHost, type TestHost } from '../helpers/host.ts';
import { neutralinoConfig } from '../helpers/neutralino-config.ts';
import { startNeutralinoServer, type NeutralinoServer } from '../helpers/neutralino-server.ts';
import { temporaryFolder } from '../helpers/repository.ts';

/** The UI's transport, as far as these tests use it. */
interface Transport {
  readonly state: string;
  request(method: string, params: unknown): Promise<unknown>;
}

/** What the page below keeps for the test to look at. */
interface Kept {
  readonly transport: Transport;
  readonly pushes: Push[];
  resyncs: number;
  offline: boolean;
}

declare global {
  interface Window {
    readonly kept: Kept;
  }
}

/** The unmodified client library and the UI's own transport, and nothing else of the UI. */
const script = `
  import { init, events, extensions } from '@neutralinojs/lib';
  import { connectNeutralino } from './src/ui/data/neutralino-transport.ts';
  init({ exportCustomMethods: false });
  const kept = { pushes: [], resyncs: 0, offline: false };
  kept.transport = connectNeutralino({ events, extensions }, { onOffline: () => { kept.offline = true; } });
  kept.transport.on((push) => { kept.pushes.push(push); });
  kept.transport.onResync(() => { kept.resyncs += 1; });
  window.kept = kept;
`;

const html = `<!doctype html><meta charset="utf-8"><title>Lulu</title><body>
<script src="/__neutralino_globals.js"></script>
<script type="module" src="/page.js"></script>`;

let browser: Browser;
let pageScript: string;

beforeAll(async () => {
  const resolveDir = join(import.meta.dirname, '..', '..');
  const stdin = { contents: script, resolveDir, loader: 'ts' } as const;
  const bundled = await build({ stdin, bundle: true, format: 'esm', write: false });
  pageScript = bundled.outputFiles[0]?.text ?? '';
  browser = await launchChromium();
});

afterAll(() => browser.close());

interface Window extends TestHost {
  readonly window: NeutralinoServer;
  readonly page: Page;
  readonly start: () => Promise<Extension>;
}

async function openWindow(): Promise<Window> {
  const resources = temporaryFolder();
  writeFileSync(join(resources, 'index.html'), html);
  writeFileSync(join(resources, 'page.js'), pageScript);
  const window = await startNeutralinoServer({
    resources,
    config: neutralinoConfig,
    latencyMs: 44,
  });
  onTestFinished(() => window.exit());
  const host = await startTestHost();
  host.engine.answer = (method) =>
    method === 'events.page' ? { events: [], first: 0, last: 0 } : { rows: [viewOf()] };
  const start = (): Promise<Extension> =>
    startExtension({
      credentials: { ...window.credentials, nlPort: Number(window.credentials.nlPort) },
      open: host.host.open,
      log: host.log,
    });
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  return { ...host, window, page, start };
}

const isState = (state: string): boolean => window.kept.transport.state === state;
const list = (): Promise<unknown> => window.kept.transport.request('sessions.list', {});

describe('the window', () => {
  test('speaks to the engine through the client library as it comes', async () => {
    const { engine, page, window: neutralino, start } = await openWindow();
    await start();
    await page.goto(neutralino.url);
    await page.waitForFunction(isState, 'open');
    expect(await page.evaluate(list)).toEqual({ rows: [viewOf()] });

    await page.evaluate((id) => window.kept.transport.request('events.watch', { id }), sessionId);
    engine.say(messageEvent(1, '😀 "\u2028"'));
    await page.waitForFunction(() => window.kept.pushes.length > 0);
    expect(await page.evaluate(() => window.kept.pushes)).toEqual([
      {
        rows: [viewOf({ lastSeq: 1 })],
        tail: { id: sessionId, last: 1, events: [messageEvent(1, '😀 "\u2028"')] },
      },
    ]);
    expect(await page.evaluate(() => window.kept.resyncs)).toBe(0);
  });

  test('hears a refusal with its field, and carries a megabyte both ways', async () => {
    const { engine, page, window: neutralino, start } = await openWindow();
    await start();
    await page.goto(neutralino.url);
    await page.waitForFunction(isState, 'open');
    engine.answer = () => {
      throw new EngineError('base', 'There is no branch "x"', { field: 'base' });
    };
    const refused = await page.evaluate(() =>
      window.kept.transport.request('repositories.resolve', { repo: '/r', base: 'x' }).then(
        () => null,
        (error: unknown) => {
          const { kind, message, field } = error as Record<string, unknown>;
          return { kind, message, field };
        },
      ),
    );
    expect(refused).toEqual({ kind: 'base', message: 'There is no branch "x"', field: 'base' });

    engine.answer = (_method, params) => ({
      row: viewOf({ name: (params as { prompt: string }).prompt }),
    });
    const length = await page.evaluate(async (id) => {
      const prompt = 'é'.repeat(1_000_000);
      const reply = await window.kept.transport.request('sessions.send', { id, prompt });
      const { row } = reply as { row: { name: string } };
      return row.name === prompt ? row.name.length : 0;
    }, sessionId);
    expect(length).toBe(1_000_000);
  });

  test('goes on after a reload, and when the page is there before the engine', async () => {
    const { page, window: neutralino, start } = await openWindow();
    await page.goto(neutralino.url);
    await page.waitForFunction(isState, 'connecting');
    await start();
    await page.waitForFunction(isState, 'open');
    await page.reload();
    await page.waitForFunction(isState, 'open');
    expect(await page.evaluate(list)).toEqual({ rows: [viewOf()] });
  });

  test('says that the engine is lost, and reads again when it is back', async () => {
    const { page, window: neutralino, start } = await openWindow();
    const extension = await start();
    await page.goto(neutralino.url);
    await page.waitForFunction(isState, 'open');
    extension.close();
    await page.waitForFunction(isState, 'lost');
    await start();
    await page.waitForFunction(isState, 'open');
    expect(await page.evaluate(() => window.kept.resyncs)).toBe(1);
    expect(await page.evaluate(list)).toEqual({ rows: [viewOf()] });
  });

  test('notices that the app has left', async () => {
    const { page, window: neutralino, start } = await openWindow();
    const extension = await start();
    await page.goto(neutralino.url);
    await page.waitForFunction(isState, 'open');
    await neutralino.exit();
    await page.waitForFunction(() => window.kept.offline);
    await extension.closed;
  });
});
