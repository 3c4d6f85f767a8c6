/**
 * The demo agent's program. It speaks the stream-json protocol of Claude Code, needs no account and
 * no network, and imports nothing of Lulu: to the engine it is one more agent.
 */
import { randomUUID } from 'node:crypto';
import { Agent } from './agent.ts';
import { parseArguments, UsageError, type Options } from './arguments.ts';
import { isRecord, parseJson } from './json.ts';
import { Lines } from './lines.ts';
import { memoryFolder, nothingSaid, recall, type Conversation } from './memory.ts';
import { logFile, Output } from './output.ts';
import { paceFrom } from './patience.ts';
import { version, Voice } from './voice.ts';

const usage = `Usage: lulu-demo -p --input-format stream-json --output-format stream-json --verbose
       [--session-id UUID | --resume UUID] [--permission-mode MODE] [--permission-prompt-tool stdio]
       [--include-partial-messages] [--model NAME]

A pretended agent for demonstrations and tests: docs/demo-agent.md says what it can be told to do.
`;

function main(): void {
  const options = parseArguments(process.argv.slice(2));
  if (options.version) process.stdout.write(`${version} (Lulu demo agent)\n`);
  else if (options.help) process.stdout.write(usage);
  else if (options.input !== 'stream-json' || options.output !== 'stream-json') {
    throw new UsageError(
      'Error: the Lulu demo agent needs --input-format stream-json and --output-format stream-json',
    );
  } else converse(options);
}

function converse(options: Options): void {
  const env = process.env;
  const folder = memoryFolder(process.cwd(), env['LULU_DEMO_STATE']);
  const id = options.resume ?? options.sessionId ?? randomUUID();
  const conversation = begin(options, recall(folder, id));
  const output = new Output(logFile(env['LULU_DEMO_LOG'], id));
  const voice = new Voice(output, { id, model: options.model, partials: options.partials });
  const agent = new Agent(voice, {
    asks: options.asks,
    permissionMode: options.permissionMode,
    pace: paceFrom(env['LULU_DEMO_PACE']),
    scriptFile: env['LULU_DEMO_SCRIPT'],
    memoryFolder: folder,
    conversation,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      agent.signalled(signal);
    });
  }
  listen(agent);
}

/** @throws {UsageError} where the session is taken, or not there to be resumed. */
function begin(options: Options, known: Conversation | undefined): Conversation {
  if (options.resume !== undefined && known === undefined) {
    throw new UsageError(`No conversation found with session ID: ${options.resume}`);
  }
  if (options.sessionId !== undefined && known !== undefined) {
    throw new UsageError(`Error: Session ID ${options.sessionId} is already in use.`);
  }
  return known ?? nothingSaid;
}

function listen(agent: Agent): void {
  const lines = new Lines();
  process.stdin.on('data', (chunk: Buffer) => {
    for (const line of lines.push(chunk)) hear(agent, line);
  });
  process.stdin.on('end', () => {
    hear(agent, lines.rest());
    agent.endOfInput();
  });
}

/** Claude Code ends at once when it is given a line that is not JSON, and so does this. */
function hear(agent: Agent, line: string): void {
  if (line.trim() === '') return;
  const message = parseJson(line);
  if (isRecord(message)) agent.receive(message);
  else fail(`Error parsing streaming input line (type=unknown, ${String(line.length)} chars)`);
}

function fail(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

try {
  main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  fail(error.message);
}
