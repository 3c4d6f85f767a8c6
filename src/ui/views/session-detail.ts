import { consume } from '@lit/context';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { OpenRequest, SessionDetail, SessionView } from '../../contract/rows.ts';
import { isActive } from '../../core/row-order.ts';
import { isOnlyLonger, type TimelineView } from '../../core/timeline-view.ts';
import '../components/composer.ts';
import type { ComposerMode, LuluComposer } from '../components/composer.ts';
import '../components/detail-header.ts';
import type {
  DetailMenuEvent,
  PromptSendEvent,
  QueueChangeEvent,
} from '../components/detail-events.ts';
import { detailStrings } from '../detail-strings.ts';
import '../components/menu.ts';
import { modeLabel } from '../components/mode-label.ts';
import { sessionTrouble } from '../components/session-trouble.ts';
import '../components/text-dialog.ts';
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
import { paced } from '../data/pace.ts';
import type { Towards } from '../data/log-finder.ts';
import type { Transport } from '../data/transport.ts';
import { base } from '../styles/controls.ts';
import { DetailFind, type Landmark } from './detail-find.ts';
import type { AskedMenu } from './detail-menus.ts';
import { OpenedSession } from './opened-session.ts';
import { RequestCards } from './request-cards.ts';
import { sessionDetailStyles } from './session-detail.styles.ts';
import type { SessionLine } from './session-line.ts';

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

  @query('lulu-composer') private readonly composer!: LuluComposer | null;
  @query('lulu-timeline') private readonly shownTimeline!: LuluTimeline | null;

  #opened: OpenedSession | undefined;
  /** Whether something is about to be drawn, and whether somebody waits for it. */
  #scheduled: 'unhurried' | 'hurried' | undefined;
  readonly #pace = paced();
  readonly #requests = new RequestCards(this, {
    open: () => this.#openRequests(),
    answer: (requestId, answer) => this.#ask((line) => line.answer(requestId, answer)),
    focusNext: () => {
      this.focusComposer();
    },
  });
  readonly #find = new DetailFind({
    host: this,
    finder: () => this.#opened?.finder,
    timeline: () => this.shownTimeline,
    say: (text, failed) => {
      this.#say(text, failed);
    },
  });

  constructor() {
    super();
    const step = (kind: Landmark, towards: Towards) => () => {
      void this.#find.step(kind, towards);
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
    void this.#opened?.window.leave();
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
        @find-open=${this.#find.open}
        ><slot name="back" slot="start"></slot
      ></lulu-detail-header>
      ${this.#find.render()} ${this.#renderTimeline(session)}
      <div class="trouble">${sessionTrouble(session)}</div>
      ${this.#requests.render(session, lost || session.interrupting)}
      ${this.#renderComposer(session, lost)}
      <lulu-menu></lulu-menu>
      <lulu-text-dialog></lulu-text-dialog>
      <lulu-toast></lulu-toast>
    `;
  }

  /** A new one for each session: nothing of the last one's place is kept. */
  #renderTimeline(session: SessionView): unknown {
    return keyed(
      session.id,
      html`<lulu-timeline
        .view=${this.timeline}
        .live=${session.status === 'Running' && !session.restored}
        .worktree=${session.worktree}
        .decorate=${this.#find.mark}
        .imageOf=${this.#opened?.line.imageOf}
        @timeline-load=${this.#onLoad}
        @timeline-jump=${this.#onJump}
        @timeline-follow=${this.#onFollow}
        @event-whole=${this.#onWhole}
        @entry-menu=${this.#onEntryMenu}
      ></lulu-timeline>`,
    );
  }

  #renderComposer(session: SessionView, lost: boolean): TemplateResult {
    const line = this.#opened?.line;
    return html`<div class="foot">
      <lulu-composer
        .sessionId=${session.id}
        .mode=${modeOf(session)}
        .queue=${this.detail?.queue ?? []}
        .blocked=${blockedBy(session, lost)}
        .problem=${this.promptProblem}
        .sending=${this.sending}
        .promptBefore=${line?.promptBefore}
        .completeFile=${line?.completeFile}
        .keepImage=${line?.keepImage}
        @prompt-send=${this.#onSend}
        @queue-change=${this.#onQueueChange}
      ></lulu-composer>
    </div>`;
  }

  #openRequests(): readonly OpenRequest[] {
    const { session } = this;
    if (session?.status !== 'Waiting' || session.restored) return [];
    return this.detail?.open ?? [];
  }

  #open(): void {
    const { transport, session } = this;
    if (transport === undefined || session === undefined || !this.isConnected) return;
    if (this.#opened !== undefined) return;
    this.#opened = new OpenedSession(transport, session.id, {
      changed: () => {
        this.#schedule();
      },
      state: () => {
        this.requestUpdate();
      },
    });
    this.#opened.open(this.target?.seq);
    if (this.target !== undefined) void this.#openAt(this.target.seq);
  }

  #close(): void {
    this.#opened?.close();
    this.#opened = undefined;
    this.timeline = undefined;
    this.detail = undefined;
    this.promptProblem = '';
    this.sending = false;
    this.#requests.reset();
    this.#find.close();
  }

  /** The timeline is there only once this has been drawn. */
  async #openAt(seq: number): Promise<void> {
    await this.updateComplete;
    this.jumpTo(seq);
  }

  /** However much arrives, it is drawn once a frame; where a reader only hears how much, less often. */
  #schedule(): void {
    const next = this.#opened?.window.view;
    const waits =
      this.timeline !== undefined && next !== undefined && isOnlyLonger(this.timeline, next);
    const hurry = waits && this.detail === this.#opened?.reader.detail ? 'unhurried' : 'hurried';
    if (this.#scheduled === 'hurried' || this.#scheduled === hurry) return;
    this.#scheduled = hurry;
    this.#pace(this.#draw, hurry === 'unhurried');
  }

  readonly #draw = (): void => {
    if (this.#scheduled === undefined) return;
    this.#scheduled = undefined;
    this.timeline = this.#opened?.window.view;
    this.detail = this.#opened?.reader.detail;
    this.requestUpdate();
  };

  /** Asks the engine for a change, and reads again what may be another after it. */
  async #ask(change: (line: SessionLine) => Promise<string>): Promise<string> {
    const problem = this.#opened === undefined ? '' : await change(this.#opened.line);
    void this.#opened?.reader.read();
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

  #say(text: string, failed = false): void {
    this.renderRoot.querySelector<LuluToast>('lulu-toast')?.show({ text, failed });
  }

  async #openMenu(asked: AskedMenu): Promise<void> {
    const { openMenu } = await import('./detail-menus.ts');
    const { transport, session, renderRoot: root } = this;
    if (transport === undefined || session === undefined) return;
    await openMenu(asked, {
      ...{ root, transport, session },
      say: (text, failed) => {
        this.#say(text, failed);
      },
    });
  }

  readonly #onFindKey = (event: KeyboardEvent): void => {
    event.preventDefault();
    void this.#find.open();
  };

  readonly #onReplyKey = (event: KeyboardEvent): void => {
    event.preventDefault();
    this.focusComposer();
  };

  readonly #onMenu = ({ menu, anchor }: DetailMenuEvent): void => {
    void this.#openMenu({ menu, anchor });
  };

  readonly #onEntryMenu = ({ entry, anchor }: EntryMenuEvent): void => {
    void this.#openMenu({ menu: 'entry', anchor, entry });
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
    if (end === 'older') this.#opened?.window.loadOlder();
    else this.#opened?.window.loadNewer();
  };

  readonly #onJump = ({ to }: TimelineJumpEvent): void => {
    if (to === 'tail') this.#opened?.window.toTail();
    else if (to === 'start') this.#opened?.window.toStart();
    else this.#opened?.window.toSeq(to);
  };

  readonly #onFollow = ({ following }: TimelineFollowEvent): void => {
    this.#opened?.window.follow(following);
  };

  readonly #onWhole = ({ seqs }: EventWholeEvent): void => {
    for (const seq of seqs) void this.#opened?.window.showWhole(seq);
  };

  readonly #onSend = ({ text, now }: PromptSendEvent): void => {
    void this.#send(text, now);
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
