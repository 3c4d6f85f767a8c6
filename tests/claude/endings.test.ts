/** How runs of the real CLI end: by what the API answers, and by signals from outside. */
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../helpers/until.ts';
import { claude, plainClaude } from './claude-cli.ts';
import { openShop, type Shop } from './shop.ts';

const withClaude = test.skipIf(claude === undefined);

describe('an API that does not answer as it should', () => {
  // Refused keys, 429, 500 and lost connections are tried again for minutes: `CLAUDE_CODE_MAX_RETRIES`
  // makes that short, and a refused key does not need it.
  const few = { CLAUDE_CODE_MAX_RETRIES: '1' };

  withClaude.each([
    ['unauthorised', {}, /does not accept the key or login.*`\/login`/],
    ['forbidden', {}, /refuses this account \(403\): This key may not do that/],
    ['no-model', {}, /choose another model/],
    ['bad-request', {}, /refused the request \(400\): bad request thing/],
    ['too-long', {}, /too long for the model: start a new session/],
    ['no-credit', {}, /add credit/],
    ['rate-limited', {}, /Too many requests.*\(429\): wait a little/],
    ['overloaded', {}, /overloaded \(529\)/],
    ['broken', few, /The API failed \(500\)/],
  ])('fails a run, and its row says what to do: %s', async (script, env, reason) => {
    const shop = await openShop(claude ?? '', env);
    const id = await shop.start(script);

    const row = await shop.ended(id);

    expect(row.status).toBe('Failed');
    expect(row.failureReason).toMatch(reason);
    expect(row.failureReason).not.toContain('\n');
    expect(row.note).toBeNull();
  });

  withClaude('is said to be out of reach when nothing listens there', async () => {
    const port = await closedPort();
    const base = { ANTHROPIC_BASE_URL: `http://127.0.0.1:${String(port)}` };
    const shop = await openShop(claude ?? '', { ...base, ...few });
    const id = await shop.start('text');

    const waiting = await shop.until(id, ({ note }) => note !== null);
    const row = await shop.ended(id);

    expect(waiting.note).toMatch(/^Waiting for the API, try 1 of 1/);
    expect(row.failureReason).toMatch(/cannot be reached: check the network/);
  });

  withClaude('is not asked without a key: the row says how to log in', async () => {
    const shop = await openShop(claude ?? '', { ANTHROPIC_API_KEY: '' });
    const id = await shop.start('text');

    const row = await shop.ended(id);

    expect(row).toMatchObject({ status: 'Failed' });
    expect(row.failureReason).toMatch(/^Not logged in: run `claude` in a terminal, then `\/login`/);
    expect(shop.stage.api.requests).toEqual([]);
  });

  withClaude('is not tried for three minutes with a refused key', async () => {
    const shop = await openShop(claude ?? '');
    const id = await shop.start('unauthorised');

    await shop.ended(id);

    expect(shop.stage.api.requests.length).toBeLessThan(5);
  });
});

describe.each([
  ['the newest', claude],
  ['2.1.112', plainClaude],
] as const)('Claude Code, %s', (_, program) => {
  test.skipIf(program === undefined).each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
    'is resumed after %s, with what was said before',
    async (signal) => {
      const shop = await openShop(program ?? '');
      const id = await shop.start('bash');
      await shop.waiting(id);
      // The CLI writes its transcript a moment later; what it had not written is lost to SIGKILL.
      await until('the transcript holds the call', () =>
        transcript(shop, id).includes('"tool_use"'),
      );
      const { runs } = await shop.engine.request('sessions.show', { id });
      process.kill(runs[0]?.pid ?? 0, signal);
      const killed = await shop.ended(id);

      const row = await shop.resume(id, 'Go on. script: text');

      expect(['Failed', 'Interrupted']).toContain(killed.status);
      expect(row).toMatchObject({ status: 'Completed', resumeCount: 1 });
      expect(shop.stage.api.requests.at(-1)?.messages).toBeGreaterThan(2);
    },
  );
});

/** What the CLI has written down of a conversation so far. */
function transcript(shop: Shop, id: string): string {
  const projects = join(shop.stage.env['CLAUDE_CONFIG_DIR'] ?? '', 'projects');
  if (!existsSync(projects)) return '';
  const files = readdirSync(projects, { recursive: true, encoding: 'utf8' });
  const file = files.find((name) => name.endsWith(`${id}.jsonl`));
  return file === undefined ? '' : readFileSync(join(projects, file), 'utf8');
}

/** A port of this machine that nothing listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
