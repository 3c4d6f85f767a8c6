import type { SessionView } from '../../contract/rows.ts';

/** What can be done to a session from a row's menu, its keyboard, or the detail's header. */
export type SessionAction =
  | 'interrupt'
  | 'resume'
  | 'approve'
  | 'deny'
  | 'rename'
  | 'delete'
  | 'copy-worktree'
  | 'open-editor'
  | 'open-terminal'
  | 'open-files';

/** Fired when the user asks for something to be done to a session. The app's shell asks back, does it, reports it. */
export class SessionActionEvent extends Event {
  static readonly type = 'session-action';
  readonly session: SessionView;
  readonly action: SessionAction;

  constructor(session: SessionView, action: SessionAction) {
    super(SessionActionEvent.type, { bubbles: true, composed: true });
    this.session = session;
    this.action = action;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'session-action': SessionActionEvent;
  }
}
