/** How runs of the real CLI end by what the API answers. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { claude } from './claude-cli.ts';
import { openShop } from './shop.ts';

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
