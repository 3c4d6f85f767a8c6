/**
 * An engine with its serve host, as `lulu serve` puts them together, and a meter beside them.
 *
 * Arguments: the data directory, the checkout. Speaks over the IPC channel: `ready` with the address when it
 * answers, a reading whenever it is asked for one. It ends with its parent.
 */
import { join } from 'node:path';
import { pino } from 'pino';
import type { SessionEvent } from '../../src/contract/events.ts';
import { dataDirectory, startEngine, takeLock } from '../../src/engine/engine.ts';
import { startEngineHost } from '../../src/hosts/engine-host.ts';
import { startServe } from '../../src/hosts/serve/start-serve.ts';
import { isSampled, Meter, writtenAt } from './meter.ts';

const [dataDir = '', root = ''] = process.argv.slice(2);
const data = dataDirectory(dataDir);
const log = pino(pino.destination(data.log));
const lock = takeLock(data.lock);
if (lock === null) throw new Error(`another engine runs on ${data.path}`);

const engine = await startEngine({
  ...{ data, log, env: process.env },
  demoProgram: join(root, 'src', 'demo', 'main.ts'),
});
const meter = new Meter();
engine.subscribe((change) => {
  if (change.type !== 'session') return;
  const written = change.events.filter(({ type }) => isWritten(type));
  meter.note(written.length, written.filter(({ seq }) => isSampled(seq)).flatMap(writtenOf));
});
const release = (): void => {
  lock.release();
};
const host = await startEngineHost({ engine, log, release });
const serve = await startServe({
  ...{ open: host.open, dataDir: data.path, log },
  resources: join(root, 'resources'),
});

process.on('message', (message) => {
  if (message === 'begin') meter.begin();
  if (message === 'read') process.send?.({ reading: meter.reading(), cpu: process.cpuUsage() });
  if (message === 'leave') void leave();
});
process.on('disconnect', () => {
  process.exit(1);
});
process.send?.({ ready: serve.url });

async function leave(): Promise<void> {
  await serve.close();
  await host.close();
  process.disconnect();
}

/** What the bench's agents write, and nobody else here. */
function isWritten(type: SessionEvent['type']): boolean {
  return type === 'message' || type === 'tool_call' || type === 'tool_result';
}

function writtenOf(event: SessionEvent): number[] {
  const at = writtenAt(textOf(event));
  return at === undefined ? [] : [at];
}

function textOf({ type, payload }: SessionEvent): unknown {
  if (type === 'message') return payload.text;
  if (type === 'tool_result') return payload.content;
  return type === 'tool_call' ? (payload.input as { command?: unknown }).command : undefined;
}
