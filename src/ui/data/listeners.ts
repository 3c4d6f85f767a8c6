/** A set of callbacks: the whole of what "observable" means here. */
export class Listeners<T = void> {
  readonly #all = new Set<(value: T) => void>();

  /** Returns what ends it. */
  add(listener: (value: T) => void): () => void {
    this.#all.add(listener);
    return () => {
      this.#all.delete(listener);
    };
  }

  emit(value: T): void {
    for (const listener of [...this.#all]) listener(value);
  }
}
