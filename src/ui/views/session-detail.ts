import { consume } from '@lit/context';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { RequestId } from '../../contract/ids.ts';
import type { OpenRequest, SessionDetail, SessionView } from '../../contract/rows.ts';
import { isActive } from '../../core/row-order.ts';
import type { Entry } from '../../core/timeline-entry.ts';
import { isOnlyLonger, type TimelineView } from '../../core/timeline-view.ts';
import '../components/composer.ts';
import type { ComposerMode, LuluComposer } from '../components/composer.ts';
import '../components/detail-header.ts';
import type {
  ApprovalAnswerEvent,
  DetailMenuEvent,
  FindStepEvent,
  FindTextEvent,
  PromptSendEvent,
  QueueChangeEvent,
  RequestAnswer,
} from '../components/detail-events.ts';
import { detailStrings } from '../detail-strings.ts';
import '../components/menu.ts';
import type { LuluMenu } from '../components/menu.ts';
import { modeLabel } from '../components/mode-label.ts';
import { sessionTrouble } from '../components/session-trouble.ts';
import '../components/text-dialog.ts';
import type { LuluTextDialog } from '../components/text-dialog.ts';
import '../components/toast.ts';
import type { LuluToast } from '../components/toast.ts';
import { Shortcuts } from '../controllers/shortcuts.ts';
import type { SessionActionEvent } from '../components/session-action.ts';
import '../components/timeline.ts';
import type { LuluTimeline } from '../components/timeline.ts';
import type {
  EntryMenuEvent,
  EventWholeEvent,
  TimelineFollowEvent,
  TimelineJumpEvent,
  TimelineLoadEvent,
} from '../components/timeline-events.ts';
import { transportContext } from '../data/contexts.ts';
import { DetailReader } from '../data/detail-reader.ts';
import { hasNoFocus } from '../data/focus.ts';
import { LogFinder } from '../data/log-finder.ts';
import { paced } from '../data/pace.ts';
import { TimelineWindow } from '../data/timeline-window.ts';
import { messageOf, type Transport } from '../data/transport.ts';
import { base } from '../styles/controls.ts';
import type { MenuHost } from './detail-menus.ts';
import { sessionDetailStyles } from './session-detail.styles.ts';
import type { SessionFind } from './session-find.ts';
import { SessionLine } from './session-line.ts';

/**
 * @summary One session in full: header, timeline, what it waits for, and the composer.
 *
 * @fires session-action - Something is to be done to the session (resume is done here).
 * @fires link-open - A link in the timeline was followed; the app opens it outside.
 * @slot back - The way back to the list, where the list is not in sight.
 */
@customElement('lulu-session-detail')
export class LuluSessionDetail extends LitElement {
  static override styles = [base, sessionDetailStyles];

  /** Whose detail this is. Nothing renders until it is set. */
  @property({ attribute: false }) session: SessionView | undefined;

  @consume({ context: transportContext, subscribe: true })
  @property({ attribute: false })
  transport: Transport | undefined;

  /** An event to open at: the timeline goes there whenever this is set to another. */
  @property({ attribute: false }) target: { readonly seq: number } | undefined;

  @state() private timeline: TimelineView | undefined;
  @state() private detail: SessionDetail | undefined;
  @state() private promptProblem = '';
  @state() private sending = false;
  /** Why an answer was not taken, by request. */
  @state() private answerProblems: ReadonlyMap<string, string> = new Map();

  @state() private find: SessionFind | undefined;

  @query('lulu-composer') private readonly composer!: LuluComposer | null;
  @query('lulu-timeline') private readonly shownTimeline!: LuluTimeline | null;

  #window: TimelineWindow | undefined;
  #reader: DetailReader | undefined;
  #endState: (() => void) | undefined;
  /** Whether something is about to be drawn, and whether somebody waits for it. */
  #scheduled: 'unhurried' | 'hurried' | undefined;
  readonly #pace = paced();
  #line: SessionLine | undefined;
  #finder: LogFinder | undefined;
  /** The requests that were shown last, and whether one of them held the keyboard. */
  #shown: readonly RequestId[] = [];
  #answering = false;
  /** A request was answered by who had the keyboard in it, which its disabled buttons then let go of. */
  #answered = false;

