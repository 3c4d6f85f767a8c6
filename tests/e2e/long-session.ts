/** A session with a long past: begun by the engine, its events written straight into the store. */
import { join } from 'node:path';
import type { EventBody } from '../../src/contract/events.ts';
import type { SessionId } from '../../src/contract/ids.ts';
import { openStore } from '../../src/engine/store/store.ts';
import { until } from '../helpers/until.ts';
import type { Lulu } from './lulu.ts';
import { startSession } from './story.ts';

const batch = 5000;

/** Adds a completed session of `count` events or a few more; the engine is stopped and started for it. */
export async function addLongSession(
  lulu: Lulu,
  repo: string,
  name: string,
  count: number,
): Promise<SessionId> {
  const id = await startSession(lulu, repo, name, [{ say: 'The beginning.' }]);
  await until('the session has completed', async () => {
    const { row } = await lulu.request('sessions.show', { id });
    return row.status === 'Completed';
  });
  await lulu.killEngine();
  const store = openStore({ path: join(lulu.place.dataDir, 'lulu.sqlite'), mode: 'writer' });
  const key = store.session(id)?.key;
  if (key === undefined) throw new Error('the session was not stored');
  for (let done = 0; done < count; done += batch) {
    const bodies = Array.from({ length: Math.min(batch, count - done) }, (_, at) =>
      bodyAt(done + at),
    );
    await store.transact((tx) => tx.appendEvents(key, null, bodies, Date.now()));
  }
  await store.close();
  await lulu.startEngine();
  return id;
}

/** What agents say and do, of all heights: text, lists, code, commands with their output. */
function bodyAt(index: number): EventBody {
  const toolUseId = `tool-${Math.floor(index / 6)}`;
  switch (index % 6) {
    case 0:
      return {
        type: 'message',
        payload: { text: `Step ${index}. ${'It goes on. '.repeat(index % 9)}` },
      };
    case 1:
      return { type: 'thinking', payload: { text: `What comes after ${index}?` } };
    case 2: {
      const input = { command: `npm test -- --shard=${index}`, description: 'Run some tests' };
      return { type: 'tool_call', payload: { toolUseId, name: 'Bash', input } };
    }
    case 3: {
      const content = Array.from({ length: index % 13 }, (_, line) => `ok ${line} of ${index}`);
      return {
        type: 'tool_result',
        payload: { toolUseId, isError: false, content: content.join('\n') },
      };
    }
    case 4:
      return {
        type: 'message',
        payload: { text: `- one\n- two of ${index}\n\n\`\`\`js\nok(${index});\n\`\`\`` },
      };
    default:
      return { type: 'message', payload: { text: `Done with ${index}.` } };
  }
}
