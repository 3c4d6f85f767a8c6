/** The lines that are the conversation: what the agent says, calls and gets back. Pure. */
import type { EventBody } from '../../../contract/events.ts';
import type { Signal } from '../adapter.ts';
import { isRecord, record, string, type Json } from './json.ts';
import { notice, nothing, parentOf, said } from './signals.ts';
import { toolDetail } from './tool-detail.ts';

const synthetic = '<synthetic>';
/** What the CLI says for the model where nothing is to be said; it stands for nothing. */
const noResponse = 'No response requested.';

/** One line a finished block, or the whole list after a fallback without streaming. Null: not understood. */
export function decodeAssistant(line: Json): readonly Signal[] | null {
  const message = record(line, 'message');
  const blocks = message === null ? null : contentBlocks(message);
  if (message === null || blocks === null) return null;
  const made = string(message, 'model') === synthetic;
  const failed = line['is_api_error_message'] === true || typeof line['error'] === 'string';
  const events: EventBody[] = [];
  for (const block of blocks) {
    const event = made ? syntheticBlock(block, failed) : assistantBlock(block, line);
    if (event === null) return null;
    if (event !== 'nothing') events.push(event);
  }
  return events.length === 0 ? nothing : said(...events);
}

type Decoded = EventBody | 'nothing' | null;

function assistantBlock(block: Json, line: Json): Decoded {
  const parent = parentOf(line);
  switch (string(block, 'type')) {
    case 'text': {
      const text = string(block, 'text');
      if (text === null) return null;
      return text === '' ? 'nothing' : { type: 'message', payload: { text, ...parent } };
    }
    case 'thinking': {
      const text = string(block, 'thinking');
      if (text === null) return null;
      return text === '' ? 'nothing' : { type: 'thinking', payload: { text, ...parent } };
    }
    case 'redacted_thinking':
      return 'nothing';
    case 'tool_use':
    case 'server_tool_use': {
      const [toolUseId, name] = [string(block, 'id'), string(block, 'name')];
      if (toolUseId === null || name === null) return null;
      const input = block['input'] ?? {};
      return { type: 'tool_call', payload: { toolUseId, name, input, ...parent } };
    }
    case null:
    default:
      // What the API ran by itself: `web_search_tool_result` and its like.
      return string(block, 'tool_use_id') === null ? null : toolResult(block, line, undefined);
  }
}

/** Text the CLI wrote itself: an API error, or the output of a local command. */
function syntheticBlock(block: Json, failed: boolean): Decoded {
  const text = string(block, 'text');
  if (text === null) return null;
  if (failed) return { type: 'error', payload: { text } };
  return text === '' || text === noResponse ? 'nothing' : { type: 'message', payload: { text } };
}

/** Tool results, and text in the user's role: echoes of ours and markers of the CLI. Null: not understood. */
export function decodeUser(line: Json): readonly Signal[] | null {
  const message = record(line, 'message');
  const blocks = message === null ? null : contentBlocks(message);
  if (blocks === null) return null;
  const results = blocks.filter((block) => string(block, 'type') === 'tool_result');
  if (results.length === 0) return decodeUserText(line, blocks);
  // The structured twin does not say which of several results it belongs to.
  const detail = results.length === 1 ? toolDetail(line['tool_use_result']) : undefined;
  const events = results.map((block) => toolResult(block, line, detail));
  const known = events.filter((event) => event !== null);
  return known.length < events.length ? null : said(...known);
}

function decodeUserText(line: Json, blocks: readonly Json[]): readonly Signal[] {
  // An echo of ours, said when it is taken up; older versions have no other word for that.
  const uuid = string(line, 'uuid');
  if (line['isReplay'] === true && uuid !== null) return [{ kind: 'prompt-taken', promptId: uuid }];
  // Only what the CLI tells the model on its own is news; prompts are recorded when they are sent.
  if (line['isSynthetic'] !== true) return nothing;
  const text = blocks.flatMap((block) => string(block, 'text') ?? []).join('\n');
  return text === '' ? nothing : notice('information', text);
}

function toolResult(block: Json, line: Json, detail: Json | undefined): EventBody | null {
  const toolUseId = string(block, 'tool_use_id');
  if (toolUseId === null) return null;
  return {
    type: 'tool_result',
    payload: {
      toolUseId,
      isError: block['is_error'] === true,
      content: block['content'] ?? '',
      ...(detail === undefined ? {} : { detail }),
      ...parentOf(line),
    },
  };
}

/** Content as a list of blocks, a bare string being one of text; null where it is neither. */
function contentBlocks(message: Json): readonly Json[] | null {
  const content: unknown = message['content'];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) return null;
  return content.every(isRecord) ? content : null;
}
