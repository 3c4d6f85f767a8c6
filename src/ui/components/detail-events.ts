/** What the detail's controls say about the user. They stay within the view that owns them. */
import type { RequestId } from '../../contract/ids.ts';

/** The user has written something for the agent. */
export class PromptSendEvent extends Event {
  static readonly type = 'prompt-send';
  readonly text: string;

  constructor(text: string) {
    super(PromptSendEvent.type);
    this.text = text;
  }
}

/** The user has answered what the agent asked. `message` goes to the agent with a denial; null without one. */
export class ApprovalAnswerEvent extends Event {
  static readonly type = 'approval-answer';
  readonly requestId: RequestId;
  readonly allow: boolean;
  readonly message: string | null;

  constructor(requestId: RequestId, allow: boolean, message: string | null) {
    super(ApprovalAnswerEvent.type);
    this.requestId = requestId;
    this.allow = allow;
    this.message = message;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'prompt-send': PromptSendEvent;
    'approval-answer': ApprovalAnswerEvent;
  }
}
