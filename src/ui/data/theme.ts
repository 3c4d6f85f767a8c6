import type { Settings } from '../../contract/settings.ts';

/** Overrides what the system prefers, or leaves it alone. The tokens go by this attribute. */
export function applyTheme(theme: Settings['theme']): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
}
