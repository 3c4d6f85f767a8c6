/** Answers to an agent's questions: what was typed, as what the agent takes. Pure. */
import type { Question } from '../contract/events.ts';
import { err, ok, type Result } from './result.ts';

/** By the text of the question: one answer, or several where the question takes several. */
export type GivenAnswers = Readonly<Record<string, string | readonly string[]>>;

/** How several answers to one question are told the agent. */
const separator = ', ';

/**
 * One text for each question, labels as the agent wrote them; what is no label is said as it stands.
 *
 * The error is for people: a question without an answer, an answer to no question, or several answers
 * to a question that takes one.
 */
export function joinAnswers(
  questions: readonly Question[],
  given: GivenAnswers,
): Result<Record<string, string>, string> {
  const unknown = Object.keys(given).find((text) => !questions.some((q) => q.question === text));
  if (unknown !== undefined) return err(`"${unknown}" was not asked.`);
  const joined: Record<string, string> = {};
  for (const question of questions) {
    const said = Object.hasOwn(given, question.question) ? given[question.question] : undefined;
    const texts = typeof said === 'string' ? [said] : (said ?? []);
    if (texts.length === 0) return err(`"${question.question}" has no answer.`);
    if (texts.length > 1 && question.multiSelect !== true) {
      return err(`"${question.question}" takes one answer, not ${String(texts.length)}.`);
    }
    const labels = [...new Set(texts.map((text) => labelFor(question, text) ?? text.trim()))];
    joined[question.question] = labels.join(separator);
  }
  return ok(joined);
}

/**
 * Whose answers options without a question are. One question: all of them are its own. Several: each
 * goes to the first question that has it for a label and can still take it, else to the first one
 * without an answer. `Header=text` and `2=text` name the question.
 */
export function assignOptions(
  questions: readonly Question[],
  options: readonly string[],
): Result<GivenAnswers, string> {
  const [only, ...others] = questions;
  if (only === undefined) return err('Nothing was asked.');
  if (others.length === 0) return ok({ [only.question]: options });
  const given = new Map<Question, string[]>();
  for (const option of options) {
    const named = namedQuestion(questions, option);
    const text = named === undefined ? option : option.slice(option.indexOf('=') + 1).trim();
    const question = named ?? takerOf(questions, given, option);
    if (question === undefined) return err(`There is no question left for "${option}".`);
    given.set(question, [...(given.get(question) ?? []), text]);
  }
  return ok(Object.fromEntries([...given].map(([{ question }, texts]) => [question, texts])));
}

function namedQuestion(questions: readonly Question[], option: string): Question | undefined {
  const at = option.indexOf('=');
  if (at <= 0) return undefined;
  const name = option.slice(0, at).trim().toLowerCase();
  return questions.find(
    ({ header }, index) => header?.toLowerCase() === name || String(index + 1) === name,
  );
}

function takerOf(
  questions: readonly Question[],
  given: ReadonlyMap<Question, readonly string[]>,
  option: string,
): Question | undefined {
  const takes = (question: Question) => question.multiSelect === true || !given.has(question);
  return (
    questions.find((question) => takes(question) && labelFor(question, option) !== undefined) ??
    questions.find((question) => !given.has(question))
  );
}

function labelFor(question: Question, text: string): string | undefined {
  const wanted = text.trim();
  const labels = question.options.map(({ label }) => label);
  return (
    labels.find((label) => label === wanted) ??
    labels.find((label) => label.toLowerCase() === wanted.toLowerCase())
  );
}
