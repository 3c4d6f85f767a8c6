/**
 * Scripts: what the demo agent is told to do, as JSON. docs/demo-agent.md describes every step.
 *
 * A script comes with the prompt (everything after `demo:` at the start of a line, or the whole
 * prompt where it is `{"demo": …}`) or from the file that LULU_DEMO_SCRIPT names; the prompt wins.
 */
import { readFileSync } from 'node:fs';
import { isRecord, parseJson, type Json } from './json.ts';

/** An object with one key, the step's name. */
export interface Step {
  readonly name: string;
  readonly value: unknown;
}

/** A script that cannot be understood. `message` says what is wrong with it. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** Only before JSON: a prompt may speak of a demo. */
const marker = /^[ \t]*demo:\s*(?=[[{])/m;

/** The script for `prompt`, or undefined where nobody wrote one. @throws {ScriptError} */
export function findScript(prompt: string, file: string | undefined): Step[] | undefined {
  const found = marker.exec(prompt);
  if (found !== null) {
    return parseSteps(parseJson(prompt.slice(found.index + found[0].length)), 'the prompt');
  }
  const whole = prompt.trimStart().startsWith('{') ? parseJson(prompt) : undefined;
  if (isRecord(whole) && 'demo' in whole) return parseSteps(whole['demo'], 'the prompt');
  return file === undefined || file === '' ? undefined : readScript(file);
}

/** One step or a list of them. @throws {ScriptError} */
export function parseSteps(value: unknown, place: string): Step[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    const entries = isRecord(item) ? Object.entries(item) : [];
    const [entry] = entries;
    if (entry === undefined || entries.length !== 1) {
      throw new ScriptError(
        `A step in ${place} is not an object with one key: ${item === undefined ? 'no JSON' : JSON.stringify(item)}`,
      );
    }
    return { name: entry[0], value: entry[1] };
  });
}

/** A step's value where it has to be an object. @throws {ScriptError} */
export function fields(step: Step): Json {
  if (isRecord(step.value)) return step.value;
  throw new ScriptError(`The step "${step.name}" needs an object with its fields`);
}

function readScript(file: string): Step[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ScriptError(`LULU_DEMO_SCRIPT names ${file}, which cannot be read`, { cause: error });
  }
  return parseSteps(parseJson(text), file);
}
