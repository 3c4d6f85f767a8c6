import { consume } from '@lit/context';
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Method, Params } from '../../contract/requests.ts';
import type { OpenRequest, SessionDetail, SessionView } from '../../contract/rows.ts';
import { isActive } from '../../core/row-order.ts';
import type { TimelineView } from '../../core/timeline-view.ts';
import '../components/approval-card.ts';
import '../components/composer.ts';
import type { ComposerMode, LuluComposer } from '../components/composer.ts';
import '../components/detail-header.ts';
import type { ApprovalAnswerEvent, PromptSendEvent } from '../components/detail-events.ts';
import type { SessionActionEvent } from '../components/session-action.ts';
import '../components/timeline.ts';
import type { LuluTimeline } from '../components/timeline.ts';
import type {
  EventWholeEvent,
  TimelineFollowEvent,
  TimelineJumpEvent,
  TimelineLoadEvent,
} from '../components/timeline-events.ts';
import { transportContext } from '../data/contexts.ts';
import { DetailReader } from '../data/detail-reader.ts';
import { onNextFrame } from '../data/frame.ts';
import { TimelineWindow } from '../data/timeline-window.ts';
import { RequestError, type Transport } from '../data/transport.ts';
import { base } from '../styles/controls.ts';

/**
 * @summary One session in full: header, timeline, what it waits for, and the composer.
 *
 * @fires session-action - Something is to be done to the session (resume is done here).
 * @fires link-open - A link in the timeline was followed; the app opens it outside.
 * @slot back - The way back to the list, where the list is not in sight.
 */
