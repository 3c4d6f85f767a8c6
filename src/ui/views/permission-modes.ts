/** The permission modes as the dialog offers them: a name, and a sentence on what it means. */
import type { PermissionMode } from '../../contract/requests.ts';

export interface ModeText {
  readonly label: string;
  readonly meaning: string;
}

/** In the order they are offered, from the usual one on. */
export const permissionModes: Readonly<Record<PermissionMode, ModeText>> = {
  acceptEdits: {
    label: 'Accept edits',
    meaning: 'Edits files in its own worktree freely, and asks you before it does anything else.',
  },
  default: {
    label: 'Ask first',
    meaning: 'Asks you before each edit and each command. Reading is free.',
  },
  plan: {
    label: 'Plan',
    meaning: 'Reads and thinks, then shows you a plan. Changes nothing until you agree.',
  },
  dontAsk: {
    label: 'Never ask',
    meaning: 'Does what its rules already allow. Everything else is refused without asking you.',
  },
  auto: {
    label: 'Auto',
    meaning: 'Judges by itself what is safe to do, and asks you about the rest.',
  },
  bypassPermissions: {
    label: 'Bypass permissions',
    meaning: 'Does anything it likes, anywhere on this machine. Only for sandboxes.',
  },
};
