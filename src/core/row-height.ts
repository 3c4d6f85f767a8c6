import type { Settings } from '../contract/settings.ts';

const heights: Readonly<Record<Settings['density'], number>> = { comfortable: 60, compact: 48 };
/** The font size these heights were drawn for. */
const drawnFor = 14;

/**
 * Height of one row of the list, in CSS px: all rows are equally high, so that a list of any length is
 * laid out without measuring.
 */
export function rowHeightOf({ density, fontSize }: Pick<Settings, 'density' | 'fontSize'>): number {
  return Math.max(44, Math.round((heights[density] * fontSize) / drawnFor));
}
