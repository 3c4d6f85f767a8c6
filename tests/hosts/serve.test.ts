import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import {
  createServer as createHttpServer,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import * as v from 'valibot';
import { EngineMessage } from '../../src/contract/wire.ts';
import { rotateToken } from '../../src/hosts/serve/serve-keys.ts';
import { startServe, type Serve, type ServeOptions } from '../../src/hosts/serve/start-serve.ts';
import { messageEvent, viewOf } from '../helpers/fake-engine.ts';
import { startTestHost, type TestHost } from '../helpers/host.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { until } from '../helpers/until.ts';

interface Site extends TestHost {
  readonly serve: Serve;
  readonly origin: string;
  readonly token: string;
}

function resources(): string {
  const root = join(temporaryFolder(), 'resources');
  mkdirSync(join(root, 'js'), { recursive: true });
  writeFileSync(join(root, '..', 'secret.txt'), 'secret');
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>Lulu</title>');
  writeFileSync(join(root, 'js', 'main.js'), 'main');
  writeFileSync(join(root, 'js', 'part-ABCD1234.js'), 'part');
  writeFileSync(join(root, '.hidden.txt'), 'hidden');
  writeFileSync(join(root, 'program.sh'), 'program');
  symlinkSync(join(root, '..', 'secret.txt'), join(root, 'link.txt'));
  return root;
}

async function startSite(options: Partial<ServeOptions> = {}, host?: TestHost): Promise<Site> {
  const testHost = host ?? (await startTestHost());
  const { dataDir, log } = testHost;
  const serve = await startServe({
    ...{ dataDir, log, open: testHost.host.open, resources: resources() },
    ...options,
  });
  onTestFinished(() => serve.close());
  return { ...testHost, ...siteOf(serve) };
}

function siteOf(serve: Serve): Pick<Site, 'serve' | 'origin' | 'token'> {
  const { origin, hash } = new URL(serve.url);
  return { serve, origin, token: hash.replace('#token=', '') };
}

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

type Headers = Readonly<Record<string, string>>;

/** A request with exactly these headers and this path, as no `fetch` would send it. */
async function ask(
  site: Site,
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Headers; body?: string },
): Promise<Response> {
  const { port } = site.serve;
  const request = httpRequest({ host: '127.0.0.1', port, path, method, headers });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += String(part);
  return { status: response.statusCode ?? 0, headers: response.headers, body: text };
}

async function signIn(site: Site): Promise<string> {
  const answer = await ask(site, '/session', {
    method: 'POST',
    headers: { origin: site.origin },
    body: JSON.stringify({ token: site.token }),
  });
  expect(answer.status).toBe(204);
  const [cookie = ''] = answer.headers['set-cookie'] as string[];
  return cookie.split(';')[0] ?? '';
}

const admitted = (site: Site, cookie: string): Headers => ({ origin: site.origin, cookie });

async function openPage(site: Site, cookie: string): Promise<WebSocket> {
  const page = new WebSocket(`ws://127.0.0.1:${site.serve.port}/ws`, {
    headers: admitted(site, cookie),
  });
  onTestFinished(() => {
    page.terminate();
  });
  await once(page, 'open');
  return page;
}

async function nextMessage(page: WebSocket): Promise<EngineMessage> {
  const [data] = (await once(page, 'message')) as [Buffer];
  return v.parse(EngineMessage, JSON.parse(data.toString()));
}

