import type { SessionEvent } from '../contract/events.ts';
import type { SessionView } from '../contract/rows.ts';
import { contentText, eventText } from './event-text.ts';

/** A session's history as a Markdown document, a piece at a time. */
export function* markdownOf(row: SessionView, events: Iterable<SessionEvent>): Iterable<string> {
  yield `# ${row.name}\n`;
  yield `- Status: ${row.status}${row.failureReason === null ? '' : ` (${row.failureReason})`}`;
  yield `- Repository: ${row.repo}`;
  yield `- Base: ${row.base.ref} (${row.base.commit})`;
  yield `- Agent: ${row.agent}${row.model === null ? '' : `, ${row.model}`}`;
  yield `- Created: ${row.createdAt}\n`;
  for (const event of events) {
    const part = eventMarkdown(event);
    if (part !== null) yield `${part}\n`;
  }
}

/** One event; null for what only the machinery has to know. */
export function eventMarkdown(event: SessionEvent): string | null {
  switch (event.type) {
    case 'prompt':
      return `## Prompt\n\n${event.payload.text}`;
    case 'message':
      return event.payload.text;
    case 'thinking':
      return `<details><summary>Thinking</summary>\n\n${event.payload.text}\n\n</details>`;
    case 'tool_call':
      return `**${event.payload.name}**\n\n${fenced(JSON.stringify(event.payload.input, null, 2), 'json')}`;
    case 'tool_result':
      return fenced(contentText(event.payload.content), '');
    case 'error':
      return `**Error:** ${event.payload.text}`;
    case 'unrecognised':
      return fenced(event.payload.raw, '');
    case 'approval_requested':
    case 'approval_resolved':
    case 'question_asked':
    case 'question_answered':
    case 'status':
    case 'usage':
      return `*${eventText(event)}*`;
    case 'notice':
      return event.payload.kind === 'run-started' ? `---\n\n*${event.payload.text}*` : null;
  }
}

/** A code block whose fence is longer than any run of backticks inside. */
function fenced(text: string, language: string): string {
  const runs = text.match(/`{3,}/gu) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}