  constructor() {
    super();
    const step = (kind: 'prompt' | 'error' | 'approval', towards: 'after' | 'before') => () => {
      void this.#step(kind, towards);
    };
    new Shortcuts(this, () =>
      this.checkVisibility()
        ? [
            { key: 'f', command: true, run: this.#onFindKey },
            { key: ']', run: step('prompt', 'after') },
            { key: '[', run: step('prompt', 'before') },
            { key: 'e', run: step('error', 'after') },
            { key: 'E', run: step('error', 'before') },
            { key: 'a', run: step('approval', 'after') },
            { key: 'A', run: step('approval', 'before') },
            { key: 'r', run: this.#onReplyKey },
          ]
        : [],
    );
  }

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
    } else if (changed.has('target') && this.target !== undefined) {
      this.jumpTo(this.target.seq);
    }
    const open = this.#openRequests().map(({ requestId }) => requestId);
    if (this.#shown.some((id) => !open.includes(id))) {
      this.#answering ||= this.#holdsKeyboard() || (this.#answered && hasNoFocus());
      this.#answered = false;
    }
    this.#shown = open;
  }

  protected override updated(): void {
    if (!this.#answering) return;
    this.#answering = false;
    // What held the keyboard is gone: on to the next question, or to the message that may follow.
    const next = this.renderRoot.querySelector<HTMLElement>('.requests > *');
    if (next === null) this.focusComposer();
    else next.focus();
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
        .mode=${modeLabel(session.permissionMode)}
        @session-action=${this.#onAction}
        @detail-menu=${this.#onMenu}
        @find-open=${this.#openFind}
        ><slot name="back" slot="start"></slot
      ></lulu-detail-header>
      ${this.#renderFind()}
      ${repeat(
        [session.id],
        (id) => id,
        () =>
          html`<lulu-timeline
            .view=${this.timeline}
            .live=${session.status === 'Running' && !session.restored}
            .worktree=${session.worktree}
            .decorate=${this.find?.mark}
            .imageOf=${this.#line?.imageOf}
            @timeline-load=${this.#onLoad}
            @timeline-jump=${this.#onJump}
            @timeline-follow=${this.#onFollow}
            @event-whole=${this.#onWhole}
            @entry-menu=${this.#onEntryMenu}
          ></lulu-timeline>`,
      )}
      <div class="trouble">${sessionTrouble(session)}</div>
      <div class="requests" @focusin=${this.#onRequestFocus}>
        ${this.#renderRequests(session, lost)}
      </div>
      <div class="foot">
        <lulu-composer
          .sessionId=${session.id}
          .mode=${modeOf(session)}
          .queue=${this.detail?.queue ?? []}
          .blocked=${blockedBy(session, lost)}
          .problem=${this.promptProblem}
          .sending=${this.sending}
          .promptBefore=${this.#line?.promptBefore}
          .completeFile=${this.#line?.completeFile}
          .keepImage=${this.#line?.keepImage}
          @prompt-send=${this.#onSend}
          @queue-change=${this.#onQueueChange}
        ></lulu-composer>
      </div>
      <lulu-menu></lulu-menu>
      <lulu-text-dialog></lulu-text-dialog>
      <lulu-toast></lulu-toast>
    `;
  }

  #renderFind(): TemplateResult | typeof nothing {
    const { find } = this;
    if (find === undefined) return nothing;
    return html`<lulu-find-bar
      .kind=${find.kind}
      .text=${find.text}
      .result=${find.result}
      @find-text=${this.#onFindText}
      @find-step=${this.#onFindStep}
      @find-close=${this.#onFindClose}
    ></lulu-find-bar>`;
  }

  #openRequests(): readonly OpenRequest[] {
    const { session } = this;
    if (session?.status !== 'Waiting' || session.restored) return [];
    return this.detail?.open ?? [];
  }

  #holdsKeyboard(): boolean {
    return this.renderRoot.querySelector('.requests :focus') !== null;
  }

  #renderRequests(session: SessionView, lost: boolean): unknown {
    const disabled = lost || session.interrupting;
    return repeat(
      this.#openRequests(),
      ({ requestId }) => requestId,
      (request) => {
        const problem = this.answerProblems.get(request.requestId) ?? '';
        if (request.kind === 'question') {
          void import('../components/question-card.ts');
          return html`<lulu-question-card
            .request=${request}
            .disabled=${disabled}
            .problem=${problem}
            @approval-answer=${this.#onAnswer}
          ></lulu-question-card>`;
        }
        void import('../components/approval-card.ts');
        return html`<lulu-approval-card
          .place=${session}
          .request=${request}
          .worktree=${session.worktree}
          .disabled=${disabled}
          .problem=${problem}
          @approval-answer=${this.#onAnswer}
        ></lulu-approval-card>`;
      },
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
    this.#endState = transport.onState(() => {
      this.requestUpdate();
    });
    this.#line = new SessionLine(transport, session.id);
    this.#finder = new LogFinder(transport, session.id);
    this.#window.open(this.target?.seq);
    if (this.target !== undefined) void this.#openAt(this.target.seq);
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
    this.#endFind();
  }

  /** The timeline is there only once this has been drawn. */
  async #openAt(seq: number): Promise<void> {
    await this.updateComplete;
    this.jumpTo(seq);
  }

  /** However much arrives, it is drawn once a frame; where a reader only hears how much, less often. */
  #schedule(): void {
    const next = this.#window?.view;
    const waits =
      this.timeline !== undefined && next !== undefined && isOnlyLonger(this.timeline, next);
    const hurry = waits && this.detail === this.#reader?.detail ? 'unhurried' : 'hurried';
    if (this.#scheduled === 'hurried' || this.#scheduled === hurry) return;
    this.#scheduled = hurry;
    this.#pace(this.#draw, hurry === 'unhurried');
  }

  readonly #draw = (): void => {
    if (this.#scheduled === undefined) return;
    this.#scheduled = undefined;
    this.timeline = this.#window?.view;
    this.detail = this.#reader?.detail;
    this.requestUpdate();
  };

  /** Asks the engine for a change, and reads again what may be another after it. */
  async #ask(change: (line: SessionLine) => Promise<string>): Promise<string> {
    const problem = this.#line === undefined ? '' : await change(this.#line);
    void this.#reader?.read();
    return problem;
  }

  async #send(text: string, now: boolean): Promise<void> {
    const { session, composer } = this;
    if (session === undefined) return;
    const { id } = session;
    this.sending = true;
    this.promptProblem = '';
    const mode = modeOf(session);
    const problem = await this.#ask((line) => line.send(mode, text, now));
    if (this.session?.id !== id) return;
    this.sending = false;
    this.promptProblem = problem;
    if (problem !== '') return;
    composer?.clear(text);
    this.shownTimeline?.jump('tail');
  }

  async #answer(requestId: RequestId, answer: RequestAnswer): Promise<void> {
    const id = this.session?.id;
    if (id === undefined) return;
    const problem = await this.#ask((line) => line.answer(requestId, answer));
    if (this.session?.id !== id) return;
    this.answerProblems = new Map([...this.answerProblems, [requestId, problem]]);
  }

  readonly #openFind = async (): Promise<void> => {
    const finder = this.#finder;
    if (finder === undefined) return;
    const [{ SessionFind }] = await Promise.all([
      import('./session-find.ts'),
      import('../components/find-bar.ts'),
    ]);
    if (this.#finder !== finder) return;
    this.find ??= new SessionFind(
      finder,
      () => this.shownTimeline,
      () => {
        this.requestUpdate();
        this.shownTimeline?.requestUpdate();
      },
    );
    await this.updateComplete;
    this.renderRoot.querySelector('lulu-find-bar')?.focus();
  };

  #endFind(): void {
    this.find?.close();
    this.find = undefined;
  }

  /** To the next landmark by its own key, without the find bar; without one, the bar would say so. */
  async #step(kind: 'prompt' | 'error' | 'approval', towards: 'after' | 'before'): Promise<void> {
    const [finder, timeline] = [this.#finder, this.shownTimeline];
    if (finder === undefined || timeline === null) return;
    try {
      const seq = await finder.landmark(kind, towards, timeline.place);
      if (seq === null) this.#say(detailStrings.find.none(kind, towards));
      else timeline.jump(seq);
    } catch (error) {
      this.#say(messageOf(error), true);
    }
  }

  #say(text: string, failed = false): void {
    this.renderRoot.querySelector<LuluToast>('lulu-toast')?.show({ text, failed });
  }

  #menuHost(): MenuHost | undefined {
    const { transport, session } = this;
    if (transport === undefined || session === undefined) return undefined;
    return {
      transport,
      session,
      say: (text, failed) => {
        this.#say(text, failed);
      },
      askModel: (take) => {
        const { otherModelHeading, otherModelLabel, otherModelVerb } = detailStrings.header;
        void this.renderRoot.querySelector<LuluTextDialog>('lulu-text-dialog')?.ask({
          ...{ heading: otherModelHeading, label: otherModelLabel, verb: otherModelVerb },
          ...{ value: '', multiline: false, submit: take },
        });
      },
    };
  }

  async #openMenu(
    menu: DetailMenuEvent['menu'] | 'entry',
    anchor: DOMRect,
    entry?: Entry,
  ): Promise<void> {
    const { itemsOf } = await import('./detail-menus.ts');
    const host = this.#menuHost();
    if (host === undefined) return;
    const { more, modeMenu, modelMenu } = detailStrings.header;
    const label = { mode: modeMenu, model: modelMenu, more, entry: detailStrings.entry.actions }[
      menu
    ];
    const items = itemsOf(menu, host, entry);
    await this.renderRoot.querySelector<LuluMenu>('lulu-menu')?.open(label, items, anchor);
  }

  readonly #onFindKey = (event: KeyboardEvent): void => {
    event.preventDefault();
    void this.#openFind();
  };

  readonly #onReplyKey = (event: KeyboardEvent): void => {
    event.preventDefault();
    this.focusComposer();
  };

  readonly #onFindText = ({ kind, text }: FindTextEvent): void => {
    this.find?.look(kind, text);
  };

  readonly #onFindStep = ({ towards }: FindStepEvent): void => {
    void this.find?.step(towards);
  };

  readonly #onFindClose = (): void => {
    this.#endFind();
    this.shownTimeline?.focus();
  };

  readonly #onMenu = ({ menu, anchor }: DetailMenuEvent): void => {
    void this.#openMenu(menu, anchor);
  };

  readonly #onEntryMenu = ({ entry, anchor }: EntryMenuEvent): void => {
    void this.#openMenu('entry', anchor, entry);
  };

  readonly #onRequestFocus = (): void => {
    this.#answering = false;
  };

  readonly #onQueueChange = ({ queuedId, text }: QueueChangeEvent): void => {
    const asked = this.#ask((line) => line.changeQueued(queuedId, text));
    void asked.then((problem) => {
      this.promptProblem = problem;
    });
  };

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

  readonly #onSend = ({ text, now }: PromptSendEvent): void => {
    void this.#send(text, now);
  };

  readonly #onAnswer = ({ requestId, answer }: ApprovalAnswerEvent): void => {
    this.#answered = this.#holdsKeyboard();
    void this.#answer(requestId, answer);
  };
}

function modeOf(session: SessionView): ComposerMode {
  return isActive(session) ? 'queue' : 'resume';
}

function blockedBy(session: SessionView, lost: boolean): string {
  if (lost) return detailStrings.composer.lost;
  if (session.interrupting) return detailStrings.composer.interrupting;
  return '';
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-session-detail': LuluSessionDetail;
  }
}
