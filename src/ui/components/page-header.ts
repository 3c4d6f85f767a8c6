import { html, type TemplateResult } from 'lit';
import { pageText } from '../strings.ts';
import { icon } from './icon.ts';
import { PageCloseEvent } from './shell-events.ts';

/** The head of a page beside the list. Its heading takes the focus when the page opens. */
export function pageHeader(
  heading: string,
  host: EventTarget,
  more?: TemplateResult,
): TemplateResult {
  return html`<header>
    <h2 tabindex="-1" id="heading">${heading}</h2>
    ${more}
    <button
      type="button"
      class="quiet icon"
      aria-label=${pageText.close}
      title="${pageText.close} (Esc)"
      @click=${() => {
        host.dispatchEvent(new PageCloseEvent());
      }}
    >
      ${icon('close')}
    </button>
  </header>`;
}
