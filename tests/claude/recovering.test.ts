/** An API that fails for a while: the CLI tries again, and Lulu says so and is not led astray. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../src/contract/ids.ts';
import { claude } from './claude-cli.ts';
import { openShop, type Shop } from './shop.ts';

const hello = 'Hello from the **scripted** API.';

describe.skipIf(claude === undefined)('an API that fails for a while', () => {
  test('is waited for as long as the CLI does, and what was cut off is said once', async () => {
    const shop = await openShop(claude ?? '');
    // What the API does, and how many retries the CLI speaks of. Errors in a stream it mends in silence.
    const stories = {
      'cut-once': 1,
      'ended-once': 1,
      'error-first': 0,
      'error-midway': 0,
      'limited-once': 1,
      'overloaded-twice': 2,
      'broken-twice': 2,
    };

    const played = await Promise.all(
      Object.keys(stories).map(async (script) => {
        const id = await shop.start(script);
        const { status, failureReason, note } = await shop.ended(id);
        const messages = (await shop.payloads(id, 'message')).map(({ text }) => text);
        const retries = (await notices(shop, id)).filter(({ kind }) => kind === 'api-retry');
        return { script, status, failureReason, note, messages, retries: retries.length };
      }),
    );

    expect(played).toEqual(
      Object.entries(stories).map(([script, retries]) => ({
        ...{ script, status: 'Completed', failureReason: null, note: null },
        ...{ messages: [hello], retries },
      })),
    );
  });

  test('is told on the row while it is waited for', async () => {
    const shop = await openShop(claude ?? '');
    const id = await shop.start('limited-once');

    const waiting = await shop.until(id, ({ note }) => note !== null);
    const row = await shop.ended(id);

    expect(waiting.status).toBe('Running');
    expect(waiting.note).toMatch(
      /^Waiting for the API, try 1 of \d+ \(429 rate_limit\), next in \d+ s$/u,
    );
    expect(row).toMatchObject({ status: 'Completed', note: null });
  });

  test('is answered by the model that takes over, and the row names it', async () => {
    const shop = await openShop(claude ?? '');
    const agentBin = join(shop.stage.folder, 'with-fallback.sh');
    const command = `exec '${claude ?? ''}' "$@" --fallback-model claude-sonnet-5-5`;
    writeFileSync(agentBin, `#!/bin/sh\n${command}\n`);
    chmodSync(agentBin, 0o700);
    const id = await shop.start('overloaded-but-sonnet', { agentBin });

    const row = await shop.ended(id);

    expect(row).toMatchObject({ status: 'Completed' });
    expect(row.model).toContain('sonnet');
    expect((await notices(shop, id)).map(({ kind }) => kind)).toContain('model-fallback');
  });
});

async function notices(shop: Shop, id: SessionId) {
  return await shop.payloads(id, 'notice');
}
