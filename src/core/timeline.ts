/**
 * The timeline of a session: a pure fold of any stretch of its event log into entries.
 *
 * A call and its result, a request and its answer, a run and its agent's first words are one entry. What belongs to an
 * event outside the stretch stands alone, so any window of a long log can be shown by itself.
 */
import type { NoticeKind, SessionEvent } from '../contract/events.ts';
import { textField } from './ask.ts';
import type { Ending, Entry, EventOf } from './timeline-entry.ts';

/** Notices that drive the session machine; they say nothing to a reader that other entries do not. */
const silent: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  'run-spawned',
  'run-exited',
  'interrupt-requested',
  'prompt-taken',
]);

/** The tool by which an agent asks its user. */
const asksUser = 'AskUserQuestion';

/**
 * A subagent's events are gathered by stretches of so many seqs: a group never grows so large that the
 * window over the log could hold nothing else.
 */
const groupSpan = 50;

/** Entries in order, and, in a group, the events they are made of. */
interface Place {
  readonly entries: Entry[];
  readonly events: SessionEvent[];
}

/** What is still open at some point of the fold: where in `entries` its other half goes. */
interface Folding {
  readonly entries: Entry[];
  readonly calls: Map<string, { readonly place: Place; readonly index: number }>;
  readonly groups: Map<string, Place>;
  /** What each call of a subagent was for. */
  readonly labels: Map<string, string>;
  readonly requests: Map<string, number>;
  /** The entry of the run being read, until its agent has said what it is. */
  run: number | null;
}

/** @param events A stretch of one session's log, ascending, each seq once. */
export function foldEvents(events: readonly SessionEvent[]): readonly Entry[] {
  const folding: Folding = {
    entries: [],
    calls: new Map(),
    groups: new Map(),
    labels: new Map(),
    requests: new Map(),
    run: null,
  };
  for (const event of events) fold(folding, event);
  return folding.entries;
}

/**
 * `held` and `page` as one stretch: ascending, each seq once. Where both have a seq, the page's event
 * is taken (it was asked for later, perhaps uncut). A page that would leave a hole is not joined.
 */
export function joinEvents(
  held: readonly SessionEvent[],
  page: readonly SessionEvent[],
): readonly SessionEvent[] {
  const [first, last] = [held[0], held.at(-1)];
  const [pageFirst, pageLast] = [page[0], page.at(-1)];
  if (first === undefined || last === undefined) return page;
  if (pageFirst === undefined || pageLast === undefined) return held;
  if (pageFirst.seq > last.seq + 1 || pageLast.seq < first.seq - 1) return held;
  const before = held.filter((event) => event.seq < pageFirst.seq);
  const after = held.filter((event) => event.seq > pageLast.seq);
  return [...before, ...page, ...after];
}

function fold(folding: Folding, event: SessionEvent): void {
  switch (event.type) {
    case 'prompt':
    case 'message':
    case 'thinking':
    case 'error':
      placeOf(folding, event).entries.push({
        ...place(event),
        kind: event.type,
        text: event.payload.text,
      });
      return;
    case 'tool_call':
      foldCall(folding, event);
      return;
    case 'tool_result':
      foldResult(folding, event);
      return;
    case 'approval_requested':
      folding.requests.set(event.payload.requestId, folding.entries.length);
      folding.entries.push({
        ...place(event),
        kind: 'approval',
        request: event.payload,
        answer: null,
      });
      return;
    case 'approval_resolved':
      foldApproval(folding, event);
      return;
    case 'question_asked':
      foldQuestion(folding, event);
      return;
    case 'question_answered':
      foldAnswer(folding, event);
      return;
    case 'status':
      if (isEnding(event.payload.to)) {
        const { to, reason } = event.payload;
        const told = reason !== null && reason === troubleOf(folding.entries.at(-1));
        folding.entries.push({ ...place(event), kind: 'status', to, reason: told ? null : reason });
      }
      return;
    case 'usage':
      folding.entries.push({ ...place(event), kind: 'usage', usage: event.payload });
      return;
    case 'notice':
      foldNotice(folding, event);
      return;
    case 'unrecognised':
      folding.entries.push({
        ...place(event),
        kind: 'unrecognised',
        raw: event.payload.raw,
        bytes: event.payload.bytes ?? null,
      });
      return;
  }
}

function foldCall(folding: Folding, event: EventOf<'tool_call'>): void {
  const { toolUseId, input } = event.payload;
  const at = placeOf(folding, event);
  folding.calls.set(toolUseId, { place: at, index: at.entries.length });
  at.entries.push({ ...place(event), kind: 'tool', call: event.payload, result: null });
  const label = textField(input, 'description');
  if (label !== undefined) folding.labels.set(toolUseId, label);
}