@customElement('lulu-session-detail')
export class LuluSessionDetail extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        block-size: 100%;
        min-block-size: 0;
        min-inline-size: 0;
        background: var(--lulu-bg);
      }
      lulu-timeline {
        flex: 1;
      }
      .foot {
        padding: var(--lulu-space-2) var(--lulu-space-4) var(--lulu-space-4);
      }
      .foot > * {
        max-inline-size: 776px;
        margin-inline: auto;
      }
      .foot > * + * {
        margin-block-start: var(--lulu-space-2);
      }
    `,
  ];

  /** Whose detail this is. Nothing renders until it is set. */
  @property({ attribute: false }) session: SessionView | undefined;

  @consume({ context: transportContext, subscribe: true })
  @property({ attribute: false })
  transport: Transport | undefined;

  @state() private timeline: TimelineView | undefined;
  @state() private detail: SessionDetail | undefined;
  @state() private promptProblem = '';
  @state() private sending = false;
  /** Why an answer was not taken, by request. */
  @state() private answerProblems: ReadonlyMap<string, string> = new Map();

  @query('lulu-composer') private readonly composer!: LuluComposer | null;
  @query('lulu-timeline') private readonly shownTimeline!: LuluTimeline | null;

  #window: TimelineWindow | undefined;
  #reader: DetailReader | undefined;
  #endState: (() => void) | undefined;
  #scheduled = false;

  /** Puts the keyboard where the next message is written. */
  focusComposer(): void {
    this.composer?.focus();
  }

  /** Shows the entry that holds `seq`. */
  jumpTo(seq: number): void {
    this.shownTimeline?.jump(seq);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.#window?.leave();
    this.#close();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const other = changed.has('session') && changed.get('session')?.id !== this.session?.id;
    if (changed.has('transport') || other) {
      this.#close();
      this.#open();
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session === undefined) return nothing;
    const lost = this.transport?.state === 'lost';
    return html`
      <lulu-detail-header
        .session=${session}
        .runs=${this.detail?.runs ?? []}
        .lost=${lost}
        @session-action=${this.#onAction}
        ><slot name="back" slot="start"></slot
      ></lulu-detail-header>
      ${repeat(
        [session.id],
        (id) => id,
        () =>
          html`<lulu-timeline
            .view=${this.timeline}
            .live=${session.status === 'Running' && !session.restored}
            .worktree=${session.worktree}
            @timeline-load=${this.#onLoad}
            @timeline-jump=${this.#onJump}
            @timeline-follow=${this.#onFollow}
            @event-whole=${this.#onWhole}
          ></lulu-timeline>`,
      )}
      <div class="foot">
        ${this.#renderRequests(session, lost)}
        <lulu-composer
          .sessionId=${session.id}
          .mode=${modeOf(session)}
          .queue=${this.detail?.queue ?? []}
          .blocked=${blockedBy(session, lost)}
          .problem=${this.promptProblem}
          .sending=${this.sending}
          @prompt-send=${this.#onSend}
        ></lulu-composer>
      </div>
    `;
  }

  #renderRequests(session: SessionView, lost: boolean): unknown {
    if (session.status !== 'Waiting' || session.restored) return nothing;
    return repeat(
      this.detail?.open ?? [],
      (request: OpenRequest) => request.requestId,
      (request) =>
        html`<lulu-approval-card
          .request=${request}
          .worktree=${session.worktree}
          .disabled=${lost || session.interrupting}
          .problem=${this.answerProblems.get(request.requestId) ?? ''}
          @approval-answer=${this.#onAnswer}
        ></lulu-approval-card>`,
    );
  }

  #open(): void {
    const { transport, session } = this;
    if (transport === undefined || session === undefined || !this.isConnected) return;
    if (this.#window !== undefined) return;
    const changed = (): void => {
      this.#schedule();
    };
    this.#window = new TimelineWindow(transport, session.id, changed);
    this.#reader = new DetailReader(transport, session.id, changed);
    this.#endState = transport.onState(changed);
    this.#window.open();
    this.#reader.open();
  }

  #close(): void {
    this.#window?.close();
    this.#reader?.close();
    this.#endState?.();
    this.#window = undefined;
    this.#reader = undefined;
    this.timeline = undefined;
    this.detail = undefined;
    this.promptProblem = '';
    this.sending = false;
    this.answerProblems = new Map();
  }

  /** However much arrives, it is drawn once a frame. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    onNextFrame(() => {
      this.#scheduled = false;
      this.timeline = this.#window?.view;
      this.detail = this.#reader?.detail;
      this.requestUpdate();
    });
  }

  async #ask<M extends Method>(method: M, params: Params<M>): Promise<string> {
    try {
      await this.transport?.request(method, params);
      void this.#reader?.read();
      return '';
    } catch (error) {
      if (error instanceof RequestError) return error.message;
      throw error;
    }
  }

  async #send(text: string): Promise<void> {
    const { session, composer } = this;
    if (session === undefined) return;
    const method = modeOf(session) === 'resume' ? 'sessions.resume' : 'sessions.send';
    this.sending = true;
    this.promptProblem = '';
    const problem = await this.#ask(method, { id: session.id, prompt: text });
    if (this.session?.id !== session.id) return;
    this.sending = false;
    this.promptProblem = problem;
    if (problem !== '') return;
    composer?.clear(text);
    this.shownTimeline?.jump('tail');
  }

  async #answer({ requestId, allow, message }: ApprovalAnswerEvent): Promise<void> {
    const id = this.session?.id;
    if (id === undefined) return;
    const problem = allow
      ? await this.#ask('sessions.approve', { id, requestId })
      : await this.#ask('sessions.deny', { id, requestId, message });
    if (this.session?.id !== id) return;
    this.answerProblems = new Map([...this.answerProblems, [requestId, problem]]);
  }

  readonly #onAction = (event: SessionActionEvent): void => {
    if (event.action !== 'resume') return;
    event.stopPropagation();
    this.focusComposer();
  };

  readonly #onLoad = ({ end }: TimelineLoadEvent): void => {
    if (end === 'older') this.#window?.loadOlder();
    else this.#window?.loadNewer();
  };

  readonly #onJump = ({ to }: TimelineJumpEvent): void => {
    if (to === 'tail') this.#window?.toTail();
    else if (to === 'start') this.#window?.toStart();
    else this.#window?.toSeq(to);
  };

  readonly #onFollow = ({ following }: TimelineFollowEvent): void => {
    this.#window?.follow(following);
  };

  readonly #onWhole = ({ seqs }: EventWholeEvent): void => {
    for (const seq of seqs) void this.#window?.showWhole(seq);
  };

  readonly #onSend = ({ text }: PromptSendEvent): void => {
    void this.#send(text);
  };

  readonly #onAnswer = (event: ApprovalAnswerEvent): void => {
    void this.#answer(event);
  };
}

function modeOf(session: SessionView): ComposerMode {
  return isActive(session) ? 'queue' : 'resume';
}

function blockedBy(session: SessionView, lost: boolean): string {
  if (lost) return 'Lulu has lost its engine. What you have typed is kept';
  if (session.interrupting) return 'Interrupting…';
  return '';
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-session-detail': LuluSessionDetail;
  }
}
