/** What the detail shows of a session: entries, each made of one or two events of the log. */
import type { NoticeKind, Payload, SessionEvent } from '../contract/events.ts';

/** The stored event of one type. */
export type EventOf<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>;

interface Place {
  /** Stable name of the entry: the seq of its first event. */
  readonly seq: number;
  readonly at: string;
  /** The events it is made of, in order. Two entries of the same events are the same entry. */
  readonly events: readonly SessionEvent[];
}

/** How a run that has ended is told; the other statuses have no entry. */
export type Ending = 'Completed' | 'Failed' | 'Interrupted';

export type Entry = Place &
  (
    | { readonly kind: 'prompt' | 'message' | 'thinking' | 'error'; readonly text: string }
    | {
        readonly kind: 'tool';
        /** Null: the call lies outside the window. */
        readonly call: Payload<'tool_call'> | null;
        /** Null: not said yet, or outside the window. */
        readonly result: Payload<'tool_result'> | null;
      }
    | {
        readonly kind: 'approval';
        readonly request: Payload<'approval_requested'> | null;
        readonly answer: Payload<'approval_resolved'> | null;
      }
    | {
        readonly kind: 'question';
        readonly request: Payload<'question_asked'> | null;
        readonly answer: Payload<'question_answered'> | null;
      }
    | {
        readonly kind: 'run';
        readonly number: number | null;
        readonly model: string | null;
        readonly permissionMode: string | null;
      }
    | { readonly kind: 'status'; readonly to: Ending; readonly reason: string | null }
    | { readonly kind: 'usage'; readonly usage: Payload<'usage'> }
    | { readonly kind: 'notice'; readonly notice: NoticeKind; readonly text: string }
    | { readonly kind: 'unrecognised'; readonly raw: string; readonly bytes: number | null }
    | {
        /** What a subagent said and did, a stretch of the log at most: one run of it may be several groups. */
        readonly kind: 'group';
        /** The same for the same stretch, whatever window it is seen through. */
        readonly name: string;
        /** What the subagent was asked for; null where its call lies outside the window. */
        readonly label: string | null;
        readonly children: readonly Entry[];
      }
  );

export type EntryKind = Entry['kind'];
export type EntryOf<K extends EntryKind> = Extract<Entry, { kind: K }>;

/** What tells an entry from every other of its session, and stays when the window around it changes. */
export function entryKey(entry: Entry): string {
  return entry.kind === 'group' ? entry.name : String(entry.seq);
}

/** Whether two entries are made of the very same events, so that one need not be drawn again for the other. */
export function isSameEntry(a: Entry, b: Entry): boolean {
  return (
    a.kind === b.kind &&
    a.events.length === b.events.length &&
    a.events.every((event, index) => event === b.events[index])
  );
}
