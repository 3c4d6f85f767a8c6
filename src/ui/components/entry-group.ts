/** What a subagent did: one line, and its own timeline when that is unfolded. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { oneLine } from '../../core/ask.ts';
import { entryKey, type Entry, type EntryOf } from '../../core/timeline-entry.ts';
import { detailStrings } from '../detail-strings.ts';
import type { EntryContext } from './entry-context.ts';
import { disclosure } from './entry-text.ts';

const words = detailStrings.subagent;

export function groupEntry(
  { label, children }: EntryOf<'group'>,
  context: EntryContext,
): TemplateResult {
  return html`<div class="group">
    ${disclosure(
      context,
      html`<span class="name">${words.steps(children.length)}</span>
        <span class="subject">${label ?? words.name}</span>
        <span class="aside">${toolCounts(children)}</span>`,
      () =>
        html`<div class="steps">
          ${repeat(
            children,
            entryKey,
            (child) =>
              html`<div class="entry step" data-kind=${child.kind} data-seq=${child.seq}>
                ${context.draw(child)}
              </div>`,
          )}
        </div>`,
    )}
  </div>`;
}

/** `Read 5, Bash 2`: the three tools used most. */
function toolCounts(children: readonly Entry[]): string | typeof nothing {
  const counts = new Map<string, number>();
  for (const child of children) {
    if (child.kind !== 'tool' || child.call === null) continue;
    counts.set(child.call.name, (counts.get(child.call.name) ?? 0) + 1);
  }
  if (counts.size === 0) return nothing;
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([name, count]) => `${oneLine(name, 24)} ${count}`)
    .join(', ');
}
