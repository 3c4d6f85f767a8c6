import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { detailStrings } from '../detail-strings.ts';
import { mentionAt, withMention, type Mention } from './file-mention.ts';

/** Files completed by what was typed. @throws nothing: what cannot be completed has no completions. */
export type CompleteFile = (prefix: string) => Promise<readonly string[]>;

interface FileCompletionOptions {
  readonly field: () => HTMLTextAreaElement;
  readonly complete: () => CompleteFile | undefined;
  /** Puts a text in the field, with the caret there. */
  readonly put: (text: string, caret: number) => void;
}

/** The list of files that opens while an `@` is typed, and the keys that choose from it. */
export class FileCompletion implements ReactiveController {
  readonly #host: LitElement;
  readonly #options: FileCompletionOptions;
  #mention: Mention | undefined;
  #files: readonly string[] = [];
  #chosen = 0;
  /** The chosen one has yet to be brought into sight. */
  #moved = false;

  constructor(host: LitElement, options: FileCompletionOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  get isOpen(): boolean {
    return this.#files.length > 0;
  }

  /** The id of the element that is chosen, for the field that keeps the focus. */
  get chosenId(): string {
    return `file-${String(this.#chosen)}`;
  }

  hostUpdated(): void {
    if (!this.#moved) return;
    this.#moved = false;
    const chosen = this.#host.renderRoot.querySelector('[aria-selected="true"]');
    chosen?.scrollIntoView({ block: 'nearest' });
  }

  /** Something was typed. */
  async look(): Promise<void> {
    const { value, selectionEnd } = this.#options.field();
    const mention = mentionAt(value, selectionEnd);
    this.#mention = mention;
    const complete = this.#options.complete();
    if (mention === undefined || complete === undefined) {
      this.close();
      return;
    }
    const files = await complete(mention.prefix);
    // Something else may have been typed meanwhile.
    if (this.#mention !== mention) return;
    this.#files = files;
    this.#choose(0);
  }

  readonly close = (): void => {
    this.#mention = undefined;
    this.#files = [];
    this.#host.requestUpdate();
  };

  /** Whether the key was for the list. */
  takesKey({ key }: KeyboardEvent): boolean {
    const count = this.#files.length;
    if (count === 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step !== undefined) this.#choose((this.#chosen + step + count) % count);
    else if (key === 'Enter' || key === 'Tab') this.#take(this.#files[this.#chosen] ?? '');
    else if (key === 'Escape') this.close();
    else return false;
    return true;
  }

  render(): TemplateResult | typeof nothing {
    if (!this.isOpen) return nothing;
    return html`<ul id="files" role="listbox" aria-label=${detailStrings.composer.files}>
      ${this.#files.map((path, index) => this.#renderFile(path, index))}
    </ul>`;
  }

  #renderFile(path: string, index: number): TemplateResult {
    const at = path.lastIndexOf('/') + 1;
    return html`<li
      id="file-${index}"
      role="option"
      aria-selected=${index === this.#chosen ? 'true' : 'false'}
      @pointerdown=${(event: Event) => {
        event.preventDefault();
        this.#take(path);
      }}
    >
      <span>${path.slice(at)}</span><span class="where">${path.slice(0, at)}</span>
    </li>`;
  }

  #choose(index: number): void {
    this.#moved ||= index !== this.#chosen;
    this.#chosen = index;
    this.#host.requestUpdate();
  }

  #take(path: string): void {
    if (this.#mention === undefined) return;
    const { text, caret } = withMention(this.#options.field().value, this.#mention, path);
    this.#options.put(text, caret);
    this.close();
  }
}
