/** A diff as compact rows: one column of line numbers, one of signs, one of text. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DiffRow } from '../rendering/line-diff.ts';
import { detailStrings } from '../detail-strings.ts';
import type { EntryContext } from './entry-context.ts';

const foldedRows = 24;
const slack = 4;
/** Rows drawn at most: taller blocks cost every frame. The whole change is in the worktree. */
const { change, text } = detailStrings;

const mostRows = 2000;
const signs = { added: '+', removed: '−', same: '', hunk: '' } as const;
const spoken = { added: 'added ', removed: 'removed ', same: '', hunk: '' } as const;

/** The rows, folded beyond some of them unless the entry is unfolded. */
export function diffBlock(rows: readonly DiffRow[], context: EntryContext): TemplateResult {
  const folds = rows.length > foldedRows + slack;
  const label = context.expanded ? text.less : text.all(rows.length);
  return html`${diffRows(folds && !context.expanded ? rows.slice(0, foldedRows) : rows)}
  ${
    folds
      ? html`<button
          type="button"
          class="fold"
          aria-expanded=${context.expanded ? 'true' : 'false'}
          @click=${context.toggle}
        >
          ${label}
        </button>`
      : nothing
  }`;
}

export function diffRows(rows: readonly DiffRow[]): TemplateResult {
  const left = rows.length - mostRows;
  // A new file is all new: colouring every line of it would say nothing.
  const fresh = rows.every(({ kind }) => kind === 'added');
  return html`<div class=${fresh ? 'diff fresh' : 'diff'} role="group" aria-label=${change.name}>
    <div class="rows">${rows.slice(0, mostRows).map(diffRow)}</div>
    ${left > 0 ? html`<div class="row hunk">${change.more(left)}</div>` : nothing}
  </div>`;
}

function diffRow({ kind, oldLine, newLine, text }: DiffRow): TemplateResult {
  if (kind === 'hunk') return html`<div class="row hunk" aria-hidden="true">⋯</div>`;
  return html`<div class="row ${kind}">
    <span class="number" aria-hidden="true">${newLine ?? oldLine}</span
    ><span class="sign" aria-label=${spoken[kind] || nothing}>${signs[kind]}</span
    ><span class="text">${text}</span>
  </div>`;
}
