import type { EngineError } from '../engine/engine.ts';

/** Fields of requests that the command line calls something else. */
const names: Readonly<Record<string, string>> = {
  prompt: 'The prompt',
  name: 'The name',
  id: 'The id',
  requestId: 'The request id',
  message: '--message',
  text: 'The text to search for',
  repo: '--repo',
  base: '--base',
  agent: '--agent',
  agentBin: '--agent-bin',
  permissionMode: '--permission-mode',
  model: '--model',
};

/** What an engine says about a field of a request, in the words of who typed a command. */
export function inOurWords(error: EngineError): string {
  const text = named(error);
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

function named({ kind, field, message }: EngineError): string {
  if (kind !== 'bad-request' || field === undefined || !message.startsWith(`${field} `)) {
    return message;
  }
  return `${nameOf(field)}${message.slice(field.length)}`;
}

function nameOf(field: string): string {
  const variable = /^env\.(.*)$/su.exec(field)?.[1];
  return variable === undefined ? (names[field] ?? field) : `--env "${variable}"`;
}
