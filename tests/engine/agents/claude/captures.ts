import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Signal } from '../../../../src/engine/agents/adapter.ts';
import { decode } from '../../../../src/engine/agents/claude/decode.ts';

/** Output of the real Claude Code, recorded against a scripted API; paths in it are made up. */
const folder = join(import.meta.dirname, '../../../fixtures/claude');

export function captureNames(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.slice(0, -'.jsonl'.length));
}

export function capture(name: string): Buffer {
  return readFileSync(join(folder, `${name}.jsonl`));
}

export function captureLines(name: string): readonly string[] {
  return capture(name).toString('utf8').split('\n');
}

/** Where the signals of a capture are kept, checked by eye. */
export function expectedFile(name: string): string {
  return join(folder, 'expected', `${name}.jsonl`);
}

export function decodeAll(lines: readonly string[]): readonly Signal[] {
  return lines.flatMap((line) => decode(line)).filter((signal) => signal.kind !== 'nothing');
}
