import type { EventBody } from '../../contract/events.ts';
import { isTerminal } from '../../core/session.ts';
import type { Tx } from '../store/store.ts';

/** Keeps the table of open requests in step with the events of the same commit. */
export function noteRequests(
  tx: Tx,
  sessionKey: number,
  bodies: readonly EventBody[],
  at: number,
): void {
  for (const body of bodies) {
    switch (body.type) {
      case 'approval_requested': {
        const { requestId, tool, input } = body.payload;
        const kind = tool === 'ExitPlanMode' ? 'plan' : 'approval';
        tx.openRequest(sessionKey, { requestId, kind, tool, input, questions: null }, at);
        break;
      }
      case 'question_asked': {
        const { requestId, questions, input } = body.payload;
        const tool = 'AskUserQuestion';
        tx.openRequest(sessionKey, { requestId, kind: 'question', tool, input, questions }, at);
        break;
      }
      case 'approval_resolved':
      case 'question_answered':
        tx.closeRequest(sessionKey, body.payload.requestId);
        break;
      case 'status':
        if (isTerminal(body.payload.to)) tx.closeRequests(sessionKey);
        break;
      case 'notice':
        if (body.payload.kind === 'restored') tx.closeRequests(sessionKey);
        break;
      case 'prompt':
      case 'message':
      case 'thinking':
      case 'tool_call':
      case 'tool_result':
      case 'usage':
      case 'error':
      case 'unrecognised':
        break;
    }
  }
}
