/** Entries of one quiet line: where a run begins and ends, what a turn cost, what the agent's program had to say. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EntryOf } from '../../core/timeline-entry.ts';
import {
  formatClock,
  formatCost,
  formatDuration,
  formatInstant,
  totalTokens,
} from '../rendering/quantities.ts';
import { windowWords } from '../rendering/window-words.ts';
import { detailStrings } from '../detail-strings.ts';
import type { EntryContext } from './entry-context.ts';
import { foldedText } from './folded-text.ts';
import { modeLabel } from './mode-label.ts';

const words = detailStrings.line;

export function runEntry({ number, model, permissionMode, at }: EntryOf<'run'>): TemplateResult {
  const title = words.run(number);
  const mode = permissionMode === null ? null : modeLabel(permissionMode);
  const facts = [title, model, mode].filter((fact) => fact !== null);
  return html`<div class="run">
    <span>${facts.join(' · ')}</span>
    <time datetime=${at} title=${formatInstant(at)}>${formatClock(at)}</time>
  </div>`;
}

export function statusEntry({ to, reason, at }: EntryOf<'status'>): TemplateResult {
  return html`<div class="ending" data-status=${to}>
    <span class="dot" aria-hidden="true"></span><strong>${to}</strong>
    ${reason === null ? nothing : html`<span class="reason">${windowWords(reason)}</span>`}
    <time datetime=${at} title=${formatInstant(at)}>${formatClock(at)}</time>
  </div>`;
}

export function usageEntry({ usage }: EntryOf<'usage'>): TemplateResult {
  const { turn, durationMs, tokens, costUsd } = usage;
  const facts = [
    durationMs === null ? null : formatDuration(durationMs),
    tokens === null ? null : words.tokens(totalTokens(tokens)),
    costUsd === null ? null : formatCost(costUsd),
  ].filter((fact) => fact !== null);
  const trouble = turn.outcome === 'error' ? (turn.reason ?? words.turnFailed) : null;
  return html`<div class="usage">
    ${trouble === null ? nothing : html`<span class="trouble">${trouble}</span>`}
    <span title=${tokens === null ? '' : words.tokenKinds(tokens)}>${facts.join(' · ')}</span>
  </div>`;
}

export function noticeEntry(
  { notice, text }: EntryOf<'notice'>,
  context: EntryContext,
): TemplateResult {
  const isOutput = notice === 'stderr';
  return html`<div class="notice" data-notice=${notice}>
    <span class="label">${words.notices[notice]}</span>
    ${isOutput || text.length > 400 ? foldedText(text, context) : html`<span>${text}</span>`}
  </div>`;
}
