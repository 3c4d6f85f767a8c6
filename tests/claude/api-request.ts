/** What a request to the Messages API asks for, as far as a script wants to know. */

export interface ApiRequest {
  readonly model: string;
  readonly streaming: boolean;
  /** The name after `script:` in the newest prompt that has one. */
  readonly script: string;
  /** Answers the model has given since that prompt: 0 for the first request of a turn. */
  readonly step: number;
  /** How often this very request was made before: the CLI tries again. */
  readonly tries: number;
  /** The newest tool result, as text, and whether it is an error. */
  readonly toolResult: { readonly text: string; readonly isError: boolean } | undefined;
  /** The folder the CLI says it works in. */
  readonly cwd: string;
  /** How many messages of the conversation it holds. */
  readonly messages: number;
  /** What the user said in the middle of the turn, as the CLI tells it. */
  readonly interjected: string | undefined;
  /** The file that a plan is to be written to; undefined outside of plan mode. */
  readonly planFile: string | undefined;
}

interface Message {
  readonly role: string;
  readonly content: string | readonly ContentBlock[];
}

interface ContentBlock {
  readonly type: string;
  readonly text?: string;
  readonly content?: unknown;
  readonly is_error?: boolean;
}

interface Body {
  readonly model: string;
  readonly stream?: boolean;
  readonly system?: unknown;
  readonly messages: readonly Message[];
}

const marker = /script: ([\w-]+)/g;

/** @param before all requests so far. */
export function parseRequest(body: string, before: readonly ApiRequest[]): ApiRequest {
  const request = read(body);
  const same = before.filter(
    ({ script, step, cwd }) =>
      script === request.script && step === request.step && cwd === request.cwd,
  );
  return { ...request, tries: same.length };
}

function read(body: string): Omit<ApiRequest, 'tries'> {
  const { model, stream, messages, system } = JSON.parse(body) as Body;
  const prompt = messages.findLastIndex((message) => namesIn(message).length > 0);
  const after = messages.slice(prompt + 1);
  return {
    model,
    streaming: stream === true,
    script: prompt < 0 ? '' : (namesIn(messages[prompt]).at(-1) ?? ''),
    step: after.filter((message) => message.role === 'assistant').length,
    toolResult: newestToolResult(after),
    messages: messages.length,
    interjected: /sent a new message while you were working:\\n(.*?)\\n/.exec(body)?.[1],
    planFile: /[^\s"'`\\]+\/plans\/[\w-]+\.md/.exec(body)?.[0],
    cwd: workingFolder(JSON.stringify([system, messages])),
  };
}

/** Script names in what the user said: not in tool results, and not in what the model said. */
function namesIn(message: Message | undefined): string[] {
  if (message?.role !== 'user') return [];
  const { content } = message;
  const texts = typeof content === 'string' ? [content] : content.map((block) => block.text ?? '');
  return texts.flatMap((text) => [...text.matchAll(marker)].map((match) => match[1] ?? ''));
}

function newestToolResult(messages: readonly Message[]): ApiRequest['toolResult'] {
  const block = messages
    .flatMap((message) => (typeof message.content === 'string' ? [] : message.content))
    .findLast(({ type }) => type === 'tool_result');
  if (block === undefined) return undefined;
  const { content } = block;
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { text, isError: block.is_error === true };
}

/** The CLI describes its environment to the model in prose; the folder is one line of it. */
function workingFolder(request: string): string {
  return /[Ww]orking directory: ([^\\"\n]+)/.exec(request)?.[1]?.trim() ?? '.';
}
