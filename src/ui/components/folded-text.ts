/** Long text in a timeline: its beginning, and a button that says how much more there is. */
import { html, nothing, type TemplateResult } from 'lit';
import { isCut } from '../rendering/payload-text.ts';
import { formatBytes } from '../rendering/quantities.ts';
import { detailStrings } from '../detail-strings.ts';
import type { EntryContext } from './entry-context.ts';

const words = detailStrings.text;

const foldedLines = 12;
/** Only so much is ever put into the DOM: a tall block costs every frame. In UTF-16 units. */
const longest = 400_000;
/** A fold hides at least this many lines: unfolding for less is a click for nothing. */
const slack = 3;

export interface FoldOptions {
  /** Lines shown while folded. */
  readonly lines?: number;
  /** From the end rather than from the beginning: where output is long, its end says how it went. */
  readonly end?: boolean;
}

/** `text` in a `<pre>`, folded beyond some lines unless the entry is unfolded. */
export function foldedText(
  text: string,
  context: EntryContext,
  { lines = foldedLines, end = false }: FoldOptions = {},
): TemplateResult {
  const folded = foldText(text, lines, end);
  if (folded === undefined) return html`<pre class="output">${text}</pre>`;
  const shown = context.expanded ? text.slice(0, longest) : folded.shown;
  const label = context.expanded ? words.less : words.allOf(folded.count, formatBytes(text.length));
  const button = html`<button
    type="button"
    class="fold"
    aria-expanded=${context.expanded ? 'true' : 'false'}
    @click=${context.toggle}
  >
    ${label}
  </button>`;
  const output = html`<pre class="output">${shown}</pre>`;
  return end ? html`${button}${output}` : html`${output}${button}`;
}

/** A line saying that the engine has sent only part of this, with a button for the rest; nothing where it is whole. */
export function cutNote(payload: unknown, context: EntryContext): TemplateResult | typeof nothing {
  if (!isCut(payload)) return nothing;
  return html`<button type="button" class="fold" @click=${context.showWhole}>
    ${words.inPart}
  </button>`;
}

function foldText(
  text: string,
  lines: number,
  end: boolean,
): { readonly shown: string; readonly count: number } | undefined {
  const all = text.split('\n');
  const widest = lines * 400;
  if (all.length <= lines + slack && text.length <= widest) return undefined;
  const kept = (end ? all.slice(-lines) : all.slice(0, lines)).join('\n');
  return { shown: end ? kept.slice(-widest) : kept.slice(0, widest), count: all.length };
}
