/** What the scripted Messages API can be asked to do. */
import { join } from 'node:path';
import type { ApiRequest } from './api-request.ts';

export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string }
  | { readonly type: 'tool_use'; readonly name: string; readonly input: Record<string, unknown> };

export type Answer =
  | {
      readonly kind: 'message';
      readonly blocks: readonly Block[];
      readonly stopReason: 'end_turn' | 'tool_use' | 'refusal';
      /** Pause between two deltas, in ms. */
      readonly pauseMs?: number;
    }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly type: string;
      readonly message: string;
      readonly headers: Record<string, string>;
    };

/** One answer for each request of a turn; `request.step` says which. */
export type Script = (request: ApiRequest) => Answer;

const say = (text: string): Answer => ({
  kind: 'message',
  blocks: [{ type: 'text', text }],
  stopReason: 'end_turn',
});

const use = (text: string, name: string, input: Record<string, unknown>): Answer => ({
  kind: 'message',
  blocks: [
    { type: 'text', text },
    { type: 'tool_use', name, input },
  ],
  stopReason: 'tool_use',
});

const fail = (
  status: number,
  type: string,
  message: string,
  headers: Record<string, string> = {},
): Answer => ({ kind: 'error', status, type, message, headers });

/** What the model says once its tool has answered: the test sees that it was told. */
const conclude = ({ toolResult }: ApiRequest): Answer =>
  say(toolResult?.isError === true ? `It did not happen: ${toolResult.text}` : 'It is done.');

export const scripts: Readonly<Record<string, Script>> = {
  text: () => say('Hello from the **scripted** API.'),
  thinking: () => ({
    kind: 'message',
    blocks: [
      { type: 'thinking', thinking: 'Let me think about that.' },
      { type: 'text', text: 'I have thought.' },
    ],
    stopReason: 'end_turn',
  }),
  write: (request) =>
    request.step === 0
      ? use('I write a file.', 'Write', {
          file_path: join(request.cwd, 'hello.txt'),
          content: 'hello\n',
        })
      : conclude(request),
  bash: (request) =>
    request.step === 0
      ? use('I run a command.', 'Bash', {
          command: `node -e "require('fs').writeFileSync('ran.txt', 'yes')"`,
          description: 'Write a file from node',
        })
      : conclude(request),
  forbidden: () => fail(403, 'permission_error', 'This key may not do that.'),
  overloaded: () => fail(529, 'overloaded_error', 'Overloaded'),
  'rate-limited': () =>
    fail(429, 'rate_limit_error', 'Too many requests', { 'x-should-retry': 'false' }),
  refusal: () => ({
    kind: 'message',
    blocks: [{ type: 'text', text: 'I would rather' }],
    stopReason: 'refusal',
  }),
  slow: () => ({
    kind: 'message',
    blocks: [{ type: 'text', text: 'This is a slow answer. '.repeat(500) }],
    stopReason: 'end_turn',
    pauseMs: 20,
  }),
};
