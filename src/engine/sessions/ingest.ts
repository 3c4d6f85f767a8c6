import type { EventBody, Payload } from '../../contract/events.ts';
import type { RequestId } from '../../contract/ids.ts';
import { ok } from '../../core/result.ts';
import type { SessionFacts } from '../../core/row.ts';
import { ask, type Decision } from '../../core/rules/decision.ts';
import { evolve, waitsFor, type SessionState } from '../../core/session.ts';
import { failpoint } from '../failpoint.ts';
import type { Adapter, Refusal, Signal } from '../agents/adapter.ts';
import type { SpoolItem } from '../agents/line-splitter.ts';
import type { SpoolChunk } from '../agents/spool.ts';
import { chosenIn, isNoChange, readChange } from './changes.ts';
import { stored } from './garbage.ts';
import type { LiveSession } from './live-session.ts';
import { byRule } from './replies.ts';
import type { RunPlace, RunTools } from './run-tools.ts';

/** Live text is shown from its end: more than this many characters of it help nobody. */
const partialLimit = 20_000;

/**
 * From spooled lines to committed events: the events and the offset behind them are one transaction,
 * so that each line becomes events exactly once, whatever dies in between.
 */
export class Ingest {
  /** Why the agent would not begin, once it has said so. */
  refusal: Refusal | null = null;
  readonly #session: LiveSession;
  readonly #place: RunPlace;
  readonly #adapter: Adapter;
  readonly #tools: RunTools;

  constructor(options: {
    session: LiveSession;
    place: RunPlace;
    adapter: Adapter;
    tools: RunTools;
  }) {
    this.#session = options.session;
    this.#place = options.place;
    this.#adapter = options.adapter;
    this.#tools = options.tools;
  }

  /** Stores a chunk; the tail reads on when this has resolved, which is all the back-pressure there is. */
  async take(chunk: SpoolChunk): Promise<void> {
    const signals = chunk.items.flatMap((item) => this.#read(item));
    if (signals.every(isFleeting)) {
      this.#tellPartial(signals);
      return;
    }
    const { runId, runKey } = this.#place;
    const says = signals.some(({ kind }) => kind === 'event');
    if (says) failpoint('output-read');
    const decisions = this.#decide(signals);
    await this.#tools.recorder.record(this.#session, ({ state, facts }) =>
      ok({
        ...{ runId, runKey },
        ...this.#planOf(signals, state, facts, decisions),
        also: (tx) => {
          tx.advanceSpool(runKey, chunk.endOffset, chunk.skipping);
        },
      }),
    );
    stored(sizeOf(chunk));
    if (says) failpoint('output-stored');
    this.#tellReplies(signals);
    this.#tellPartial(signals);
  }

