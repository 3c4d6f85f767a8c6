/** Performs the steps of a script, one after the other. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { garbage } from './garbage.ts';
import { isRecord, numberAt, textAt, type Json } from './json.ts';
import { wait } from './patience.ts';
import { fields, parseSteps, ScriptError, type Step } from './script.ts';
import type { Turn } from './turn.ts';

/** What a script may do to the agent itself. */
export interface Stage {
  readonly turn: Turn;
  /** Ends the turn now, as a failure where `error` is given. Steps may still follow. */
  finish(error: string | undefined): void;
  startBackground(description: string, ms: number): void;
  ignoreSignals(): void;
  /** From now on nothing is read from standard input. */
  goDeaf(): void;
  /** The number of the next message of this process, from 1. */
  nextNumber(): number;
}

const never = new Promise<never>(() => undefined);

export async function perform(steps: readonly Step[], stage: Stage): Promise<void> {
  for (const step of steps) await performOne(step, stage);
}

async function performOne(step: Step, stage: Stage): Promise<void> {
  const { turn } = stage;
  const { signal, voice } = turn.context;
  switch (step.name) {
    case 'say':
      return turn.say(numbered(text(step), stage), 0);
    case 'think':
      return turn.think(numbered(text(step), stage), 0);
    case 'read':
      await turn.useTool('Read', { file_path: resolve(text(step)) });
      return;
    case 'write':
      await turn.useTool('Write', fileInput(fields(step), ['content']));
      return;
    case 'edit':
      await turn.useTool('Edit', fileInput(fields(step), ['old_string', 'new_string']));
      return;
    case 'bash':
      await turn.useTool('Bash', bashInput(step));
      return;
    case 'ask':
      return ask(fields(step), turn);
    case 'question':
      return question(fields(step), turn);
    case 'plan':
      await turn.proposePlan(text(step));
      return;
    case 'delay':
      return wait(number(step), signal);
    case 'await':
      return awaitFile(resolve(text(step)), signal);
    case 'repeat':
      return repeat(fields(step), stage);
    case 'flood':
      return flood(fields(step), stage);
    case 'line':
      voice.line(fields(step));
      return;
    case 'garbage':
      voice.raw(garbage(textAt(fields(step), 'kind') ?? 'text', numberAt(fields(step), 'bytes')));
      return;
    case 'stderr':
      process.stderr.write(`${text(step)}\n`);
      return;
    case 'result':
      stage.finish(textAt(fields(step), 'error'));
      return;
    case 'background':
      stage.startBackground(
        textAt(fields(step), 'description') ?? 'Background work',
        numberAt(fields(step), 'ms') ?? 1000,
      );
      return;
    case 'daemonise':
      daemonise(numberAt(fields(step), 'seconds') ?? 600, stage);
      return;
    case 'ignore-signals':
      stage.ignoreSignals();
      return;
    case 'hang':
      if (step.value === 'deaf') stage.goDeaf();
      return step.value === 'deaf' ? never : hang(signal);
    case 'crash':
      return crash(fields(step));
    default:
      throw new ScriptError(`There is no step called "${step.name}"`);
  }
}

/** `{n}` in a text is the number of the message, so that a reader can prove that none is missing. */
function numbered(template: string, stage: Stage): string {
  return template.replaceAll('{n}', String(stage.nextNumber()));
}

function text(step: Step): string {
  if (typeof step.value === 'string') return step.value;
  throw new ScriptError(`The step "${step.name}" needs a text`);
}

function number(step: Step): number {
  if (typeof step.value === 'number') return step.value;
  throw new ScriptError(`The step "${step.name}" needs a number of milliseconds`);
}

function fileInput(given: Json, keys: readonly string[]): Json {
  const input: Json = { file_path: resolve(textAt(given, 'path') ?? '') };
  for (const key of keys) input[key] = textAt(given, key) ?? textAt(given, short(key)) ?? '';
  return input;
}

/** `old_string` is the tool's word; a script may say `old`. */
function short(key: string): string {
  return key.replace('_string', '');
}

function bashInput(step: Step): Json {
  const given = typeof step.value === 'string' ? { command: step.value } : fields(step);
  return {
    command: textAt(given, 'command') ?? '',
    description: textAt(given, 'description') ?? 'Run a command',
  };
}

async function ask(given: Json, turn: Turn): Promise<void> {
  const input = given['input'];
  await turn.pretendTool(textAt(given, 'tool') ?? 'Bash', isRecord(input) ? input : {});
}

async function question(given: Json, turn: Turn): Promise<void> {
  const options = Array.isArray(given['options']) ? given['options'] : ['Yes', 'No'];
  await turn.askUser([
    {
      question: textAt(given, 'question') ?? 'Shall I go on?',
      header: textAt(given, 'header') ?? 'Demo',
      options: options.map((option: unknown) =>
        isRecord(option) ? option : { label: String(option), description: '' },
      ),
      multiSelect: given['multiSelect'] === true,
    },
  ]);
}

/** Looks every 20 ms: whoever writes a script decides when it goes on. */
async function awaitFile(path: string, signal: AbortSignal): Promise<void> {
  while (!existsSync(path)) await wait(20, signal);
}

async function repeat(given: Json, stage: Stage): Promise<void> {
  const steps = parseSteps(given['steps'] ?? given['step'], '"repeat"');
  const everyMs = numberAt(given, 'everyMs') ?? 0;
  const count = numberAt(given, 'count') ?? 1;
  for (let done = 0; done < count; done += 1) {
    await perform(steps, stage);
    await wait(everyMs, stage.turn.context.signal);
  }
}

/** Many numbered messages, as fast as they can be written or one every `everyMs`. */
async function flood(given: Json, stage: Stage): Promise<void> {
  const count = numberAt(given, 'count') ?? 1000;
  const everyMs = numberAt(given, 'everyMs') ?? 0;
  const bytes = numberAt(given, 'bytes') ?? 0;
  const { signal } = stage.turn.context;
  const startedAt = performance.now();
  for (let done = 0; done < count; done += 1) {
    const head = `message ${String(stage.nextNumber())}`;
    stage.turn.blurt(bytes > head.length ? `${head} `.padEnd(bytes, '·') : head);
    // By the clock, not by the last message: a late timer does not lower the rate.
    const due = startedAt + (done + 1) * everyMs - performance.now();
    if (everyMs > 0 ? due > 1 : done % 500 === 499) await wait(Math.max(0, due), signal);
  }
}

/** Leaves a process behind that no signal to the agent or its group reaches. */
function daemonise(seconds: number, stage: Stage): void {
  const child = spawn('sleep', [String(seconds)], { detached: true, stdio: 'ignore' });
  child.unref();
  stage.turn.blurt(`Left a process behind: pid ${String(child.pid)}`);
}

async function hang(signal: AbortSignal): Promise<void> {
  // An hour: longer than any test, and a timer keeps the process alive.
  await wait(3_600_000, signal);
}

function crash(given: Json): Promise<never> {
  const signal = textAt(given, 'signal');
  if (signal === undefined) process.exit(numberAt(given, 'code') ?? 1);
  process.kill(process.pid, signal);
  return never;
}
