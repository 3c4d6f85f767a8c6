/** What parts of the shell ask of the whole. */
import type { Order } from '../../core/row-order.ts';

/** Fired when the user wants something that is not about one session. `anchor`: where on the page it was asked. */
export class ShellRequestEvent extends Event {
  static readonly type = 'shell-request';
  readonly what: 'new-session' | 'menu';
  readonly anchor: DOMRect;

  constructor(what: ShellRequestEvent['what'], anchor: DOMRect) {
    super(ShellRequestEvent.type, { bubbles: true, composed: true });
    this.what = what;
    this.anchor = anchor;
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
    'order-pick': OrderPickEvent;
  }
}
