/** What parts of the shell ask of the whole. */
import type { Order } from '../../core/row-order.ts';

/** The pages that take the detail's place. */
export type PageName = 'settings' | 'trash' | 'check-up';

/** Fired when the user wants something that is not about one session. `anchor`: where on the page it was asked. */
export class ShellRequestEvent extends Event {
  static readonly type = 'shell-request';
  readonly what: 'new-session' | 'menu' | 'shortcuts' | PageName;
  readonly anchor: DOMRect;

  constructor(what: ShellRequestEvent['what'], anchor: DOMRect) {
    super(ShellRequestEvent.type, { bubbles: true, composed: true });
    this.what = what;
    this.anchor = anchor;
  }
}

/** Fired when the user is done with a page. */
export class PageCloseEvent extends Event {
  static readonly type = 'page-close';

  constructor() {
    super(PageCloseEvent.type, { bubbles: true, composed: true });
  }
}

/** Fired when something done on a page is to be said in passing. */
export class ToastRequestEvent extends Event {
  static readonly type = 'toast-request';
  readonly text: string;
  readonly failed: boolean;

  constructor(text: string, failed = false) {
    super(ToastRequestEvent.type, { bubbles: true, composed: true });
    this.text = text;
    this.failed = failed;
  }
}

/** Fired when the user picks an order for the list. */
export class OrderPickEvent extends Event {
  static readonly type = 'order-pick';
  readonly order: Order;

  constructor(order: Order) {
    super(OrderPickEvent.type, { bubbles: true, composed: true });
    this.order = order;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'shell-request': ShellRequestEvent;
    'page-close': PageCloseEvent;
    'toast-request': ToastRequestEvent;
    'order-pick': OrderPickEvent;
  }
}
