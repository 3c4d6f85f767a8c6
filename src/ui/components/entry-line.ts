/** Entries of one quiet line: where a run begins and ends, what a turn cost, what the agent's program had to say. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EntryOf } from '../../core/timeline-entry.ts';
import {
  formatClock,
  formatCompact,
  formatCost,
  formatDuration,
  formatInstant,
  totalTokens,
} from '../rendering/quantities.ts';
import type { EntryContext } from './entry-context.ts';
import { foldedText } from './folded-text.ts';
import { modeLabel } from './mode-label.ts';

type NoticeKind = EntryOf<'notice'>['notice'];

export function runEntry({ number, model, permissionMode, at }: EntryOf<'run'>): TemplateResult {
  const title = number === null ? 'Run' : number === 1 ? 'Run 1' : `Resumed, run ${String(number)}`;
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
    ${reason === null ? nothing : html`<span class="reason">${reason}</span>`}
    <time datetime=${at} title=${formatInstant(at)}>${formatClock(at)}</time>
  </div>`;
}

export function usageEntry({ usage }: EntryOf<'usage'>): TemplateResult {
  const { turn, durationMs, tokens, costUsd } = usage;
  const facts = [
    durationMs === null ? null : formatDuration(durationMs),
    tokens === null ? null : `${formatCompact(totalTokens(tokens))} tokens`,
    costUsd === null ? null : formatCost(costUsd),
  ].filter((fact) => fact !== null);
  const trouble = turn.outcome === 'error' ? (turn.reason ?? 'The turn ended with an error') : null;
  return html`<div class="usage">
    ${trouble === null ? nothing : html`<span class="trouble">${trouble}</span>`}
    <span title=${tokens === null ? '' : tokenTitle(tokens)}>${facts.join(' · ')}</span>
  </div>`;
}

export function noticeEntry(
  { notice, text }: EntryOf<'notice'>,
  context: EntryContext,
): TemplateResult {
  const isOutput = notice === 'stderr';
  return html`<div class="notice" data-notice=${notice}>
    <span class="label">${noticeLabel(notice)}</span>
    ${isOutput || text.length > 400 ? foldedText(text, context) : html`<span>${text}</span>`}
  </div>`;
}

function noticeLabel(kind: NoticeKind): string {
  switch (kind) {
    case 'api-retry':
      return 'Retrying';
    case 'authentication-failed':
      return 'Not logged in';
    case 'background-tasks':
      return 'In the background';
    case 'change-refused':
      return 'Not changed';
    case 'compaction':
      return 'Context compacted';
    case 'interrupt-failed':
      return 'Could not interrupt';
    case 'line-cut':
      return 'Output cut';
    case 'mode-changed':
      return 'Permission mode';
    case 'model-fallback':
      return 'Other model';
    case 'permission-denied':
      return 'Not allowed';
    case 'rate-limit':
      return 'Rate limit';
    case 'restored':
      return 'Restored';
    case 'stderr':
      return 'Error output';
    case 'subagent':
      return 'Subagent';
    case 'worktree':
      return 'Worktree';
    case 'conversation-exists':
    case 'conversation-missing':
      return 'Conversation';
    case 'information':
    case 'agent-started':
    case 'run-started':
    case 'run-spawned':
    case 'run-exited':
    case 'interrupt-requested':
    case 'prompt-taken':
      return 'Note';
  }
}

function tokenTitle(tokens: NonNullable<EntryOf<'usage'>['usage']['tokens']>): string {
  return [
    `${formatCompact(tokens.input)} input`,
    `${formatCompact(tokens.output)} output`,
    `${formatCompact(tokens.cacheRead)} read from cache`,
    `${formatCompact(tokens.cacheWrite)} written to cache`,
  ].join(', ');
}