function foldResult(folding: Folding, event: EventOf<'tool_result'>): void {
  const open = folding.calls.get(event.payload.toolUseId);
  const entry = open?.place.entries[open.index];
  if (open !== undefined && entry?.kind === 'question') {
    folding.calls.delete(event.payload.toolUseId);
    open.place.entries[open.index] = { ...entry, events: [...entry.events, event] };
    return;
  }
  if (open === undefined || entry?.kind !== 'tool') {
    const alone = { ...place(event), kind: 'tool', call: null, result: event.payload } as const;
    placeOf(folding, event).entries.push(alone);
    return;
  }
  folding.calls.delete(event.payload.toolUseId);
  open.place.events.push(event);
  open.place.entries[open.index] = {
    ...entry,
    events: [...entry.events, event],
    result: event.payload,
  };
}

/** Where an event is told: in the timeline itself, or in the group of the subagent it belongs to. */
function placeOf(folding: Folding, event: SessionEvent): Place {
  const parent = 'parentToolUseId' in event.payload ? event.payload.parentToolUseId : undefined;
  if (parent === undefined) return { entries: folding.entries, events: [] };
  const name = `${parent}:${String(Math.floor(event.seq / groupSpan))}`;
  let group = folding.groups.get(name);
  if (group === undefined) {
    group = { entries: [], events: [] };
    folding.groups.set(name, group);
    folding.entries.push({
      ...{ seq: event.seq, at: event.at, kind: 'group', name },
      ...{ label: folding.labels.get(parent) ?? null },
      ...{ events: group.events, children: group.entries },
    });
  }
  group.events.push(event);
  return group;
}

function foldApproval(folding: Folding, event: EventOf<'approval_resolved'>): void {
  const index = folding.requests.get(event.payload.requestId);
  const entry = index === undefined ? undefined : folding.entries[index];
  if (index !== undefined && entry?.kind === 'approval' && entry.answer === null) {
    folding.entries[index] = {
      ...entry,
      events: [...entry.events, event],
      answer: event.payload,
    };
    return;
  }
  folding.entries.push({ ...place(event), kind: 'approval', request: null, answer: event.payload });
}

/** The call by which an agent asks, and its result, say nothing that question and answer do not. */
function foldQuestion(folding: Folding, event: EventOf<'question_asked'>): void {
  const asking = [...folding.calls.values()].find(({ place: { entries }, index }) => {
    const entry = entries[index];
    return entries === folding.entries && entry?.kind === 'tool' && entry.call?.name === asksUser;
  });
  const index = asking?.index ?? folding.entries.length;
  const call = folding.entries[index];
  folding.requests.set(event.payload.requestId, index);
  folding.entries[index] = {
    ...{ seq: call?.seq ?? event.seq, at: call?.at ?? event.at },
    ...{ kind: 'question', request: event.payload, answer: null },
    events: [...(call?.events ?? []), event],
  };
}

/** What an entry has said of why it went wrong. */
function troubleOf(entry: Entry | undefined): string | null {
  if (entry?.kind === 'error') return entry.text;
  if (entry?.kind !== 'usage') return null;
  const { outcome, reason } = entry.usage.turn;
  return outcome === 'error' ? (reason ?? null) : null;
}

function foldAnswer(folding: Folding, event: EventOf<'question_answered'>): void {
  const index = folding.requests.get(event.payload.requestId);
  const entry = index === undefined ? undefined : folding.entries[index];
  if (index !== undefined && entry?.kind === 'question' && entry.answer === null) {
    folding.entries[index] = {
      ...entry,
      events: [...entry.events, event],
      answer: event.payload,
    };
    return;
  }
  folding.entries.push({ ...place(event), kind: 'question', request: null, answer: event.payload });
}

function foldNotice(folding: Folding, event: EventOf<'notice'>): void {
  const { kind, text, run, model, permissionMode, tasks } = event.payload;
  if (silent.has(kind)) return;
  if (kind === 'run-started') {
    folding.run = folding.entries.length;
    const blank = { number: run ?? null, model: null, permissionMode: null };
    folding.entries.push({ ...place(event), kind: 'run', ...blank });
    return;
  }
  if (kind === 'agent-started') {
    // Said again at every turn: only the first of a run tells something, and it belongs to the run.
    const entry = folding.run === null ? undefined : folding.entries[folding.run];
    if (folding.run !== null && entry?.kind === 'run') {
      const said = { model: model ?? null, permissionMode: permissionMode ?? null };
      folding.entries[folding.run] = { ...entry, events: [...entry.events, event], ...said };
    }
    folding.run = null;
    return;
  }
  // An empty list is the end of what an earlier notice told.
  if (kind === 'background-tasks' && (tasks ?? []).length === 0) return;
  const told = kind === 'background-tasks' ? (tasks ?? []).join(', ') : text;
  folding.entries.push({ ...place(event), kind: 'notice', notice: kind, text: told });
}

function place(event: SessionEvent) {
  return { seq: event.seq, at: event.at, events: [event] } as const;
}

function isEnding(status: string): status is Ending {
  return status === 'Completed' || status === 'Failed' || status === 'Interrupted';
}