describe('the serve host', () => {
  test('serves the page to whoever asks for it by a name it knows', async () => {
    const site = await startSite();
    for (const host of [`127.0.0.1:${site.serve.port}`, `localhost:${site.serve.port}`]) {
      const { status, headers, body } = await ask(site, '/', { headers: { host } });
      expect([status, body]).toEqual([200, '<!doctype html><title>Lulu</title>']);
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-cache',
      });
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  test('lets browsers keep for good only what is named by its content', async () => {
    const site = await startSite();
    const kept = await ask(site, '/js/part-ABCD1234.js', {});
    expect(kept.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const asked = await ask(site, '/js/main.js?x=1', {});
    expect([asked.status, asked.headers['cache-control']]).toEqual([200, 'no-cache']);
  });

  test.each([
    '/../secret.txt',
    '/js/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/js/..%5c..%5csecret.txt',
    '//etc/passwd',
    '/link.txt',
    '/.hidden.txt',
    '/program.sh',
    '/js',
    '/js/',
    '/index.html/',
    '/nothing.html',
    '/index.html%00.js',
  ])('has no file at %s', async (path) => {
    const { status, body } = await ask(await startSite(), path, {});
    expect([status, body]).toEqual([404, '']);
  });

  test.each(['evil.example', '127.0.0.1', '127.0.0.1:1', '0.0.0.0:80', 'localhost.evil.example'])(
    'tells nothing to who calls it %s',
    async (host) => {
      const site = await startSite();
      for (const path of ['/', '/session', '/api/doctor', '/ws']) {
        const { status, body } = await ask(site, path, { headers: { host } });
        expect([status, body]).toEqual([403, '']);
      }
    },
  );

  test('trades the token for a cookie that no script and no other site can use', async () => {
    const site = await startSite();
    const { status, headers, body } = await ask(site, '/session', {
      method: 'POST',
      headers: { origin: site.origin },
      body: JSON.stringify({ token: site.token }),
    });
    expect([status, body]).toEqual([204, '']);
    const [cookie] = headers['set-cookie'] as string[];
    expect(cookie).toMatch(
      new RegExp(`^lulu-${site.serve.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict`, 'u'),
    );
    expect(cookie).not.toContain(site.token);
  });

  test('gives no cookie for another token, another origin, or a body that is none', async () => {
    const site = await startSite();
    const good = JSON.stringify({ token: site.token });
    const { origin } = site;
    const attempts: [Headers, string, string][] = [
      [{ origin }, JSON.stringify({ token: 'x'.repeat(43) }), 'POST'],
      [{ origin }, JSON.stringify({ token: `${site.token}x` }), 'POST'],
      [{ origin }, JSON.stringify({ token: 5 }), 'POST'],
      [{ origin }, '{', 'POST'],
      [{ origin }, '', 'POST'],
      [{ origin }, good.padEnd(5000), 'POST'],
      [{ origin: 'http://evil.example' }, good, 'POST'],
      [{ origin: 'null' }, good, 'POST'],
      [{}, good, 'POST'],
      [{ origin }, good, 'PUT'],
    ];
    for (const [headers, body, method] of attempts) {
      const answer = await ask(site, '/session', { method, headers, body });
      expect([answer.status, answer.body]).toEqual([403, '']);
      expect(answer.headers).not.toHaveProperty('set-cookie');
    }
  });

  test('answers single requests of its own page alone', async () => {
    const site = await startSite();
    site.engine.answer = () => ({ rows: [] });
    const cookie = await signIn(site);
    const post = (headers: Headers): Promise<Response> =>
      ask(site, '/api/sessions.list', { method: 'POST', headers, body: '{}' });

    const good = await post(admitted(site, cookie));
    expect([good.status, JSON.parse(good.body)]).toEqual([200, { ok: true, value: { rows: [] } }]);

    const { origin } = site;
    for (const headers of [
      {},
      { origin },
      { cookie },
      { cookie, origin: 'http://evil.example' },
      { cookie, origin: `http://localhost:${site.serve.port}` },
      { origin, cookie: `${cookie}x` },
      { origin, cookie: cookie.slice(0, -1) },
      { origin, cookie: cookie.replace('lulu-', 'lulu-1') },
      { cookie, 'sec-fetch-site': 'same-origin' },
    ]) {
      const { status, body } = await post(headers);
      expect([headers, status, body]).toEqual([headers, 403, '']);
    }
  });

  test('tells its own page with a plain request that it is admitted, and others that they are not', async () => {
    const site = await startSite();
    const cookie = await signIn(site);
    const own = await ask(site, '/ws', { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
    expect(own.status).toBe(426);
    const foreign = await ask(site, '/ws', { headers: { cookie, 'sec-fetch-site': 'cross-site' } });
    expect(foreign.status).toBe(403);
    const unknown = await ask(site, '/ws', { headers: { 'sec-fetch-site': 'same-origin' } });
    expect(unknown.status).toBe(403);
  });

  test('reads no more of a body than it takes', async () => {
    const site = await startSite();
    const cookie = await signIn(site);
    const { status } = await ask(site, '/api/doctor', {
      method: 'POST',
      headers: admitted(site, cookie),
      body: ' '.repeat(16 * 1024 * 1024 + 1),
    }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/u) as string });
      return { status: 413 };
    });
    expect(status).toBe(413);
    expect(site.engine.asked).toEqual([]);
  });

  test('speaks to an admitted page over its socket', async () => {
    const site = await startSite();
    const page = await openPage(site, await signIn(site));
    page.send(JSON.stringify({ n: 1, kind: 'request', id: 5, method: 'hello', params: {} }));
    expect(await nextMessage(page)).toMatchObject({ n: 1, id: 5, value: { host: 'serve' } });

    site.engine.commit({ type: 'session', view: viewOf(), events: [] });
    expect(await nextMessage(page)).toEqual({ n: 2, kind: 'push', push: { rows: [viewOf()] } });

    page.send('not json');
    expect(await nextMessage(page)).toMatchObject({ n: 3, ok: false });
  });

  test('opens no socket without cookie, with a foreign origin, name or path', async () => {
    const site = await startSite();
    const cookie = await signIn(site);
    const { origin } = site;
    const attempts: [string, Headers][] = [
      ['/ws', {}],
      ['/ws', { cookie }],
      ['/ws', { origin }],
      ['/ws', { cookie, 'sec-fetch-site': 'same-origin' }],
      ['/ws', { cookie, origin: 'http://evil.example' }],
      ['/ws', { cookie, origin: `https://127.0.0.1:${site.serve.port}` }],
      ['/ws', { cookie, origin: 'http://evil.example', host: 'evil.example' }],
      ['/ws', { origin, cookie: `lulu-${site.serve.port}=${site.token}` }],
      ['/other', { cookie, origin }],
    ];
    for (const [path, headers] of attempts) {
      const page = new WebSocket(`ws://127.0.0.1:${site.serve.port}${path}`, { headers });
      page.on('error', () => undefined);
      const [request, response] = (await once(page, 'unexpected-response')) as [
        { destroy(): void },
        { statusCode: number },
      ];
      expect([path, headers, response.statusCode]).toEqual([path, headers, 403]);
      request.destroy();
    }
    const status = await site.host
      .open('control', {
        push: () => undefined,
        ready: () => true,
        resync: () => undefined,
      })
      .request('engine.status', {});
    expect(status).toMatchObject({ value: { attached: 1 } });
  });

  test('ends the connection of a page that sends more than 16 MiB at once', async () => {
    const site = await startSite();
    const page = await openPage(site, await signIn(site));
    page.on('error', () => undefined);
    const closed = new Promise((resolve) => page.once('close', resolve));
    page.send('x'.repeat(16 * 1024 * 1024 + 1), () => undefined);
    await closed;
  });

  test('gives a page that does not read the latest state, and cuts it off when answers pile up', async () => {
    const site = await startSite();
    const cookie = await signIn(site);
    const page = await openPage(site, cookie);
    page.pause();
    const big = 'x'.repeat(9 * 1024 * 1024);
    site.engine.answer = () => ({ event: messageEvent(1, big) });
    for (let n = 1; n <= 4; n += 1) {
      page.send(
        JSON.stringify({
          n,
          kind: 'request',
          id: n,
          method: 'events.search',
          params: { text: '' },
        }),
      );
    }
    await until('the page was cut off', () =>
      site.log.entries.some(({ message }) => message.includes('does not read')),
    );

    const back = await openPage(site, cookie);
    site.engine.answer = () => ({ rows: [viewOf({ lastSeq: 3 })] });
    back.send(
      JSON.stringify({ n: 1, kind: 'request', id: 1, method: 'sessions.list', params: {} }),
    );
    expect(await nextMessage(back)).toMatchObject({ n: 1, value: { rows: [{ lastSeq: 3 }] } });
  });

  test('keeps port and token for the next start, readable by its user alone', async () => {
    const first = await startSite();
    const cookie = await signIn(first);
    await first.serve.close();
    const path = join(first.dataDir, 'serve.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);

    const second = await startSite({}, first);
    expect(second.serve.url).toBe(first.serve.url);
    await openPage(second, cookie);
  });

  test('takes another port where its own is taken, and remembers that', async () => {
    const first = await startSite();
    const other = createHttpServer();
    await first.serve.close();
    other.listen(first.serve.port, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());

    const second = await startSite({}, first);
    expect(second.serve.port).not.toBe(first.serve.port);
    expect(second.token).toBe(first.token);
    expect(JSON.parse(readFileSync(join(first.dataDir, 'serve.json'), 'utf8'))).toMatchObject({
      port: second.serve.port,
    });
  });

  test('listens on the loopback address alone', async () => {
    const site = await startSite();
    const socket = connect(site.serve.port, '127.0.0.2');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  test('a new token ends what is open and lets no earlier cookie in', async () => {
    const site = await startSite();
    const cookie = await signIn(site);
    const page = await openPage(site, cookie);
    const closed = new Promise((resolve) => page.once('close', resolve));

    const { token } = rotateToken(site.dataDir);
    await closed;
    expect(site.serve.url).toContain(token);
    expect(token).not.toBe(site.token);
    const headers = admitted(site, cookie);
    expect(await ask(site, '/api/doctor', { method: 'POST', headers, body: '{}' })).toMatchObject({
      status: 403,
    });
    await site.serve.close();
    const again = await startSite({ newToken: true }, site);
    expect(again.token).not.toBe(token);
  });

  test('makes new keys where the kept ones make no sense', async () => {
    const host = await startTestHost();
    writeFileSync(join(host.dataDir, 'serve.json'), '{"token": "short", "port": -1}');
    const site = await startSite({}, host);
    expect(site.token).toMatch(/^[\w-]{43}$/u);
  });

  test('refuses to write what is not asked of it', async () => {
    const site = await startSite();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await ask(site, '/', { method })).status).toBe(405);
    }
  });
});
