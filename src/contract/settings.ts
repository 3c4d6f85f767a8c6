/** What a person has set; one set for a data directory, whichever window or browser shows it. */
import * as v from 'valibot';

/** Added later, so that a page and an engine of different age still understand each other. */
const on = v.optional(v.boolean(), true);

/** A program and its arguments, quoted as in a shell; null: whatever is found. */
const Command = v.optional(
  v.nullable(v.pipe(v.string(), v.trim(), v.minLength(1, 'is empty'), v.maxLength(4096))),
  null,
);

export const Settings = v.object({
  order: v.nullable(v.picklist(['newest', 'oldest', 'active'])),
  theme: v.picklist(['system', 'light', 'dark']),
  claudePath: v.nullable(v.string()),
  liveAgents: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)),
  density: v.optional(v.picklist(['comfortable', 'compact']), 'comfortable'),
  /** Of ordinary text, in CSS px. */
  fontSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(12), v.maxValue(18)), 14),
  /** Whether to notify, while no window has the focus, of a session that … */
  notifyWaiting: on,
  notifyCompleted: on,
  notifyFailed: on,
  /** What opens a worktree. */
  editor: Command,
  terminal: Command,
});
export type Settings = v.InferOutput<typeof Settings>;
