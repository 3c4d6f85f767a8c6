import type { SessionEvent } from '../contract/events.ts';
import { askText } from './ask.ts';

/** One event for people, in one or a few lines. */
export function eventText(event: SessionEvent): string {
  switch (event.type) {
    case 'prompt':
      return `> ${event.payload.text}`;
    case 'message':
      return event.payload.text;
    case 'thinking':
      return `(thinking) ${event.payload.text}`;
    case 'tool_call':
      return `${event.payload.name} ${JSON.stringify(event.payload.input)}`;
    case 'tool_result':
      return `${event.payload.isError ? 'failed: ' : ''}${contentText(event.payload.content)}`;
    case 'approval_requested':
      return askText(event.payload.tool, event.payload.input);
    case 'approval_resolved':
      return `${event.payload.behavior} (${event.payload.by})`;
    case 'question_asked':
      return event.payload.questions.map(({ question }) => question).join(' ');
    case 'question_answered':
      return Object.values(event.payload.answers).join(', ');
    case 'status':
      return `${event.payload.to}${event.payload.reason === null ? '' : `: ${event.payload.reason}`}`;
    case 'usage':
      return `turn ended: ${event.payload.turn.outcome}${costText(event.payload.costUsd)}`;
    case 'notice':
    case 'error':
      return event.payload.text;
    case 'unrecognised':
      return event.payload.raw;
  }
}

function costText(costUsd: number | null): string {
  return costUsd === null ? '' : `, $${costUsd.toFixed(4)}`;
}

/** The text of a tool's result: a string, or the text blocks of it. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return content === undefined ? '' : JSON.stringify(content);
  const blocks: unknown[] = content;
  return blocks.map((block) => blockText(block)).join('\n');
}

function blockText(block: unknown): string {
  if (typeof block !== 'object' || block === null) return JSON.stringify(block);
  if ('text' in block) return String(block.text);
  // Megabytes of base64 are no text.
  return 'type' in block && block.type === 'image' ? '[image]' : JSON.stringify(block);
}
