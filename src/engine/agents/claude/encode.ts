/** Lines for Claude Code's stream-json input. Pure but for the ids of prompts. */
import { randomUUID } from 'node:crypto';
import type { PermissionMode } from '../../../contract/requests.ts';
import type { PromptImage } from '../adapter.ts';

/** The CLI refuses a denial without words, and tells the model these. */
const plainDenial = 'The user did not allow this.';

/**
 * A prompt. Its uuid buys receipts and queueing on the agent's side.
 *
 * What people type is meant as it stands: `client_composed` (2.1.248 and later; ignored before) keeps
 * the CLI from running a prompt that begins with `/` as a command and from expanding `@path`. It is
 * only sent where the text could be taken for one of these.
 */
export function encodePrompt(
  text: string,
  promptId: string = randomUUID(),
  images: readonly PromptImage[] = [],
): string {
  return JSON.stringify({
    type: 'user',
    message: { role: 'user', content: images.length === 0 ? text : withImages(text, images) },
    uuid: promptId,
    ...(/^\s*\/|@/u.test(text) ? { client_composed: true } : {}),
  });
}

/** Images before the words about them: that is the order the model reads them best in. */
function withImages(text: string, images: readonly PromptImage[]): object[] {
  const blocks = images.map(({ mediaType, data }) => ({
    type: 'image',
    source: { type: 'base64', media_type: mediaType, data },
  }));
  return [...blocks, { type: 'text', text }];
}

/** `updatedInput` always: versions up to 2.1.200 take an allowance without it for a failed call. */
export function encodeAllow(requestId: string, input: unknown, mode?: PermissionMode): string {
  // Only for this session: every other destination writes into the user's files.
  const setMode = { type: 'setMode', mode, destination: 'session' };
  return answer(requestId, {
    behavior: 'allow',
    updatedInput: input ?? {},
    ...(mode === undefined ? {} : { updatedPermissions: [setMode] }),
  });
}

/** `message` always: without it the answer is malformed. */
export function encodeDeny(requestId: string, message: string | null): string {
  const words = message === null || message.trim() === '' ? plainDenial : message;
  return answer(requestId, { behavior: 'deny', message: words });
}

/** For a request of a kind nobody here knows: without an answer the agent would wait for ever. */
export function encodeRefusal(requestId: string): string {
  const error = 'Lulu does not know this kind of request, and cannot answer it.';
  return JSON.stringify({
    type: 'control_response',
    response: { subtype: 'error', request_id: requestId, error },
  });
}

/** Answers to AskUserQuestion, by the text of the question; they travel inside its input. */
export function encodeAnswers(
  requestId: string,
  input: unknown,
  answers: Readonly<Record<string, string>>,
): string {
  const asked = typeof input === 'object' && input !== null ? input : {};
  return encodeAllow(requestId, { ...asked, answers });
}

/** Ends the turn; the process stays usable. */
export function encodeInterrupt(requestId: string): string {
  return request(requestId, { subtype: 'interrupt' });
}

/** Ends the process and its background tasks; exit code 0. */
export function encodeEndSession(requestId: string): string {
  return request(requestId, { subtype: 'end_session' });
}

export function encodePermissionMode(requestId: string, mode: PermissionMode): string {
  return request(requestId, { subtype: 'set_permission_mode', mode });
}

export function encodeModel(requestId: string, model: string): string {
  return request(requestId, { subtype: 'set_model', model });
}

function answer(requestId: string, response: object): string {
  return JSON.stringify({
    type: 'control_response',
    response: { subtype: 'success', request_id: requestId, response },
  });
}

function request(requestId: string, body: object): string {
  return JSON.stringify({ type: 'control_request', request_id: requestId, request: body });
}
