/** The `lulu` command: one engine, many agents, from a terminal. */
import { EngineError } from '../engine/engine.ts';
import { version } from '../hosts/version.ts';
import { parseArguments, UsageError } from './arguments.ts';
import * as changing from './commands/changing.ts';
import { diff } from './commands/diff.ts';
import { doctor } from './commands/doctor.ts';
import { exportSession } from './commands/export.ts';
import * as reading from './commands/reading.ts';
import * as running from './commands/running.ts';
import { serve } from './commands/serve.ts';
import { createContext, exitCode, type Context } from './context.ts';
import { helpText } from './usage.ts';

const commands: Readonly<Record<string, (context: Context) => Promise<number>>> = {
  run: running.run,
  resume: running.resume,
  ls: reading.ls,
  show: reading.show,
  history: reading.history,
  search: reading.search,
  diff,
  send: changing.send,
  interrupt: changing.interrupt,
  rename: changing.rename,
  approve: changing.approve,
  deny: changing.deny,
  rm: changing.remove,
  restore: changing.restore,
  export: exportSession,
  serve,
  doctor,
};

async function main(argv: readonly string[]): Promise<number> {
  const { usage, operands, values } = parseArguments(argv);
  if (values['version'] === true) {
    process.stdout.write(`${version}\n`);
    return exitCode.done;
  }
  const command = usage === undefined ? undefined : commands[usage.name];
  if (values['help'] === true || command === undefined) {
    (values['help'] === true ? process.stdout : process.stderr).write(`${helpText(usage)}\n`);
    return values['help'] === true ? exitCode.done : exitCode.refused;
  }
  return await command(createContext(operands, values));
}

/** What went wrong, for people; the exit code says whether it was ours. */
function explain(error: unknown): number {
  if (error instanceof UsageError || error instanceof EngineError) {
    process.stderr.write(`lulu: ${error.message}\n`);
    const ours = error instanceof EngineError && error.kind === 'internal';
    return ours ? exitCode.failed : exitCode.refused;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`lulu: this should not have happened. ${text}\n`);
  return exitCode.failed;
}

// A reader that has gone (`lulu history | head`) is no error.
process.stdout.on('error', () => {
  process.exit(exitCode.done);
});
process.exitCode = await main(process.argv.slice(2)).catch(explain);
