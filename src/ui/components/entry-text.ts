/** Entries that are mostly text: what was said, thought, went wrong, or could not be read. */
import { html, nothing, type TemplateResult } from 'lit';
import { until } from 'lit/directives/until.js';
import { oneLine } from '../../core/ask.ts';
import { imageMarks, imageName } from '../../core/prompt-images.ts';
import type { EntryOf } from '../../core/timeline-entry.ts';
import { renderMarkdown } from '../rendering/markdown.ts';
import { formatBytes } from '../rendering/quantities.ts';
import { detailStrings } from '../detail-strings.ts';
import type { EntryContext } from './entry-context.ts';
import { cutNote, foldedText } from './folded-text.ts';

const words = detailStrings.text;

/** A prompt of more lines is folded: people paste logs and whole files. */
const promptLines = 24;

export function promptEntry(text: string, context: EntryContext): TemplateResult {
  const images = imageMarks(text);
  const words = images
    .reduce((rest, { name }) => rest.replaceAll(imageName(name), ''), text)
    .trim();
  return html`<div class="prompt" part="prompt">
    ${words === '' ? nothing : foldedText(words, context, { lines: promptLines })}
    ${
      images.length === 0
        ? nothing
        : html`<div class="images sent">
            ${images.map(({ name }) => html`${until(sentImage(name, context), nothing)}`)}
          </div>`
    }
    ${cutNote(text, context)}
  </div>`;
}

async function sentImage(name: string, { imageOf }: EntryContext): Promise<unknown> {
  const url = await imageOf(name);
  const { image, imageGone } = detailStrings.prompt;
  return url === null
    ? html`<span class="aside">${imageGone}</span>`
    : html`<img src=${url} alt=${image} decoding="async" />`;
}

export function messageEntry(text: string, context: EntryContext): TemplateResult {
  return html`${renderMarkdown(text)} ${cutNote(text, context)}`;
}

export function thinkingEntry(text: string, context: EntryContext): TemplateResult {
  return disclosure(
    context,
    html`<span class="name">${words.thinking}</span>
      ${context.expanded ? nothing : html`<span class="subject">${oneLine(text, 160)}</span>`}`,
    () =>
      html`<div class="thought">${renderMarkdown(text)}</div>
        ${cutNote(text, context)}`,
  );
}

export function errorEntry(text: string, context: EntryContext): TemplateResult {
  return html`<div class="error" part="error">
    <span class="label">${words.error}</span>${foldedText(text, context)} ${cutNote(text, context)}
  </div>`;
}

export function unrecognisedEntry(
  { raw, bytes }: EntryOf<'unrecognised'>,
  context: EntryContext,
): TemplateResult {
  return disclosure(
    context,
    html`<span class="name">${words.unrecognised}</span>
      <span class="subject code">${oneLine(raw, 160)}</span>
      <span class="aside">${formatBytes(bytes ?? raw.length)}</span>`,
    () =>
      html`<pre class="output boxed">${raw}</pre>
        ${cutNote(raw, context)}`,
  );
}

/** A quiet line that unfolds. Its body is made only when it is seen. */
export function disclosure(
  context: EntryContext,
  summary: TemplateResult,
  body: () => TemplateResult,
): TemplateResult {
  return html`<button
      type="button"
      class="line"
      aria-expanded=${context.expanded ? 'true' : 'false'}
      @click=${context.toggle}
    >
      <span class="chevron" aria-hidden="true"></span>${summary}
    </button>
    ${context.expanded ? html`<div class="body">${body()}</div>` : nothing}`;
}
