/** What stands in the way of a session, or what it waits for by itself, in words. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionView } from '../../contract/rows.ts';
import { isActive } from '../../core/row-order.ts';
import { windowWords } from '../rendering/window-words.ts';

/** One paragraph, whole; nothing where all is well. It can be long: who has only keys scrolls it, too. */
export function sessionTrouble(session: SessionView): TemplateResult | typeof nothing {
  const { interruptError, note, restored, recoveryHint, status, failureReason } = session;
  if (interruptError !== null) return bad(interruptError);
  if (note !== null && isActive(session)) return html`<p dir="auto" role="status">${note}</p>`;
  if (restored && recoveryHint !== null) return html`<p dir="auto">${recoveryHint}</p>`;
  if (status === 'Failed' && failureReason !== null) return bad(windowWords(failureReason));
  return nothing;
}

function bad(text: string): TemplateResult {
  return html`<p class="bad" dir="auto" tabindex=${text.length > 300 ? 0 : nothing}>${text}</p>`;
}
