/** What the shell says in place of, or above, the sessions when something is wrong with all of them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Health } from '../../contract/requests.ts';
import type { Platform } from '../data/platform.ts';
import type { Transport } from '../data/transport.ts';
import { noticeText } from '../strings.ts';
import '../components/notice-bar.ts';
import '../components/notice-screen.ts';

export interface ShellTrouble {
  readonly transport: Transport | undefined;
  readonly platform: Platform;
  readonly health: Health;
  readonly isOutdated: boolean;
  readonly openCheckUp: () => void;
}

/** The worst of it, in one line with a way out; nothing where all is well. */
export function noticeBar(trouble: ShellTrouble): TemplateResult | typeof nothing {
  const { transport, platform, health, isOutdated, openCheckUp } = trouble;
  if (transport?.state === 'lost') return lostBar(transport, platform);
  if (!health.ok) {
    const heading = { full: noticeText.full, unwritable: noticeText.unwritable, other: '' };
    return html`<lulu-notice-bar
      heading=${heading[health.kind ?? 'other'] || noticeText.notKept}
      text="${health.problem ?? ''} ${noticeText.meanwhile}"
      ><button type="button" @click=${openCheckUp}>${noticeText.checkUp}</button></lulu-notice-bar
    >`;
  }
  if (!isOutdated) return nothing;
  return html`<lulu-notice-bar heading=${noticeText.updated} text=${noticeText.updatedWhy}
    ><button type="button" @click=${reload}>${noticeText.reload}</button></lulu-notice-bar
  >`;
}

/** A browser waits for its server; a window's engine is a program beside it, which nobody starts again. */
function lostBar(transport: Transport, platform: Platform): TemplateResult {
  const { window } = platform;
  return html`<lulu-notice-bar
    class="over"
    heading=${window === undefined ? noticeText.lost : noticeText.gone}
    text=${window === undefined ? noticeText.lostWhy : noticeText.goneWhy}
  >
    <button
      type="button"
      @click=${() => {
        if (transport.reconnect === undefined) reload();
        else transport.reconnect();
      }}
    >
      ${noticeText.reconnect}
    </button>
    ${
      window === undefined
        ? nothing
        : html`<button type="button" @click=${window.close}>${noticeText.closeWindow}</button>`
    }
  </lulu-notice-bar>`;
}

/** The engine does not know this browser. */
export function refusedScreen(): TemplateResult {
  return html`<main>
    <lulu-notice-screen heading=${noticeText.refused}>
      <span>${noticeText.refusedStart}<code>lulu serve</code>${noticeText.refusedEnd}</span>
    </lulu-notice-screen>
  </main>`;
}

/** The engine is there and cannot work: a damaged database, one of a newer version. */
export function brokenScreen(problem: string): TemplateResult {
  return html`<main>
    <lulu-notice-screen heading=${noticeText.cannotWork} role="alert">
      <span>${problem}</span>
      <button type="button" @click=${reload}>${noticeText.tryAgain}</button>
    </lulu-notice-screen>
  </main>`;
}

function reload(): void {
  location.reload();
}
