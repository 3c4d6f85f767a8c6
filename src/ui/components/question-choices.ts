import type { Question } from '../../contract/events.ts';

/** What is chosen of one question: labels, and the user's own words where those are chosen too. */
interface Choice {
  readonly labels: readonly string[];
  readonly isOther: boolean;
  readonly other: string;
}

const none: Choice = { labels: [], isOther: false, other: '' };

/** What is chosen of each question of a request, as a value. Pure. */
export class Choices {
  readonly #byQuestion: ReadonlyMap<string, Choice>;

  constructor(byQuestion: ReadonlyMap<string, Choice> = new Map()) {
    this.#byQuestion = byQuestion;
  }

  of({ question }: Question): Choice {
    return this.#byQuestion.get(question) ?? none;
  }

  /** With an option chosen or given up. `label` null: the user's own words. */
  with(question: Question, label: string | null, on: boolean): Choices {
    const choice = this.of(question);
    if (question.multiSelect !== true) {
      const labels = label === null ? [] : [label];
      return this.#and(question, { ...choice, labels, isOther: label === null });
    }
    if (label === null) return this.#and(question, { ...choice, isOther: on });
    const others = choice.labels.filter((each) => each !== label);
    return this.#and(question, { ...choice, labels: on ? [...others, label] : others });
  }

  /** With these as the user's own words. */
  withWords(question: Question, other: string): Choices {
    return this.#and(question, { ...this.of(question), other });
  }

  /** Whether each question has something for an answer. */
  areComplete(questions: readonly Question[]): boolean {
    return questions.length > 0 && questions.every((each) => this.#answersTo(each).length > 0);
  }

  /** By the text of the question; several where several may be chosen. */
  answers(questions: readonly Question[]): Record<string, string | string[]> {
    const answers: Record<string, string | string[]> = {};
    for (const question of questions) {
      const chosen = this.#answersTo(question);
      answers[question.question] = question.multiSelect === true ? chosen : (chosen[0] ?? '');
    }
    return answers;
  }

  /** In the order of the options, the user's own words last. */
  #answersTo(question: Question): string[] {
    const { labels, isOther, other } = this.of(question);
    const chosen = question.options
      .map(({ label }) => label)
      .filter((label) => labels.includes(label));
    return isOther && other.trim() !== '' ? [...chosen, other.trim()] : chosen;
  }

  #and({ question }: Question, choice: Choice): Choices {
    return new Choices(new Map([...this.#byQuestion, [question, choice]]));
  }
}
