/** What people call a permission mode; one Lulu does not know keeps its own name. */
import type { PermissionMode } from '../../contract/requests.ts';
import { newSessionText } from '../strings.ts';

export function isMode(mode: string): mode is PermissionMode {
  return Object.hasOwn(newSessionText.modes, mode);
}

export function modeLabel(mode: string): string {
  return isMode(mode) ? newSessionText.modes[mode].label : mode;
}