  /** Whatever an agent may have thought of: what rules cannot judge is asked, and its log is read on. */
  #judge(request: Payload<'approval_requested'>): Decision {
    const { rules, log } = this.#tools;
    try {
      return rules.decide(this.#session, request);
    } catch (error) {
      log.error({ err: error, session: this.#session.id }, 'rules cannot judge a request');
      return ask('the rules cannot judge it');
    }
  }

  /** What the rules say about each request; outside of the commit, since it looks at the disk. */
  #decide(signals: readonly Signal[]): ReadonlyMap<EventBody, Decision> {
    const decisions = new Map<EventBody, Decision>();
    for (const signal of signals) {
      if (signal.kind !== 'event' || signal.event.type !== 'approval_requested') continue;
      decisions.set(signal.event, this.#judge(signal.event.payload));
    }
    return decisions;
  }

  #planOf(
    signals: readonly Signal[],
    state: SessionState,
    facts: SessionFacts,
    decisions: ReadonlyMap<EventBody, Decision>,
  ): { readonly events: readonly EventBody[]; readonly inputs: readonly string[] } {
    const events: EventBody[] = [];
    const inputs: string[] = [];
    for (const signal of signals) {
      if (signal.kind === 'unanswerable' && isListening(state)) {
        inputs.push(this.#adapter.encodeRefusal(signal.requestId));
      }
      const event = this.#eventOf(signal, state);
      if (event === null || this.#refuses(event) || isNoChange(event, facts)) continue;
      events.push(event);
      facts = { ...facts, ...chosenIn(event) };
      state = evolve(state, { ...event, runId: this.#place.runId });
      const decision = decisions.get(event);
      if (event.type !== 'approval_requested' || decision === undefined) continue;
      if (decision.behavior === 'ask' || !isOpen(state, event.payload.requestId)) continue;
      const reply = byRule(this.#adapter, event.payload, decision);
      events.push(reply.answer);
      inputs.push(reply.line);
      state = evolve(state, { ...reply.answer, runId: this.#place.runId });
    }
    return { events, inputs };
  }

  #eventOf(signal: Signal, state: SessionState): EventBody | null {
    switch (signal.kind) {
      case 'event':
        return signal.event;
      case 'control-reply':
        return readChange(signal);
      case 'prompt-taken':
        return takenPrompt(state, signal.promptId);
      case 'partial':
      case 'unanswerable':
      case 'nothing':
        return null;
    }
  }

  #tellReplies(signals: readonly Signal[]): void {
    for (const signal of signals) {
      if (signal.kind !== 'control-reply') continue;
      const { requestId, error = 'The agent refused without a reason' } = signal;
      this.#session.replied(requestId, signal.ok ? null : error);
    }
  }

  /** A run that cannot begin as it was asked to is no failure: it is begun the other way. */
  #refuses(event: EventBody): boolean {
    if (event.type !== 'usage' || event.payload.turn.outcome !== 'error') return false;
    const refusal = this.#adapter.refusal(event.payload.turn.reason ?? '');
    this.refusal ??= refusal;
    return refusal !== null;
  }

  #read(item: SpoolItem): readonly Signal[] {
    switch (item.kind) {
      case 'line':
        return this.#adapter.decode(item.text);
      case 'cut':
        return [said({ type: 'unrecognised', payload: { raw: item.head } })];
      case 'cut-end': {
        const text = `A line of ${String(item.bytes)} bytes was cut: lines are kept up to 16 MiB`;
        return [said({ type: 'notice', payload: { kind: 'line-cut', text, bytes: item.bytes } })];
      }
    }
  }

  #tellPartial(signals: readonly Signal[]): void {
    const before = this.#session.partial;
    for (const signal of signals) {
      if (signal.kind === 'partial') {
        const text = signal.text === null ? '' : this.#session.partial + signal.text;
        this.#session.partial = text.slice(-partialLimit);
      } else if (signal.kind === 'event') {
        this.#session.partial = '';
      }
    }
    if (this.#session.partial !== before) this.#tools.partial(this.#session);
  }
}

/**
 * Whether nothing of it is kept. Then its offset is not either: text being written comes in hundreds of
 * lines a message, each would be a commit, and after a crash they can be read again without harm.
 */
function isFleeting({ kind }: Signal): boolean {
  return kind === 'partial' || kind === 'nothing';
}

/** Characters of the large lines among what was read: near enough to their bytes. */
function sizeOf({ items }: SpoolChunk): number {
  const lines = items.filter((item) => item.kind === 'line').map(({ text }) => text.length);
  return lines.filter((length) => length > 64 * 1024).reduce((sum, length) => sum + length, 0);
}

/** Whether a request can be answered where the session stands. */
function isOpen(state: SessionState, requestId: RequestId): boolean {
  return state.phase === 'active' && isListening(state) && state.open.includes(requestId);
}

/** Whether there is somebody to tell anything. */
function isListening(state: SessionState): boolean {
  return state.phase === 'active' && !state.interrupting && state.exit === null;
}

/** Only prompts that were sent into a turn are waited for. */
function takenPrompt(state: SessionState, promptId: string): EventBody | null {
  const waits = waitsFor(state, promptId);
  const text = 'The agent has taken up the prompt';
  return waits ? { type: 'notice', payload: { kind: 'prompt-taken', text, promptId } } : null;
}

function said(event: EventBody): Signal {
  return { kind: 'event', event };
}
