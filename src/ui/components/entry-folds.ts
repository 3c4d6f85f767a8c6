import { entryKey, type Entry } from '../../core/timeline-entry.ts';

/** Which entries of a timeline the reader has unfolded; it outlives their coming and going. */
export class EntryFolds {
  readonly #unfolded = new Set<string>();

  isUnfolded(entry: Entry): boolean {
    return this.#unfolded.has(entryKey(entry));
  }

  /** How many of what an unfolded group holds are unfolded themselves. */
  countWithin(entry: Entry): number {
    if (entry.kind !== 'group' || !this.isUnfolded(entry)) return 0;
    return entry.children.filter((child) => this.isUnfolded(child)).length;
  }

  /** Folds or unfolds an entry; whether it is unfolded now. */
  toggle(entry: Entry): boolean {
    const key = entryKey(entry);
    if (!this.#unfolded.delete(key)) this.#unfolded.add(key);
    return this.#unfolded.has(key);
  }

  /** Unfolds what holds `seq`. Whether there was something to unfold. */
  unfoldFor(entries: readonly Entry[], seq: number): boolean {
    const entry = entries.findLast((each) => each.seq <= seq);
    if (entry === undefined) return false;
    const inner =
      entry.kind === 'group' ? entry.children.findLast((each) => each.seq <= seq) : undefined;
    const folded = [entry, ...(inner === undefined ? [] : [inner])].filter(
      (each) => each.kind !== 'tool' && !this.isUnfolded(each),
    );
    for (const each of folded) this.#unfolded.add(entryKey(each));
    return folded.length > 0;
  }
}
