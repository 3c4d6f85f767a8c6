/** Finding in one session: what is typed, what the engine has found, and where the reader is among it. */
import { parseQuery } from '../../core/search-query.ts';
import type { FindKind } from '../components/detail-events.ts';
import { detailStrings } from '../detail-strings.ts';
import type { LuluTimeline } from '../components/timeline.ts';
import {
  nothingFound,
  stepThrough,
  type Found,
  type LogFinder,
  type Towards,
} from '../data/log-finder.ts';
import { messageOf } from '../data/transport.ts';
import { clearMarks, markMatches } from '../rendering/find-highlights.ts';

const words = detailStrings.find;
/** Who types is not interrupted by an answer for each letter, in ms. */
const pauseMs = 120;

export class SessionFind {
  kind: FindKind = 'text';
  text = '';
  result = '';
  readonly #finder: LogFinder;
  readonly #timeline: () => LuluTimeline | null;
  readonly #changed: () => void;
  #found: Found = nothingFound;
  #at: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(finder: LogFinder, timeline: () => LuluTimeline | null, changed: () => void) {
    this.#finder = finder;
    this.#timeline = timeline;
    this.#changed = changed;
  }

  /** Looks for other words, or for something else. */
  look(kind: FindKind, text: string): void {
    this.kind = kind;
    this.text = text;
    this.#found = nothingFound;
    this.#say('');
    clearTimeout(this.#timer);
    if (kind === 'text' && text.trim() !== '') {
      this.#say(words.looking);
      this.#timer = setTimeout(() => void this.#find(text), pauseMs);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    clearMarks();
  }

  async step(towards: Towards): Promise<void> {
    const { kind } = this;
    try {
      if (kind === 'text') await this.#stepText(towards);
      else {
        const place = this.#timeline()?.place ?? 0;
        const seq = await this.#finder.landmark(kind, towards, place);
        if (seq === null) this.#say(words.none(kind, towards));
        else this.#goTo(seq, '');
      }
    } catch (error) {
      this.#say(messageOf(error));
    }
  }

  /** Marks what matches among the entries that are drawn. */
  readonly mark = (entries: Element): void => {
    const query = this.kind === 'text' ? parseQuery(this.text) : undefined;
    if (query === undefined) clearMarks();
    else markMatches(entries, query, entries.querySelector(`[data-seq="${String(this.#at)}"]`));
  };

  async #find(text: string): Promise<void> {
    try {
      const found = await this.#finder.find(text);
      // Other words may be looked for by now.
      if (this.text !== text || this.kind !== 'text') return;
      this.#found = found;
      const place = this.#timeline()?.place ?? 0;
      const nearest = found.seqs.findLast((seq) => seq <= place) ?? found.seqs[0];
      if (nearest === undefined) this.#say(words.nothing);
      else this.#show(nearest);
    } catch (error) {
      if (this.text === text) this.#say(messageOf(error));
    }
  }

  async #stepText(towards: Towards): Promise<void> {
    const { seqs, more } = this.#found;
    if (seqs.length === 0) return;
    const place = this.#timeline()?.place ?? 0;
    const isAtFirst = towards === 'before' && !seqs.some((seq) => seq < place);
    if (isAtFirst && more) this.#found = await this.#finder.older(this.#found);
    const next = stepThrough(this.#found.seqs, towards, place);
    if (next !== undefined) this.#show(next);
  }

  #show(seq: number): void {
    const { seqs, more } = this.#found;
    this.#goTo(seq, words.place(seqs.indexOf(seq) + 1, seqs.length, more));
  }

  #goTo(seq: number, result: string): void {
    this.#at = seq;
    this.#timeline()?.jump(seq);
    this.#say(result);
  }

  #say(result: string): void {
    this.result = result;
    this.#changed();
  }
}
