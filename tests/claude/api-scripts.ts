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
      readonly kind: 'broken-off';
      /** What is said before it; null: nothing, not even the beginning of a message. */
      readonly said: string | null;
      readonly by: 'reset' | 'end' | 'error';
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

const hello = 'Hello from the **scripted** API.';

const breakOff = (by: 'reset' | 'end' | 'error', said: string | null): Answer => ({
  ...{ kind: 'broken-off', by, said },
});

/** `answer` the first `times` times, and then a greeting. */
const first =
  (times: number, answer: Answer): Script =>
  ({ tries }) =>
    tries < times ? answer : say(hello);

/** What the model says once its tool has answered: the test sees that it was told. */
const conclude = ({ toolResult }: ApiRequest): Answer =>
  say(toolResult?.isError === true ? `It did not happen: ${toolResult.text}` : 'It is done.');

const question = {
  question: 'Which database should I use?',
  header: 'Database',
  options: [
    { label: 'SQLite', description: 'One file' },
    { label: 'PostgreSQL', description: 'A server' },
  ],
  multiSelect: false,
};

const checks = {
  question: 'Which checks should run?',
  header: 'Checks',
  options: [
    { label: 'Lint', description: 'Style' },
    { label: 'Tests', description: 'Behaviour' },
    { label: 'Types', description: 'Types' },
  ],
};

/** Writes its plan, proposes it, and writes a file once it may. */
function plan({ step, planFile, cwd, toolResult }: ApiRequest): Answer {
  const text = '# Plan\n\n1. Write a file\n';
  if (step === 0 && planFile !== undefined) {
    return use('I write down a plan.', 'Write', { file_path: planFile, content: text });
  }
  if (step <= 1 && toolResult?.text.includes('approved') !== true) {
    return use('This is the plan.', 'ExitPlanMode', { plan: text });
  }
  if (toolResult?.isError === true) return say(`Then not: ${toolResult.text}`);
  const file = join(cwd, 'planned.txt');
  return toolResult?.text.includes('planned.txt') === true
    ? say('The plan is carried out.')
    : use('I carry it out.', 'Write', { file_path: file, content: 'planned' });
}

export const scripts: Readonly<Record<string, Script>> = {
  /** What the CLI asks for itself, such as whether a model exists. */
  '': () => say('Yes.'),
  text: () => say(hello),
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
  'two-reads': (request) =>
    request.step === 0
      ? {
          kind: 'message',
          blocks: ['one', 'two'].map((name) => ({
            type: 'tool_use',
            name: 'Read',
            input: { file_path: `/etc/lulu-no-such-${name}` },
          })),
          stopReason: 'tool_use',
        }
      : conclude(request),
  question: (request) =>
    request.step === 0
      ? use('I need to know.', 'AskUserQuestion', { questions: [question] })
      : say(`You said: ${request.toolResult?.text ?? 'nothing'}`),
  'multi-select': (request) =>
    request.step === 0
      ? use('I need to know.', 'AskUserQuestion', {
          questions: [question, { ...checks, multiSelect: true }],
        })
      : say(`You said: ${request.toolResult?.text ?? 'nothing'}`),
  plan: (request) => plan(request),
  'slow-tool': (request) =>
    request.step === 0
      ? use('I wait a little.', 'Bash', {
          command: 'node -e "setTimeout(() => {}, 1500)"',
          description: 'Wait',
        })
      : say(`You also said: ${request.interjected ?? 'nothing'}`),
  /** Runs until somebody ends it; `started.txt` says that it does. */
  'long-tool': (request) =>
    request.step === 0
      ? use('I am at it.', 'Bash', {
          command: `node -e "require('fs').writeFileSync('started.txt', ''); setTimeout(() => {}, 60000)"`,
          description: 'Work on something',
        })
      : conclude(request),
  'two-commands': (request) =>
    request.step < 2
      ? use('I run a command.', 'Bash', {
          command: `node -e "require('fs').writeFileSync('ran-${String(request.step)}.txt', 'yes')"`,
          description: 'Write a file from node',
        })
      : conclude(request),
  /** A command that takes its time, and leaves a line each time it begins and ends. */
  'long-command': (request) =>
    request.step === 0
      ? use('I run something long.', 'Bash', {
          command: `node -e "const say = (word) => require('fs').appendFileSync('ran.txt', word + '\\n'); say('begun'); setTimeout(() => say('ended'), 2500)"`,
          description: 'Work for a while',
        })
      : conclude(request),
  /** Asks for leave only after it has talked for a second. */
  'late-question': (request) => {
    const answer = scripts['bash']?.(request) ?? say('');
    return request.step === 0 && answer.kind === 'message'
      ? {
          ...answer,
          blocks: [{ type: 'text', text: 'Before I do. '.repeat(50) }, ...answer.blocks],
          pauseMs: 40,
        }
      : answer;
  },
  edit: (request) =>
    request.step === 0
      ? use('I write a file.', 'Write', { file_path: join(request.cwd, 'asked.txt'), content: 'x' })
      : conclude(request),
  unauthorised: () => fail(401, 'authentication_error', 'invalid x-api-key'),
  'no-credit': () => fail(400, 'invalid_request_error', 'Your credit balance is too low to access'),
  'too-long': () =>
    fail(400, 'invalid_request_error', 'prompt is too long: 250000 tokens > 200000 maximum'),
  'no-model': () => fail(404, 'not_found_error', 'model: claude-nope'),
  broken: () => fail(500, 'api_error', 'Internal server error'),
  'bad-request': () => fail(400, 'invalid_request_error', 'bad request thing'),
  forbidden: () => fail(403, 'permission_error', 'This key may not do that.'),
  overloaded: () => fail(529, 'overloaded_error', 'Overloaded'),
  'rate-limited': () =>
    fail(429, 'rate_limit_error', 'Too many requests', { 'x-should-retry': 'false' }),
  'cut-once': first(1, breakOff('reset', 'Hello from')),
  'ended-once': first(1, breakOff('end', 'Hello from')),
  'error-first': first(1, breakOff('error', null)),
  'error-midway': first(1, breakOff('error', 'Hello from')),
  'limited-once': first(1, fail(429, 'rate_limit_error', 'Slow down', { 'retry-after': '1' })),
  'overloaded-twice': first(2, fail(529, 'overloaded_error', 'Overloaded')),
  'broken-twice': first(2, fail(500, 'api_error', 'Internal server error')),
  'overloaded-but-sonnet': ({ model }) =>
    model.includes('sonnet') ? say(hello) : fail(529, 'overloaded_error', 'Overloaded'),
  refusal: () => ({
    kind: 'message',
    blocks: [{ type: 'text', text: 'I would rather' }],
    stopReason: 'refusal',
  }),
  /** Streams for some three seconds. */
  steady: () => ({
    kind: 'message',
    blocks: [{ type: 'text', text: 'This is a steady answer. '.repeat(120).trim() }],
    stopReason: 'end_turn',
    pauseMs: 25,
  }),
  slow: () => ({
    kind: 'message',
    blocks: [{ type: 'text', text: 'This is a slow answer. '.repeat(3000) }],
    stopReason: 'end_turn',
    pauseMs: 20,
  }),
};
