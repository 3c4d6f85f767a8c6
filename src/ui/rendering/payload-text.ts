/** Payloads as text: results in any of their shapes, cut strings, exit codes. Pure and total. */

/** How the engine ends a string it has cut: an ellipsis, then how much is missing. */
const cutMark = /\u2026 \[([\d,. ]+) more characters\]$/u;
const deepest = 8;

/** A tool result's content (a string, or blocks of text and images) as one text. */
export function resultText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (content === null || content === undefined) return '';
  if (!Array.isArray(content)) return toJson(content);
  return content
    .map(blockText)
    .filter((text) => text !== '')
    .join('\n');
}

function blockText(block: unknown): string {
  if (typeof block === 'string') return block;
  const text = fieldOf(block, 'text');
  if (typeof text === 'string') return text;
  // Images are shown beside the text.
  return fieldOf(block, 'type') === 'image' ? '' : toJson(block);
}

/** Indented JSON; a string stays as it is. `value` comes from JSON, so it can be written as JSON. */
export function toJson(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value, null, 2);
}

/** The own or inherited field `key` of any value; undefined where there is none. */
export function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

export function stringField(value: unknown, key: string): string | undefined {
  const field = fieldOf(value, key);
  return typeof field === 'string' ? field : undefined;
}

/** Whether anything in a payload was cut by the engine, so that the whole of it must be asked for. */
export function isCut(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return cutMark.test(value.slice(-60));
  if (typeof value !== 'object' || value === null || depth > deepest) return false;
  return Object.values(value).some((field) => isCut(field, depth + 1));
}

/** How a failed command's text begins, in the agent's words. */
const exitLine = /^(?:Error: )?Exit code (\d+)(?:\n|$)/u;

/** The exit code of a failed command: structured where the agent gives it, else from the text's first line. */
export function exitCode(text: string, detail: unknown): number | undefined {
  const said = fieldOf(detail, 'exitCode') ?? fieldOf(detail, 'code');
  if (typeof said === 'number') return said;
  const written = exitLine.exec(text)?.[1];
  return written === undefined ? undefined : Number(written);
}

/** A command's output without the line that only gives its exit code. */
export function withoutExitLine(text: string): string {
  return text.replace(exitLine, '');
}

const escapes = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/gu;

/** Terminal output as a terminal would leave it, roughly: no colour codes, of overwritten lines only the last state. */
export function plainOutput(text: string): string {
  if (!text.includes('\u001b') && !text.includes('\r')) return text;
  return text
    .replace(escapes, '')
    .replaceAll('\r\n', '\n')
    .replace(/^.*\r(?=[^\n])/gmu, '');
}
