/** Puts what is tested on the app's own page, so that contrast is judged as it is seen. */
import { html, type TemplateResult } from 'lit';
import { page, tokens } from '../../src/ui/styles/tokens.ts';

for (const { styleSheet } of [tokens, page]) {
  if (styleSheet !== undefined) document.adoptedStyleSheets.push(styleSheet);
}

export function inLook(content: TemplateResult): TemplateResult {
  return html`<main>${content}</main>`;
}
