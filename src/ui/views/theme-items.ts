import type { Settings } from '../../contract/settings.ts';
import type { MenuItem } from '../components/menu.ts';

const labels: Readonly<Record<Settings['theme'], string>> = {
  system: 'System theme',
  light: 'Light theme',
  dark: 'Dark theme',
};

/** The three themes as a set of menu items. */
export function themeItems(
  current: Settings['theme'],
  pick: (theme: Settings['theme']) => void,
): MenuItem[] {
  return (['system', 'light', 'dark'] as const).map((theme) => ({
    label: labels[theme],
    checked: theme === current,
    run: () => {
      pick(theme);
    },
  }));
}
