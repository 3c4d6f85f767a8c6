/** The `lulu` command line as other programs use it: real processes, exit codes and JSON. */
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import { SessionEvent, type EventType, type Payload } from '../../src/contract/events.ts';
import { SessionRow } from '../../src/contract/rows.ts';

const source = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  /** Standard output, parsed: one value a line. */
  readonly values: readonly unknown[];
  readonly stderr: string;
}

/** One data directory, and an environment for everything that is run on it. */
export interface Place {
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** The command's program; its source unless said. A bundle starts in a third of the time. */
  readonly program?: string;
}

/** A command that runs. What it printed so far is there while it goes on. */
export class LuluCommand {
  stdout = '';
  stderr = '';
  readonly process: ChildProcess;
  readonly done: Promise<Outcome>;
  readonly #printed = new EventEmitter();

  constructor(place: Place, args: readonly string[]) {
    this.process = spawn(
      process.execPath,
      [place.program ?? source, ...args, '--json', '--data-dir', place.dataDir],
      { env: { ...place.env }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#printed.emit('more');
    });
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#printed.emit('more');
    });
    this.done = once(this.process, 'close').then(([code]: (number | string | null)[]) => ({
      code: typeof code === 'number' ? code : null,
      values: parseLines(this.stdout),
      stderr: this.stderr,
    }));
  }

  /** Resolves once `pattern` has been printed; rejects when the command ends without. */
  async prints(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string> {
    const ended = this.done.then(() => 'ended' as const);
    for (;;) {
      const found = pattern.exec(this[stream]);
      if (found !== null) return found[0];
      const more = once(this.#printed, 'more').then(() => 'more' as const);
      if ((await Promise.race([more, ended])) === 'ended' && !pattern.test(this[stream])) {
        throw new Error(`never printed ${String(pattern)}; stderr: ${this.stderr}`);
      }
    }
  }

  /** The id that `run` prints as soon as its session is stored. */
  async sessionId(): Promise<string> {
    const line: unknown = JSON.parse(await this.prints('stdout', /^.*\n/));
    return v.parse(v.object({ id: v.string() }), line).id;
  }
}

/** Starts a command; it is killed when the test is over, should it still run. */
export function startLulu(place: Place, ...args: readonly string[]): LuluCommand {
  const command = new LuluCommand(place, args);
  onTestFinished(() => void command.process.kill('SIGKILL'));
  return command;
}

/** Runs a command to its end. */
export function lulu(place: Place, ...args: readonly string[]): Promise<Outcome> {
  return startLulu(place, ...args).done;
}

/** The row a finished `run` prints last. */
export function finalRow({ values, stderr }: Outcome): SessionRow {
  const row = v.safeParse(SessionRow, values.at(-1));
  if (!row.success) throw new Error(`no row at the end of the output; stderr: ${stderr}`);
  return row.output;
}

/** A session's whole log. */
export async function history(place: Place, id: string): Promise<SessionEvent[]> {
  const { values } = await lulu(place, 'history', id);
  return v.parse(v.array(SessionEvent), values);
}

/** Payloads of the events of one type, in order. */
export function payloads<T extends EventType>(
  events: readonly SessionEvent[],
  type: T,
): Payload<T>[] {
  return events.filter((event) => event.type === type).map((event) => event.payload as Payload<T>);
}

function parseLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
