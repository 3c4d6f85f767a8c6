/** The pages that take the detail's place. Their code is loaded when one is opened. */
import { html, type TemplateResult } from 'lit';
import type { Settings } from '../../contract/settings.ts';
import type { PageName } from '../components/shell-events.ts';
import type { Platform } from '../data/platform.ts';
import type { Pulse } from '../data/pulse.ts';
import type { SessionsStore } from '../data/sessions-store.ts';

const loading: Readonly<Record<PageName, () => Promise<unknown>>> = {
  settings: () => import('./settings-page.ts'),
  trash: () => import('./trash-page.ts'),
  'check-up': () => import('./check-up-page.ts'),
};

export interface PageContext {
  readonly settings: Settings | undefined;
  readonly platform: Platform;
  readonly pulse: Pulse | undefined;
  readonly store: SessionsStore | undefined;
  readonly save: (patch: Partial<Settings>) => Promise<void>;
}

/** @throws {TypeError} where the code cannot be had (the engine is gone). */
export async function loadPage(name: PageName): Promise<void> {
  await loading[name]();
}

export function isPage(name: string): name is PageName {
  return name in loading;
}

export function pageOf(name: PageName, context: PageContext): TemplateResult {
  const { settings, platform, pulse, store, save } = context;
  switch (name) {
    case 'settings':
      return html`<lulu-settings-page
        class="page"
        .settings=${settings}
        .platform=${platform}
        .save=${save}
      ></lulu-settings-page>`;
    case 'trash':
      return html`<lulu-trash-page class="page"></lulu-trash-page>`;
    case 'check-up':
      return html`<lulu-check-up-page
        class="page"
        .pulse=${pulse}
        .store=${store}
      ></lulu-check-up-page>`;
  }
}
