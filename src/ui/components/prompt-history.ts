/** What was said to an agent before, one step at a time, as a shell's history goes. */

export interface PastPrompt {
  readonly seq: number;
  readonly text: string;
}

/** The prompt before `seq` (null: the last one); null where there is none. */
export type PromptBefore = (seq: number | null) => Promise<PastPrompt | null>;

export class PromptHistory {
  readonly #before: PromptBefore;
  /** Newest first, as far as it was asked for. */
  #read: PastPrompt[] = [];
  #at = -1;

  constructor(before: PromptBefore) {
    this.#before = before;
  }

  /** What stands in the field while one goes through it; undefined while one does not. */
  get shown(): string | undefined {
    return this.#read[this.#at]?.text;
  }

  /** One step back; undefined where it does not go further. */
  async older(): Promise<string | undefined> {
    const next = this.#at + 1;
    if (next >= this.#read.length) {
      const found = await this.#before(this.#read.at(-1)?.seq ?? null);
      if (found === null) return undefined;
      this.#read.push(found);
    }
    this.#at = next;
    return this.shown;
  }

  /** One step forward; the empty field after the last. */
  newer(): string {
    this.#at = Math.max(-1, this.#at - 1);
    return this.shown ?? '';
  }

  /** Something was typed or sent: the next step back is the newest again. */
  leave(): void {
    this.#at = -1;
    this.#read = [];
  }
}
