/** Answering what an agent asks: leave, a plan, a question. */
import * as v from 'valibot';
import { RequestId } from '../../contract/ids.ts';
import { PermissionMode } from '../../contract/requests.ts';
import type { OpenRequest } from '../../contract/rows.ts';
import { assignOptions } from '../../core/answers.ts';
import { EngineError } from '../../engine/engine.ts';
import { textOf, UsageError, type OptionValues } from '../arguments.ts';
import { look } from '../ask-once.ts';
import { exitCode, namedSession, type Context } from '../context.ts';
import { withEngine } from '../engine-access.ts';
import { printRow } from '../print.ts';
import { replyOnce } from '../reply-once.ts';

export async function approve(context: Context): Promise<number> {
  const requestId = requestIn(context);
  const input = inputIn(context.values);
  const permissionMode = modeIn(context.values);
  const id = await namedSession(context);
  const { row } = await withEngine(context, (line) =>
    replyOnce(
      line,
      'sessions.approve',
      { id, requestId, input, permissionMode },
      ({ behavior }) => behavior === 'allow',
    ),
  );
  printRow(context, row, 'Approved');
  return exitCode.done;
}

export async function deny(context: Context): Promise<number> {
  const id = await namedSession(context);
  const message = textOf(context.values, 'message') ?? null;
  const { row } = await withEngine(context, (line) =>
    replyOnce(
      line,
      'sessions.deny',
      { id, requestId: requestIn(context), message },
      ({ behavior, answers }) => behavior === 'deny' || isEmpty(answers),
    ),
  );
  printRow(context, row, 'Denied');
  return exitCode.done;
}

/** `--option` is a label or words of one's own; given several times for several questions or answers. */
export async function answer(context: Context): Promise<number> {
  const requestId = requestIn(context);
  const options = optionsIn(context.values);
  const id = await namedSession(context);
  return await withEngine(context, async (line) => {
    const { open } = await look(line, 'sessions.show', { id });
    const asked = questionIn(open, requestId);
    const assigned = assignOptions(asked.questions ?? [], options);
    if (!assigned.ok) throw new EngineError('bad-request', assigned.error, { field: 'option' });
    const answers = Object.fromEntries(
      Object.entries(assigned.value).map(([question, said]) => [
        question,
        typeof said === 'string' ? said : [...said],
      ]),
    );
    const { row } = await replyOnce(
      line,
      'sessions.answer',
      { id, requestId: asked.requestId, answers },
      (said) => said.answers !== undefined && !isEmpty(said.answers),
    );
    printRow(context, row, 'Answered');
    return exitCode.done;
  });
}

/** The question that is meant: the one named, or the only one. */
function questionIn(open: readonly OpenRequest[], requestId: RequestId | null): OpenRequest {
  const questions = open.filter(({ kind }) => kind === 'question');
  const [first, second] =
    requestId === null ? questions : open.filter((request) => request.requestId === requestId);
  if (first === undefined) {
    const leave = requestId === null && open.length > 0;
    const text = leave
      ? 'No question is open, but leave is asked for: use `lulu approve` or `lulu deny`.'
      : 'There is no such question to answer: it was answered or withdrawn.';
    throw new EngineError('nothing-to-answer', text);
  }
  if (second === undefined) return first;
  const ids = questions.map((question) => question.requestId).join(', ');
  throw new EngineError('ambiguous', `More than one question is open. Name one of: ${ids}`);
}

function isEmpty(answers: object | undefined): boolean {
  return answers !== undefined && Object.keys(answers).length === 0;
}

function requestIn({ operands }: Context): RequestId | null {
  if (operands[1] === undefined) return null;
  const id = v.safeParse(RequestId, operands[1]);
  if (id.success) return id.output;
  throw new UsageError(`The request id ${id.issues[0].message}. \`lulu show\` lists what is open.`);
}

function optionsIn(values: OptionValues): readonly string[] {
  const given = values['option'];
  const options = Array.isArray(given) ? (given as readonly string[]) : [];
  if (options.length > 0) return options;
  throw new UsageError('Say the answer: --option TEXT, a label or words of your own.');
}

/** The whole input, as JSON. */
function inputIn(values: OptionValues): Record<string, unknown> | null {
  const given = textOf(values, 'input');
  if (given === undefined) return null;
  const parsed = v.safeParse(v.record(v.string(), v.unknown()), parseJson(given));
  if (parsed.success) return parsed.output;
  throw new UsageError(
    `--input is the tool's whole input as a JSON object, such as '{"command":"ls"}'.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function modeIn(values: OptionValues): PermissionMode | null {
  const given = textOf(values, 'mode');
  if (given === undefined) return null;
  const parsed = v.safeParse(PermissionMode, given);
  if (parsed.success) return parsed.output;
  throw new UsageError(`--mode ${given}: ${parsed.issues[0].message}.`);
}
