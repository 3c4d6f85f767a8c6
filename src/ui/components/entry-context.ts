import type { TemplateResult } from 'lit';
import type { Entry } from '../../core/timeline-entry.ts';

/** What an entry's template may ask of the timeline that shows it. */
export interface EntryContext {
  /** The reader has unfolded this entry. */
  readonly expanded: boolean;
  /** Absolute path of the session's worktree: paths below it are shown as seen from there. */
  readonly worktree: string;
  /** The log goes on from here live: a call without a result is at work. */
  readonly live: boolean;
  /** Folds or unfolds the entry. */
  readonly toggle: () => void;
  /** Asks for the whole of what the engine has cut. */
  readonly showWhole: () => void;
  /** The address of an image a prompt names; null where there is none any more. */
  readonly imageOf: (name: string) => Promise<string | null>;
  /** An entry within this one, with a context of its own. */
  readonly draw: (child: Entry) => TemplateResult;
}
