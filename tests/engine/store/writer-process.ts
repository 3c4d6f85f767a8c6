/** Writes until it is killed, and says on stdout how many events are acknowledged. Argument: the file. */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { SessionId } from '../../../src/contract/ids.ts';
import { newFacts } from '../../../src/core/row.ts';
import { openStore } from '../../../src/engine/store/store.ts';

const store = openStore({ path: process.argv[2] ?? '', mode: 'writer' });
const id = v.parse(SessionId, randomUUID());
const place = { repo: '/r', worktree: '/w', base: { ref: 'main', commit: 'c' } };
const asked = {
  id,
  name: 'n',
  agent: 'demo',
  permissionMode: 'plan',
  model: null,
  ...place,
} as const;
const facts = newFacts({ ...asked, createdAt: new Date(0).toISOString() });
const options = {
  repo: '/r',
  prompt: 'p',
  name: null,
  base: null,
  uncommitted: false,
  agent: 'demo',
  agentBin: null,
  permissionMode: 'plan',
  model: null,
} as const;
const session = { id, createdAt: 0, facts, state: { phase: 'new' }, options } as const;
const key = await store.transact((tx) => tx.insertSession(session));

for (;;) {
  const events = await store.transact((tx) =>
    tx.appendEvents(key, null, [{ type: 'message', payload: { text: 'x'.repeat(500) } }], 0),
  );
  process.stdout.write(`${events[0]?.seq ?? 0}\n`);
}
