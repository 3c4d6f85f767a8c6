import type { Settings } from '../../contract/settings.ts';
import type { MenuItem } from '../components/menu.ts';
import type { ShellRequestEvent } from '../components/shell-events.ts';
import { menuText } from '../strings.ts';

export interface AppMenuActions {
  readonly open: (what: ShellRequestEvent['what']) => void;
  readonly pickTheme: (theme: Settings['theme']) => void;
}

/** What is not about one session: the pages, and the theme, which people change by the hour. */
export function appMenuItems(
  settings: Settings | undefined,
  { open, pickTheme }: AppMenuActions,
): MenuItem[] {
  const page = (
    label: string,
    icon: MenuItem['icon'],
    what: ShellRequestEvent['what'],
  ): MenuItem => ({
    label,
    ...(icon === undefined ? {} : { icon }),
    run: () => {
      open(what);
    },
  });
  return [
    page(menuText.settings, 'settings', 'settings'),
    page(menuText.trash, 'trash', 'trash'),
    page(menuText.checkUp, 'pulse', 'check-up'),
    { ...page(menuText.shortcuts, 'keyboard', 'shortcuts'), hint: '?' },
    ...(['system', 'light', 'dark'] as const).map((theme, index) => ({
      label: menuText.themes[theme],
      checked: theme === (settings?.theme ?? 'system'),
      separated: index === 0,
      run: () => {
        pickTheme(theme);
      },
    })),
  ];
}
