import { joinAnswers, type GivenAnswers } from '../../core/answers.ts';
import type { Answer } from '../../core/session.ts';
import type { Rule } from '../../contract/rules.ts';
import { ruleText } from '../../core/rules/rule-text.ts';
import type { PermissionMode } from '../../contract/requests.ts';
import type { Adapter } from '../agents/adapter.ts';
import { EngineError } from '../engine-error.ts';
import type { OpenRequestRecord } from '../store/open-requests.ts';

/** A reply to what an agent asked: the event that records it, and the line that tells the agent. */
export interface AgentReply {
  readonly answer: Answer;
  readonly line: string;
}

/** What is given with an allowance. Null: as it was asked, and no other mode. */
export interface Allowance {
  readonly input: Readonly<Record<string, unknown>> | null;
  readonly permissionMode: PermissionMode | null;
  /** The rule that was made with it, in words. */
  readonly rule: string | null;
}

/** @throws {EngineError} `rejected` where a question was asked: a yes does not answer it. */
export function allow(
  adapter: Adapter,
  request: OpenRequestRecord,
  { input, permissionMode, rule }: Allowance,
): AgentReply {
  const { requestId, kind } = request;
  if (kind === 'question') {
    throw new EngineError(
      'rejected',
      `A question was asked, which a yes does not answer. Use \`lulu answer\` with --option.`,
      { field: 'requestId' },
    );
  }
  const edited = input !== null && JSON.stringify(input) !== JSON.stringify(request.input);
  return {
    answer: {
      type: 'approval_resolved',
      payload: {
        ...{ requestId, behavior: 'allow', by: 'user' },
        ...(edited ? { input } : {}),
        ...(permissionMode === null ? {} : { permissionMode }),
        ...(rule === null ? {} : { rule }),
      },
    },
    line: adapter.encodeAllow(requestId, input ?? request.input, permissionMode ?? undefined),
  };
}

/** What a rule says in the user's place. */
export function byRule(
  adapter: Adapter,
  { requestId, input }: Pick<OpenRequestRecord, 'requestId' | 'input'>,
  { behavior, rule }: { readonly behavior: 'allow' | 'deny'; readonly rule: Rule },
): AgentReply {
  const text = ruleText(rule);
  return {
    answer: { type: 'approval_resolved', payload: { requestId, behavior, by: 'rule', rule: text } },
    line:
      behavior === 'allow'
        ? adapter.encodeAllow(requestId, input)
        : adapter.encodeDeny(requestId, `A rule of the user says: ${text}.`),
  };
}

/** A no; to a question: that the user would rather talk about it. */
export function deny(
  adapter: Adapter,
  { requestId, kind }: OpenRequestRecord,
  message: string | null,
): AgentReply {
  const said = message === null ? {} : { message };
  const answer: Answer =
    kind === 'question'
      ? { type: 'question_answered', payload: { requestId, answers: {}, by: 'user', ...said } }
      : {
          type: 'approval_resolved',
          payload: { requestId, behavior: 'deny', by: 'user', ...said },
        };
  const words = kind === 'question' ? (message ?? wouldRatherTalk) : message;
  return { answer, line: adapter.encodeDeny(requestId, words) };
}

/** @throws {EngineError} `rejected` where no question was asked, `bad-request` where the answers do not fit. */
export function answer(
  adapter: Adapter,
  { requestId, questions, input }: OpenRequestRecord,
  given: GivenAnswers,
): AgentReply {
  if (questions === null) {
    throw new EngineError(
      'rejected',
      'No question was asked, but leave: use `lulu approve` or `lulu deny`.',
      { field: 'requestId' },
    );
  }
  const joined = joinAnswers(questions, given);
  if (!joined.ok) throw new EngineError('bad-request', joined.error, { field: 'answers' });
  const answers = joined.value;
  return {
    answer: { type: 'question_answered', payload: { requestId, answers, by: 'user' } },
    line: adapter.encodeAnswers(requestId, input, answers),
  };
}

const wouldRatherTalk =
  'The user did not choose, but wants to talk about it first. Ask what they would like to know.';
