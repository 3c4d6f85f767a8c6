import type { Settings } from '../../contract/settings.ts';
import { rowHeightOf } from '../../core/row-height.ts';

export type Look = Pick<Settings, 'theme' | 'density' | 'fontSize'>;

/** Puts theme, density and font size on the page's root, where the tokens go by them. */
export function applyLook(look: Look, root: HTMLElement = document.documentElement): void {
  const { dataset, style } = root;
  if (look.theme === 'system') delete dataset['theme'];
  else dataset['theme'] = look.theme;
  dataset['density'] = look.density;
  style.setProperty('--lulu-text-size', `${look.fontSize}px`);
  style.setProperty('--lulu-row-height', `${rowHeightOf(look)}px`);
}
