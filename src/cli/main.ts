/** The `lulu` command: one engine, many agents, from a terminal. */
import { EngineError } from '../engine/engine.ts';
import { version } from '../hosts/version.ts';
import { parseArguments, UsageError } from './arguments.ts';
import { NotKnownError } from './ask-once.ts';
import * as answering from './commands/answering.ts';
import * as changing from './commands/changing.ts';
import { diff } from './commands/diff.ts';
import { doctor } from './commands/doctor.ts';
import { importing } from './commands/importing.ts';
import { exportSession } from './commands/export.ts';
import * as reading from './commands/reading.ts';
import * as running from './commands/running.ts';
import { rules } from './commands/rules.ts';
import { serve } from './commands/serve.ts';
import { createContext, exitCode, type Context } from './context.ts';
import { inOurWords } from './option-names.ts';
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
  approve: answering.approve,
  deny: answering.deny,
  answer: answering.answer,
  import: importing,
  rules,
  rm: changing.remove,
  restore: changing.restore,
  export: exportSession,
  serve,
  doctor,
};

/** These do something besides printing, and go on when nobody reads that any more. */
const unreadAsWell: ReadonlySet<string> = new Set(['run', 'resume', 'serve']);

let goesOnUnread = false;

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
  goesOnUnread = unreadAsWell.has(usage?.name ?? '');
  return await command(createContext(operands, values));
}

/** What went wrong, for people; the exit code says whether it was ours. */
function explain(error: unknown): number {
  if (error instanceof UsageError || error instanceof EngineError) {
    const text = error instanceof EngineError ? inOurWords(error) : error.message;
    process.stderr.write(`lulu: ${text}\n`);
    const ours = error instanceof EngineError && error.kind === 'internal';
    return ours ? exitCode.failed : exitCode.refused;
  }
  if (error instanceof NotKnownError) {
    process.stderr.write(`lulu: ${error.message}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`lulu: this should not have happened. ${text}\n`);
  return exitCode.failed;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has gone (`lulu history | head`) is no error.
  if (error.code === 'EPIPE') {
    if (!goesOnUnread) process.exit(exitCode.done);
    return;
  }
  process.stderr.write(`lulu: the output cannot be written (${error.message}).\n`);
  process.exit(exitCode.failed);
});
process.exitCode = await main(process.argv.slice(2)).catch(explain);
