/** A whole session as Markdown, for the clipboard. */
import type { SessionEvent } from '../../contract/events.ts';
import type { SessionView } from '../../contract/rows.ts';
import { markdownOf } from '../../core/markdown.ts';
import type { Transport } from './transport.ts';

/** More is for a file: a clipboard of that size helps nobody. */
export const mostEvents = 20_000;
const pageSize = 1000;

/** @throws {RequestError} */
export async function sessionMarkdown(transport: Transport, row: SessionView): Promise<string> {
  const events: SessionEvent[] = [];
  for (;;) {
    const after = events.at(-1)?.seq ?? 0;
    const page = await transport.request('events.page', { id: row.id, after, limit: pageSize });
    events.push(...page.events);
    const last = page.events.at(-1)?.seq;
    if (last === undefined || last >= page.last || events.length >= mostEvents) break;
  }
  return [...markdownOf(row, events)].join('\n');
}
