/** What a list of sessions says about the user. */
import type { SessionView } from '../../contract/rows.ts';

/** Fired when the user moves the selection to a session. */
export class SessionSelectEvent extends Event {
  static readonly type = 'session-select';
  readonly session: SessionView;

  constructor(session: SessionView) {
    super(SessionSelectEvent.type, { bubbles: true, composed: true });
    this.session = session;
  }
}

/** Fired when the user opens a session from the list. */
export class SessionOpenEvent extends Event {
  static readonly type = 'session-open';
  readonly session: SessionView;

  constructor(session: SessionView) {
    super(SessionOpenEvent.type, { bubbles: true, composed: true });
    this.session = session;
  }
}

/** Fired when the user asks what can be done to a session. `anchor`: where on the page. */
export class SessionMenuEvent extends Event {
  static readonly type = 'session-menu';
  readonly session: SessionView;
  readonly anchor: DOMRect;

  constructor(session: SessionView, anchor: DOMRect) {
    super(SessionMenuEvent.type, { bubbles: true, composed: true });
    this.session = session;
    this.anchor = anchor;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'session-select': SessionSelectEvent;
    'session-open': SessionOpenEvent;
    'session-menu': SessionMenuEvent;
  }
}
