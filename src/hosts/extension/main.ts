/**
 * The program Neutralino starts beside its window. Puts the engine behind the window's messaging, and
 * leaves when the window is gone; agents stay. It never writes to stdout or stderr: those may be gone
 * first, and writing to them would end it before it has let go.
 */
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import * as v from 'valibot';
import { checkWritable, dataDirectory, demoProgramBeside } from '../../engine/engine.ts';
import { becomeEngine } from '../become-engine.ts';
import { logFile } from '../log-file.ts';
import { reachEngine, type Reach } from '../reach.ts';
import { failedOpen } from './failed-open.ts';
import { loginPath } from './login-path.ts';
import { Credentials } from './neutralino-socket.ts';
import { startExtension } from './start-extension.ts';

/** How long letting go may take before the process ends regardless; agents are not touched by it. */
const leaveMs = 5000;

const data = dataDirectory(undefined);
checkWritable(data);
const log = pino({}, logFile(data.log));

async function reach(): Promise<Reach> {
  const path = await loginPath(process.env);
  const env = path === undefined ? process.env : { ...process.env, PATH: path };
  const demoProgram = demoProgramBeside(import.meta.dirname);
  const become = () => becomeEngine({ data, log, env, demoProgram });
  return reachEngine({ dataDir: data.path, log, become });
}

async function main(): Promise<void> {
  const credentials = v.parse(Credentials, JSON.parse(await text(process.stdin)));
  const signal = Promise.race(['SIGTERM', 'SIGINT', 'SIGHUP'].map((name) => once(process, name)));
  const reached = await reach().catch((error: unknown) => {
    log.error({ err: error }, 'no engine could be started');
    return error;
  });
  const isReached = typeof reached === 'object' && reached !== null && 'open' in reached;
  const engine = isReached ? (reached as Reach) : undefined;
  const extension = await startExtension({
    credentials,
    open: engine?.open ?? failedOpen(reached),
    log,
  });
  await Promise.race([extension.closed, signal]);
  log.info({}, 'the window is gone; the engine lets go and its agents go on');
  setTimeout(() => process.exit(1), leaveMs).unref();
  extension.close();
  await engine?.close();
}

try {
  await main();
  process.exit(0);
} catch (error) {
  log.fatal({ err: error }, 'the extension failed');
  process.exit(1);
}
