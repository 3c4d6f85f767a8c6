import { describe, expect, test } from 'vitest';
import type { SessionId } from '../../../src/contract/ids.ts';
import { openWorkplace, scripted, type Workplace } from '../../helpers/engine.ts';

const nothing = { requestId: null, input: null, permissionMode: null, always: null };

describe('a follow-up that waits', () => {
  test('can be changed and taken out, and what is left is sent once and in order', async () => {
    const place = await openWorkplace();
    const id = await waiting(place);
    for (const say of ['one', 'two', 'three']) await send(place, id, say);
    const [one, two] = await queue(place, id);

    await place.engine.request('sessions.requeue', {
      ...{ id, queuedId: one?.id ?? 0, prompt: scripted({ say: 'ONE' }) },
    });
    await place.engine.request('sessions.unqueue', { id, queuedId: two?.id ?? 0 });
    // What was changed is what is kept: a restart comes between.
    await place.stop();
    await place.start();
    await place.engine.request('sessions.approve', { id, ...nothing });
    const row = await place.ended(id);

    expect(row).toMatchObject({ status: 'Completed', resumeCount: 0 });
    expect(await messages(place, id)).toEqual(['zero', 'ONE', 'three']);
  });

  test('can be neither changed nor taken out once it was sent, and nothing changes', async () => {
    const place = await openWorkplace();
    const id = await waiting(place);
    await send(place, id, 'one');
    const [one] = await queue(place, id);
    const asked = { id, queuedId: one?.id ?? 0 };
    await place.engine.request('sessions.approve', { id, ...nothing });
    await place.ended(id);

    const changing = place.engine.request('sessions.requeue', { ...asked, prompt: 'Else' });
    await expect(changing).rejects.toMatchObject({ kind: 'rejected' });
    const removing = place.engine.request('sessions.unqueue', asked);
    await expect(removing).rejects.toMatchObject({ kind: 'rejected' });
    expect(await messages(place, id)).toEqual(['zero', 'one']);
  });

  test('is in the list of its own session alone', async () => {
    const place = await openWorkplace();
    const id = await waiting(place);
    const other = await waiting(place);
    await send(place, id, 'one');
    const [one] = await queue(place, id);

    const removing = place.engine.request('sessions.unqueue', {
      ...{ id: other, queuedId: one?.id ?? 0 },
    });
    await expect(removing).rejects.toMatchObject({ kind: 'rejected' });
    expect(await queue(place, id)).toHaveLength(1);
  });
});

/** A session that waits for leave, so that everything it is told waits too. */
async function waiting(place: Workplace): Promise<SessionId> {
  place.repository.commit('README.md', `hello ${String(Math.random())}`);
  const asks = scripted({ ask: { tool: 'Deploy', input: {} } }, { say: 'zero' });
  const { id } = await place.create(asks);
  await place.until(id, ({ status }) => status === 'Waiting');
  return id;
}

async function send(place: Workplace, id: SessionId, say: string): Promise<void> {
  await place.engine.request('sessions.send', { id, prompt: scripted({ say }), now: false });
}

async function queue(place: Workplace, id: SessionId) {
  return (await place.engine.request('sessions.show', { id })).queue;
}

async function messages(place: Workplace, id: SessionId): Promise<string[]> {
  return (await place.events(id)).flatMap((event) =>
    event.type === 'message' ? [event.payload.text] : [],
  );
}
