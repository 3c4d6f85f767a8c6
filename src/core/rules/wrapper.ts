import type { Assignment, Word } from './shell/tree.ts';

/**
 * What a command runs in its turn. `words`: these words; `at` is where they begin among its own, null
 * where they are not its tail. `text`: a shell text. `unseen`: something that cannot be seen.
 */
export type Wrapper =
  | {
      readonly kind: 'words';
      readonly words: readonly Word[];
      readonly assignments: readonly Assignment[];
      readonly at: number | null;
      readonly isTransparent: boolean;
    }
  | { readonly kind: 'text'; readonly text: string; readonly isTransparent: boolean }
  | { readonly kind: 'unseen'; readonly reason: string };

export function unseen(reason: string): Wrapper {
  return { kind: 'unseen', reason };
}
