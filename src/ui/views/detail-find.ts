import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import type { FindKind, FindStepEvent, FindTextEvent } from '../components/detail-events.ts';
import type { LuluTimeline } from '../components/timeline.ts';
import type { LogFinder, Towards } from '../data/log-finder.ts';
import { messageOf } from '../data/transport.ts';
import { detailStrings } from '../detail-strings.ts';
import type { SessionFind } from './session-find.ts';

export type Landmark = Exclude<FindKind, 'text'>;

interface FindOptions {
  readonly host: LitElement;
  /** Of the session that is open; undefined while none is. */
  readonly finder: () => LogFinder | undefined;
  readonly timeline: () => LuluTimeline | null;
  /** Says something at the foot of the window. */
  readonly say: (text: string, failed?: boolean) => void;
}

/** The find bar of the detail, loaded with its first use, and going from landmark to landmark without it. */
export class DetailFind {
  readonly #options: FindOptions;
  #find: SessionFind | undefined;

  constructor(options: FindOptions) {
    this.#options = options;
  }

  /** Marks what is looked for among entries; undefined while nothing is. */
  get mark(): SessionFind['mark'] | undefined {
    return this.#find?.mark;
  }

  readonly open = async (): Promise<void> => {
    const { host, finder: openFinder, timeline } = this.#options;
    const finder = openFinder();
    if (finder === undefined) return;
    const [{ SessionFind }] = await Promise.all([
      import('./session-find.ts'),
      import('../components/find-bar.ts'),
    ]);
    if (openFinder() !== finder) return;
    this.#find ??= new SessionFind(finder, timeline, () => {
      host.requestUpdate();
      timeline()?.requestUpdate();
    });
    host.requestUpdate();
    await host.updateComplete;
    host.renderRoot.querySelector('lulu-find-bar')?.focus();
  };

  /** To the next landmark; without one, the bar would say so. */
  async step(kind: Landmark, towards: Towards): Promise<void> {
    const { finder, timeline, say } = this.#options;
    const [log, shown] = [finder(), timeline()];
    if (log === undefined || shown === null) return;
    try {
      const seq = await log.landmark(kind, towards, shown.place);
      if (seq === null) say(detailStrings.find.none(kind, towards));
      else shown.jump(seq);
    } catch (error) {
      say(messageOf(error), true);
    }
  }

  close(): void {
    this.#find?.close();
    this.#find = undefined;
    this.#options.host.requestUpdate();
  }

  render(): TemplateResult | typeof nothing {
    const find = this.#find;
    if (find === undefined) return nothing;
    return html`<lulu-find-bar
      .kind=${find.kind}
      .text=${find.text}
      .result=${find.result}
      @find-text=${this.#onText}
      @find-step=${this.#onStep}
      @find-close=${this.#onClose}
    ></lulu-find-bar>`;
  }

  readonly #onText = ({ kind, text }: FindTextEvent): void => {
    this.#find?.look(kind, text);
  };

  readonly #onStep = ({ towards }: FindStepEvent): void => {
    void this.#find?.step(towards);
  };

  readonly #onClose = (): void => {
    this.close();
    this.#options.timeline()?.focus();
  };
}
