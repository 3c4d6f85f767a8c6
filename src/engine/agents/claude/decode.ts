/** What a line of Claude Code's stream-json output means. */
import type { Signal } from '../adapter.ts';
import { decodeCancel, decodeReply, decodeRequest, unanswered } from './decode-control.ts';
import { decodeAssistant, decodeUser } from './decode-conversation.ts';
import { decodeResult } from './decode-result.ts';
import { decodeStreamEvent } from './decode-stream.ts';
import { decodeSystem } from './decode-system.ts';
import { isRecord, isShallow, parseJson, record, string, type Json } from './json.ts';
import { notice, nothing, said, unrecognised } from './signals.ts';

/**
 * Decodes one line, by itself: pure, total, and the same whatever came before. New types appear every
 * week; what is not known here, is not JSON or has another shape than it should becomes `unrecognised`.
 */
export function decode(line: string): readonly Signal[] {
  if (line.trim() === '') return nothing;
  const value = parseJson(line);
  if (!isRecord(value) || !isShallow(value)) return unrecognised(line);
  return decodeRecord(value) ?? [...unrecognised(line), ...unanswered(value)];
}

/** Null: not understood. */
function decodeRecord(line: Json): readonly Signal[] | null {
  switch (string(line, 'type')) {
    case 'assistant':
      return decodeAssistant(line);
    case 'user':
      return decodeUser(line);
    case 'result':
      return decodeResult(line);
    case 'stream_event':
      return decodeStreamEvent(line);
    case 'system':
      return decodeSystem(line);
    case 'control_request':
      return decodeRequest(line);
    case 'control_cancel_request':
      return decodeCancel(line);
    case 'control_response':
      return decodeReply(line);
    case 'rate_limit_event':
      return rateLimit(record(line, 'rate_limit_info'));
    case 'auth_status': {
      const error = string(line, 'error');
      return error === null ? nothing : said({ type: 'error', payload: { text: error } });
    }
    case 'conversation_reset':
      return notice('information', 'The conversation was cleared');
    case 'command_lifecycle':
      return lifecycle(line);
    case 'active_goal':
    case 'keep_alive':
    case 'prompt_suggestion':
    case 'tool_progress':
    case 'tool_use_summary':
      return nothing;
    case null:
    default:
      return null;
  }
}

/** Queued is no news: it was written into the input and will be read. */
function lifecycle(line: Json): readonly Signal[] {
  const promptId = string(line, 'command_uuid');
  return promptId === null || string(line, 'state') === 'queued'
    ? nothing
    : [{ kind: 'prompt-taken', promptId }];
}

/** Said at every request of a subscription: only a warning or a refusal tells something. */
function rateLimit(info: Json | null): readonly Signal[] | null {
  const status = info === null ? null : string(info, 'status');
  if (info === null || status === null) return null;
  if (status === 'allowed') return nothing;
  const kind = string(info, 'rateLimitType');
  const which =
    kind === null ? 'The usage limit' : `The usage limit (${kind.replaceAll('_', ' ')})`;
  return notice(
    'rate-limit',
    status === 'rejected' ? `${which} is used up` : `${which} is nearly used up`,
  );
}
