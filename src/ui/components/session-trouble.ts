/** What stands in the way of a session, or what it waits for by itself, in words. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionView } from '../../contract/rows.ts';
import { isActive } from '../../core/row-order.ts';
import { windowWords } from '../rendering/window-words.ts';

/**
 * One paragraph; nothing where all is well. Of why a session failed it is the first line: the whole stands at
 * the end of the timeline, and in the tooltip.
 */
export function sessionTrouble(session: SessionView): TemplateResult | typeof nothing {
  const { interruptError, note, restored, recoveryHint, status, failureReason } = session;
  if (interruptError !== null) return html`<p class="bad" dir="auto">${interruptError}</p>`;
  if (note !== null && isActive(session)) return html`<p dir="auto" role="status">${note}</p>`;
  if (restored && recoveryHint !== null) return html`<p dir="auto">${recoveryHint}</p>`;
  if (status === 'Failed' && failureReason !== null) {
    const reason = windowWords(failureReason);
    return html`<p class="bad ellipsis" dir="auto" title=${reason}>${reason}</p>`;
  }
  return nothing;
}
