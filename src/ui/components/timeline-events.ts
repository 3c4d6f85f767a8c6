/** What a timeline asks of whoever loads its pages. None of them bubbles beyond the view that owns the timeline. */

import type { Entry } from '../../core/timeline-entry.ts';

/** The reader comes near an end of what is loaded. */
export class TimelineLoadEvent extends Event {
  static readonly type = 'timeline-load';
  readonly end: 'older' | 'newer';

  constructor(end: 'older' | 'newer') {
    super(TimelineLoadEvent.type);
    this.end = end;
  }
}

/** The reader wants to be elsewhere: at an end of the log, or at a seq. */
export class TimelineJumpEvent extends Event {
  static readonly type = 'timeline-jump';
  readonly to: 'start' | 'tail' | number;

  constructor(to: 'start' | 'tail' | number) {
    super(TimelineJumpEvent.type);
    this.to = to;
  }
}

/** The reader has come to the tail, or has left it. */
export class TimelineFollowEvent extends Event {
  static readonly type = 'timeline-follow';
  readonly following: boolean;

  constructor(following: boolean) {
    super(TimelineFollowEvent.type);
    this.following = following;
  }
}

/** The reader asks what can be done with an entry. `anchor`: where on the page. */
export class EntryMenuEvent extends Event {
  static readonly type = 'entry-menu';
  readonly entry: Entry;
  readonly anchor: DOMRect;

  constructor(entry: Entry, anchor: DOMRect) {
    super(EntryMenuEvent.type);
    this.entry = entry;
    this.anchor = anchor;
  }
}

/** The reader wants the whole of events that were sent in part. */
export class EventWholeEvent extends Event {
  static readonly type = 'event-whole';
  readonly seqs: readonly number[];

  constructor(seqs: readonly number[]) {
    super(EventWholeEvent.type);
    this.seqs = seqs;
  }
}

/** A link in an agent's text was followed. The app opens it outside; nothing happens by itself. */
export class LinkOpenEvent extends Event {
  static readonly type = 'link-open';
  readonly href: string;

  constructor(href: string) {
    super(LinkOpenEvent.type, { bubbles: true, composed: true });
    this.href = href;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'timeline-load': TimelineLoadEvent;
    'timeline-jump': TimelineJumpEvent;
    'timeline-follow': TimelineFollowEvent;
    'event-whole': EventWholeEvent;
    'entry-menu': EntryMenuEvent;
    'link-open': LinkOpenEvent;
  }
}
