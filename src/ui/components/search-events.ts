/** What a search across sessions says about the user. */
import type { SearchHit } from '../../contract/requests.ts';

/** Fired when the user asks for a search across all sessions. */
export class SearchAskEvent extends Event {
  static readonly type = 'search-ask';
  readonly text: string;

  constructor(text: string) {
    super(SearchAskEvent.type, { bubbles: true, composed: true });
    this.text = text;
  }
}

/** Fired when the user opens a result: its session, at its event. */
export class HitOpenEvent extends Event {
  static readonly type = 'hit-open';
  readonly hit: SearchHit;

  constructor(hit: SearchHit) {
    super(HitOpenEvent.type, { bubbles: true, composed: true });
    this.hit = hit;
  }
}

/** Fired when the user goes back from the results to the list. */
export class SearchCloseEvent extends Event {
  static readonly type = 'search-close';

  constructor() {
    super(SearchCloseEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'search-ask': SearchAskEvent;
    'hit-open': HitOpenEvent;
    'search-close': SearchCloseEvent;
  }
}
