/** What the detail's controls say about the user. They stay within the view that owns them. */
import type { Landmark } from '../../contract/detail-requests.ts';
import type { RequestId } from '../../contract/ids.ts';
import type { PermissionMode } from '../../contract/requests.ts';
import type { NewRule } from '../../contract/rules.ts';

/** The user has written something for the agent. `now`: it is not to wait for the end of the turn. */
export class PromptSendEvent extends Event {
  static readonly type = 'prompt-send';
  readonly text: string;
  readonly now: boolean;

  constructor(text: string, now = false) {
    super(PromptSendEvent.type);
    this.text = text;
    this.now = now;
  }
}

/** The user has changed a follow-up that still waits; `text` null takes it out. */
export class QueueChangeEvent extends Event {
  static readonly type = 'queue-change';
  readonly queuedId: number;
  readonly text: string | null;

  constructor(queuedId: number, text: string | null) {
    super(QueueChangeEvent.type, { bubbles: true, composed: true });
    this.queuedId = queuedId;
    this.text = text;
  }
}

/**
 * What is said to a request. `input`: what the tool is to be run with instead. `message` goes to the agent
 * with a denial. `always`: what is allowed from now on without being asked.
 */
export type RequestAnswer =
  | {
      readonly behavior: 'allow';
      readonly input?: Record<string, unknown>;
      readonly permissionMode?: PermissionMode;
      readonly always?: NewRule;
    }
  | { readonly behavior: 'deny'; readonly message: string | null }
  | {
      readonly behavior: 'answer';
      readonly answers: Readonly<Record<string, string | string[]>>;
    };

/** The user has answered what the agent asked. */
export class ApprovalAnswerEvent extends Event {
  static readonly type = 'approval-answer';
  readonly requestId: RequestId;
  readonly answer: RequestAnswer;

  constructor(requestId: RequestId, answer: RequestAnswer) {
    super(ApprovalAnswerEvent.type);
    this.requestId = requestId;
    this.answer = answer;
  }
}

/** The user asks for one of the detail's menus. `anchor`: where on the page. */
export class DetailMenuEvent extends Event {
  static readonly type = 'detail-menu';
  readonly menu: 'mode' | 'model' | 'more';
  readonly anchor: DOMRect;

  constructor(menu: DetailMenuEvent['menu'], anchor: DOMRect) {
    super(DetailMenuEvent.type);
    this.menu = menu;
    this.anchor = anchor;
  }
}

export type FindKind = 'text' | Landmark;

/** What is looked for has changed. */
export class FindTextEvent extends Event {
  static readonly type = 'find-text';
  readonly kind: FindKind;
  readonly text: string;

  constructor(kind: FindKind, text: string) {
    super(FindTextEvent.type);
    this.kind = kind;
    this.text = text;
  }
}

/** The reader wants the next (later) or the previous one. */
export class FindStepEvent extends Event {
  static readonly type = 'find-step';
  readonly kind: FindKind;
  readonly towards: 'after' | 'before';

  constructor(kind: FindKind, towards: FindStepEvent['towards']) {
    super(FindStepEvent.type);
    this.kind = kind;
    this.towards = towards;
  }
}

/** The user wants to find something. */
export class FindOpenEvent extends Event {
  static readonly type = 'find-open';

  constructor() {
    super(FindOpenEvent.type);
  }
}

export class FindCloseEvent extends Event {
  static readonly type = 'find-close';

  constructor() {
    super(FindCloseEvent.type);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'prompt-send': PromptSendEvent;
    'queue-change': QueueChangeEvent;
    'approval-answer': ApprovalAnswerEvent;
    'detail-menu': DetailMenuEvent;
    'find-text': FindTextEvent;
    'find-step': FindStepEvent;
    'find-open': FindOpenEvent;
    'find-close': FindCloseEvent;
  }
}
