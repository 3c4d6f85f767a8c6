import { html, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RequestId } from '../../contract/ids.ts';
import type { OpenRequest, SessionView } from '../../contract/rows.ts';
import type { ApprovalAnswerEvent, RequestAnswer } from '../components/detail-events.ts';
import { hasNoFocus } from '../data/focus.ts';

interface RequestCardsOptions {
  /** What the session waits for now. */
  readonly open: () => readonly OpenRequest[];
  /** Gives the agent an answer; resolves to why it was not taken, empty where it was. */
  readonly answer: (requestId: RequestId, answer: RequestAnswer) => Promise<string>;
  /** Where the keyboard goes after the last one. */
  readonly focusNext: () => void;
}

/** What a session waits for, as cards. Who answers by keyboard is taken on to the next question. */
export class RequestCards implements ReactiveController {
  readonly #host: LitElement;
  readonly #options: RequestCardsOptions;
  /** Why an answer was not taken, by request. */
  #problems: ReadonlyMap<string, string> = new Map();
  /** The requests that were shown last, and whether one that has gone held the keyboard. */
  #shown: readonly RequestId[] = [];
  #answering = false;
  /** A request was answered by who had the keyboard in it, which its disabled buttons then let go of. */
  #answered = false;

  constructor(host: LitElement, options: RequestCardsOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostUpdate(): void {
    const open = this.#options.open().map(({ requestId }) => requestId);
    if (this.#shown.some((id) => !open.includes(id))) {
      this.#answering ||= this.#holdsKeyboard() || (this.#answered && hasNoFocus());
      this.#answered = false;
    }
    this.#shown = open;
  }

  hostUpdated(): void {
    if (!this.#answering) return;
    this.#answering = false;
    // What held the keyboard is gone: on to the next question, or to the message that may follow.
    const next = this.#host.renderRoot.querySelector<HTMLElement>('.requests > *');
    if (next === null) this.#options.focusNext();
    else next.focus();
  }

  /** Another session: its problems are its own. */
  reset(): void {
    this.#problems = new Map();
  }

  render(session: SessionView, disabled: boolean): TemplateResult {
    return html`<div class="requests" @focusin=${this.#onFocus}>
      ${repeat(
        this.#options.open(),
        ({ requestId }) => requestId,
        (request) => this.#renderCard(session, request, disabled),
      )}
    </div>`;
  }

  #holdsKeyboard(): boolean {
    return this.#host.renderRoot.querySelector('.requests :focus') !== null;
  }

  #renderCard(session: SessionView, request: OpenRequest, disabled: boolean): TemplateResult {
    const problem = this.#problems.get(request.requestId) ?? '';
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
  }

  async #answer(requestId: RequestId, answer: RequestAnswer): Promise<void> {
    const problem = await this.#options.answer(requestId, answer);
    // An id names one request of one session: elsewhere nobody looks for it.
    this.#problems = new Map([...this.#problems, [requestId, problem]]);
    this.#host.requestUpdate();
  }

  readonly #onFocus = (): void => {
    this.#answering = false;
  };

  readonly #onAnswer = ({ requestId, answer }: ApprovalAnswerEvent): void => {
    this.#answered = this.#holdsKeyboard();
    void this.#answer(requestId, answer);
  };
}
