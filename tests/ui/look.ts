/** Puts what is tested on the app's own page, so that contrast is judged as it is seen. */
import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import type { TemplateResult } from 'lit';
import { page, tokens } from '../../src/ui/styles/tokens.ts';

for (const { styleSheet } of [tokens, page]) {
  if (styleSheet !== undefined) document.adoptedStyleSheets.push(styleSheet);
}

export function inLook(content: TemplateResult): TemplateResult {
  return html`<main>${content}</main>`;
}

/** Shows `content` on the app's page; resolves to the element `tag` in it. */
export async function show<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  content: TemplateResult,
): Promise<HTMLElementTagNameMap[K]> {
  const holder = await fixture<HTMLElement>(inLook(content));
  const shown = holder.querySelector(tag);
  if (shown === null) throw new Error(`There is no <${tag}>`);
  return shown;
}

/** The first match in an element's own markup. */
export function inside(host: Element, selector: string): HTMLElement {
  const found = host.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
}

/** The button of an element that shows `label`, or bears it as its name. */
export function buttonOf(host: Element, label: string): HTMLButtonElement {
  const buttons = [...(host.shadowRoot?.querySelectorAll('button') ?? [])];
  const named = buttons.find((one) => one.textContent.trim() === label || one.ariaLabel === label);
  if (named === undefined) throw new Error(`There is no button "${label}"`);
  return named;
}

/** Text as it is read, without the spaces of the source. */
export function textOf(host: Element): string {
  return host.shadowRoot?.textContent.replaceAll(/\s+/gu, ' ').trim() ?? '';
}

/** Fails unless `element` is accessible, its contrast too, in the light as in the dark. */
export async function expectAccessible(element: Element): Promise<void> {
  const { dataset } = document.documentElement;
  const before = dataset['theme'];
  try {
    for (const theme of ['light', 'dark']) {
      dataset['theme'] = theme;
      await nextFrame();
      // Colours on their way from one theme to the other are nobody's.
      for (const change of animationsIn(element)) {
        if (change instanceof CSSTransition) change.finish();
      }
      await expect(element, `in the ${theme}`).to.be.accessible();
    }
  } finally {
    if (before === undefined) delete dataset['theme'];
    else dataset['theme'] = before;
  }
}

/** What moves in an element, in its shadow, and in all shadows below: each root knows its own alone. */
function animationsIn(element: Element): Animation[] {
  const root = element.shadowRoot;
  const within = [element, ...(root === null ? [] : [root])].flatMap((one) => [
    ...one.querySelectorAll('*'),
  ]);
  return [
    ...element.getAnimations({ subtree: true }),
    ...(root?.getAnimations() ?? []),
    ...within.filter(({ shadowRoot }) => shadowRoot !== null).flatMap(animationsIn),
  ];
}
