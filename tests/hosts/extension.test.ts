import { describe, expect, onTestFinished, test } from 'vitest';
import { EngineError } from '../../src/engine/engine.ts';
import { failedOpen } from '../../src/hosts/extension/failed-open.ts';
import { loginPath } from '../../src/hosts/extension/login-path.ts';
import {
  startExtension,
  type Extension,
  type ExtensionOptions,
} from '../../src/hosts/extension/start-extension.ts';
import { chunksOf } from '../../src/core/wire-chunks.ts';
import { messageEvent, sessionId, viewOf } from '../helpers/fake-engine.ts';
import { startTestHost, type TestHost } from '../helpers/host.ts';
import { neutralinoConfig } from '../helpers/neutralino-config.ts';
import { openWindowPage } from '../helpers/neutralino-page.ts';
import { startNeutralinoServer, type NeutralinoServer } from '../helpers/neutralino-server.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Window extends TestHost {
  readonly window: NeutralinoServer;
  readonly extension: Extension;
}

async function openWindow(
  options: Partial<ExtensionOptions> & { latencyMs?: number } = {},
): Promise<Window> {
  const { latencyMs, ...more } = options;
  const window = await startNeutralinoServer({
    resources: temporaryFolder(),
    config: neutralinoConfig,
    ...(latencyMs !== undefined && { latencyMs }),
  });
  onTestFinished(() => window.exit());
  const host = await startTestHost();
  const extension = await startExtension({
    credentials: { ...window.credentials, nlPort: Number(window.credentials.nlPort) },
    open: host.host.open,
    log: host.log,
    ...more,
  });
  return { ...host, window, extension };
}

