/** The control protocol: the agent's requests, their withdrawal, and its answers to ours. Pure. */
import * as v from 'valibot';
import { Question, type Payload } from '../../../contract/events.ts';
import { RequestId } from '../../../contract/ids.ts';
import type { Signal } from '../adapter.ts';
import { record, string, type Json } from './json.ts';
import { said } from './signals.ts';

const Questions = v.pipe(v.array(Question), v.minLength(1));

/** Null: not understood; the agent waits for an answer to those too (see `unanswered`). */
export function decodeRequest(line: Json): readonly Signal[] | null {
  const requestId = requestIdOf(line);
  const request = record(line, 'request');
  if (requestId === null || request === null) return null;
  const tool = string(request, 'tool_name');
  if (string(request, 'subtype') !== 'can_use_tool' || tool === null) return null;
  const input = record(request, 'input') ?? {};
  const questions = tool === 'AskUserQuestion' ? v.safeParse(Questions, input['questions']) : null;
  if (questions?.success === true) {
    return said({
      type: 'question_asked',
      payload: { requestId, questions: questions.output, input },
    });
  }
  const payload: Payload<'approval_requested'> = { requestId, tool, input };
  const toolUseId = string(request, 'tool_use_id');
  const reason = string(request, 'decision_reason');
  if (toolUseId !== null) payload.toolUseId = toolUseId;
  if (reason !== null) payload.reason = reason;
  return said({ type: 'approval_requested', payload });
}

/** That a line nobody understood asks for something; nothing where it does not. */
export function unanswered(line: Json): readonly Signal[] {
  const requestId = string(line, 'type') === 'control_request' ? requestIdOf(line) : null;
  return requestId === null ? [] : [{ kind: 'unanswerable', requestId }];
}

export function decodeCancel(line: Json): readonly Signal[] | null {
  const requestId = requestIdOf(line);
  if (requestId === null) return null;
  return said({
    type: 'approval_resolved',
    payload: { requestId, behavior: 'withdrawn', by: 'agent' },
  });
}

export function decodeReply(line: Json): readonly Signal[] | null {
  const response = record(line, 'response');
  const requestId = response === null ? null : string(response, 'request_id');
  if (response === null || requestId === null) return null;
  if (string(response, 'subtype') === 'success') {
    return [{ kind: 'control-reply', requestId, ok: true }];
  }
  const error = string(response, 'error') ?? 'The agent refused without a reason';
  return [{ kind: 'control-reply', requestId, ok: false, error }];
}

function requestIdOf(line: Json): RequestId | null {
  const parsed = v.safeParse(RequestId, line['request_id']);
  return parsed.success ? parsed.output : null;
}