describe('the extension host', () => {
  test('answers the page and tells it what is committed', async () => {
    const { window, engine } = await openWindow({ latencyMs: 44 });
    engine.answer = () => ({ events: [], first: 0, last: 0 });
    const page = await openWindowPage(window);

    expect(await page.ask(1, 'hello')).toMatchObject({ n: 1, value: { host: 'extension' } });
    expect(await page.ask(2, 'events.watch', { id: sessionId })).toMatchObject({ n: 2, ok: true });
    const pushed = page.next(({ kind }) => kind === 'push');
    engine.say(messageEvent(1, 'Done.'));
    expect(await pushed).toEqual({
      n: 3,
      kind: 'push',
      push: {
        rows: [viewOf({ lastSeq: 1 })],
        tail: { id: sessionId, last: 1, events: [messageEvent(1, 'Done.')] },
      },
    });
  });

  test('uses no native call that is not allowed', async () => {
    const { window } = await openWindow();
    const page = await openWindowPage(window);
    await page.ask(1, 'hello');
    for (const { method } of window.calls) {
      expect(neutralinoConfig.nativeAllowList).toContain(method);
    }
  });

  test('begins anew with a page that was reloaded', async () => {
    const { window, engine } = await openWindow();
    engine.answer = () => ({ events: [], first: 0, last: 0 });
    const first = await openWindowPage(window);
    await first.ask(1, 'hello');
    await first.ask(2, 'events.watch', { id: sessionId });

    const second = await openWindowPage(window);
    const hello = second.next((message) => message.kind === 'reply');
    second.dispatch({ n: 1, kind: 'request', id: 77, method: 'hello', params: {} });
    expect(await hello).toMatchObject({ n: 1, id: 77 });

    const pushed = second.next(({ kind }) => kind === 'push');
    engine.say(messageEvent(1, 'x'));
    expect(await pushed).toEqual({
      n: 2,
      kind: 'push',
      push: { rows: [viewOf({ lastSeq: 1 })] },
    });
  });

  test('takes a hello that is said twice for one', async () => {
    const { window, engine } = await openWindow();
    engine.answer = () => ({ events: [], first: 0, last: 0 });
    const page = await openWindowPage(window);
    await page.ask(1, 'hello');
    await page.ask(2, 'events.watch', { id: sessionId });
    const again = page.next((message) => message.kind === 'reply');
    page.dispatch({ n: 1, kind: 'request', id: 1, method: 'hello', params: {} });
    expect(await again).toMatchObject({ n: 3, id: 1 });
    const pushed = page.next(({ kind }) => kind === 'push');
    engine.say(messageEvent(1, 'x'));
    expect(await pushed).toMatchObject({ n: 4, push: { tail: { last: 1 } } });
  });

  test('sends a reply of 40 MB, more than one message can hold', async () => {
    const { window, engine } = await openWindow();
    const text = 'x'.repeat(40_000_000);
    engine.answer = () => ({ event: messageEvent(1, text) });
    const page = await openWindowPage(window);
    await page.ask(1, 'hello');
    const reply = await page.ask(2, 'events.get', { id: sessionId, seq: 1 });
    expect(reply).toMatchObject({ ok: true });
    expect(JSON.stringify(reply).length).toBeGreaterThan(text.length);
  });

  test('takes a prompt of a megabyte in parts', async () => {
    const { window, engine } = await openWindow();
    const page = await openWindowPage(window);
    await page.ask(1, 'hello');
    const params = { id: sessionId, prompt: 'é'.repeat(1_000_000) };
    const text = JSON.stringify({ n: 2, kind: 'request', id: 2, method: 'sessions.send', params });
    const answered = page.next((message) => message.kind === 'reply' && message.id === 2);
    for (const part of chunksOf(text, 0) ?? []) page.dispatch(part);
    await answered;
    expect(engine.asked).toMatchObject([{ method: 'sessions.send', params }]);
  });

  test('mends half surrogates, for which the window would drop the whole message', async () => {
    const { window, engine } = await openWindow();
    engine.answer = () => ({ event: messageEvent(1, 'a\ud800b "\u2028\u0000') });
    const page = await openWindowPage(window);
    await page.ask(1, 'hello');
    expect(await page.ask(2, 'events.get', { id: sessionId, seq: 1 })).toMatchObject({
      value: { event: { payload: { text: 'a\ufffdb "\u2028\u0000' } } },
    });
  });

  test('answers what is no message, and survives what the window sends', async () => {
    const { window, log } = await openWindow();
    const page = await openWindowPage(window);
    window.sendToExtensions('not json');
    window.sendToExtensions('{"event": 5}');
    window.sendToExtensions(
      '{"id": "x", "method": "y", "data": {"error": {"code": "NE_RT_NATPRME"}}}',
    );
    await page.ask(1, 'hello');
    const refused = page.next((message) => message.kind === 'reply' && !message.ok);
    page.dispatch({ what: 'is this' });
    expect(await refused).toMatchObject({ error: { kind: 'bad-request' } });
    expect(log.entries.map(({ level }) => level)).toEqual(['warn', 'warn', 'error']);
  });

  test('knows that the window is gone by its socket alone', async () => {
    const { window, extension, host } = await openWindow();
    const page = await openWindowPage(window);
    await page.ask(1, 'hello');
    await window.exit();
    await extension.closed;
    const probe = host.open('control', {
      push: () => undefined,
      ready: () => true,
      resync: () => undefined,
    });
    expect(await probe.request('engine.status', {})).toMatchObject({ value: { attached: 1 } });
  });

  test('is refused with a wrong token or a name the window does not know', async () => {
    const { window } = await openWindow();
    const credentials = { ...window.credentials, nlPort: Number(window.credentials.nlPort) };
    await expect(
      openWindow({ credentials: { ...credentials, nlConnectToken: 'x' } }),
    ).rejects.toThrow('400');
    await expect(
      openWindow({ credentials: { ...credentials, nlExtensionId: 'x' } }),
    ).rejects.toThrow('400');
    await until('only one extension is connected', () => window.connected() === 1);
  });

  test('shows in the window why no engine could be started', async () => {
    const open = failedOpen(new EngineError('store', 'The database is damaged'));
    const { window } = await openWindow({ open });
    const page = await openWindowPage(window);
    expect(await page.ask(1, 'hello')).toMatchObject({
      ok: false,
      error: { kind: 'store', message: 'The database is damaged' },
    });
  });
});

describe('the login shell', () => {
  function shell(script: string): string {
    const path = join(temporaryFolder(), 'shell');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  test('says its PATH, whatever else it prints', async () => {
    const SHELL = shell('echo welcome; PATH=/opt/tools:/usr/bin; eval "$2"; echo bye');
    expect(await loginPath({ SHELL, PATH: '/usr/bin' })).toBe('/opt/tools:/usr/bin');
  });

  test('is done without where it fails or is not there', async () => {
    expect(await loginPath({ SHELL: shell('exit 3'), PATH: '/usr/bin' })).toBeUndefined();
    expect(await loginPath({ SHELL: '/no/such/shell' })).toBeUndefined();
    expect(await loginPath({})).toBeUndefined();
  });
});
