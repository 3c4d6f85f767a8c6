import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { detailStrings } from '../detail-strings.ts';
import { icon } from './icon.ts';
import {
  imagesIn,
  namesIn,
  readImage,
  withImage,
  withoutImage,
  type KeepImage,
} from './prompt-images.ts';

const words = detailStrings.composer;

interface AttachmentsOptions {
  /** Where images are kept; undefined where they cannot be attached. */
  readonly keep: () => KeepImage | undefined;
  readonly sessionId: () => string;
  readonly text: () => string;
  /** Puts a text in the field. */
  readonly put: (text: string) => void;
}

/** Images that are pasted, dropped or picked: they are kept by the engine and named in the text. */
export class ImageAttachments {
  readonly #host: LitElement;
  readonly #options: AttachmentsOptions;
  /** What was attached on this page, to be seen beside the field. */
  readonly #previews = new Map<string, string>();
  #problem = '';
  #underWay = 0;
  #dropping = false;

  constructor(host: LitElement, options: AttachmentsOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** Why the last image was not attached; empty where it was. */
  get problem(): string {
    return this.#problem;
  }

  get isUnderWay(): boolean {
    return this.#underWay > 0;
  }

  /** Something that may be dropped is held over the field. */
  get isDropping(): boolean {
    return this.#dropping;
  }

  /** Another session: the problem is not its own. */
  forgetProblem(): void {
    this.#problem = '';
  }

  /** Those that are named in the text. */
  render(): TemplateResult | typeof nothing {
    const names = namesIn(this.#options.text());
    if (names.length === 0) return nothing;
    return html`<ul class="images" aria-label=${words.images}>
      ${names.map((name) => this.#renderImage(name))}
    </ul>`;
  }

  /** How one is picked; nothing where none can be attached. */
  renderPicker(disabled: boolean): TemplateResult | typeof nothing {
    if (this.#options.keep() === undefined) return nothing;
    return html`<input
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp"
        multiple
        hidden
        aria-hidden="true"
        @change=${this.#onPick}
      />
      <button
        type="button"
        class="quiet icon"
        aria-label=${words.attach}
        title=${words.attach}
        ?disabled=${disabled}
        @click=${() => {
          this.#host.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click();
        }}
      >
        ${icon('image')}
      </button>`;
  }

  readonly onPaste = (event: ClipboardEvent): void => {
    const images = imagesIn(event.clipboardData);
    if (images.length === 0 || this.#options.keep() === undefined) return;
    event.preventDefault();
    void this.#attach(images);
  };

  readonly onDragOver = (event: DragEvent): void => {
    const holdsFiles = event.dataTransfer?.types.includes('Files') ?? false;
    if (this.#options.keep() === undefined || !holdsFiles) return;
    event.preventDefault();
    this.#setDropping(true);
  };

  readonly onDragLeave = (): void => {
    this.#setDropping(false);
  };

  readonly onDrop = (event: DragEvent): void => {
    this.#setDropping(false);
    if (this.#options.keep() === undefined) return;
    // Whatever was dropped: a browser would leave the page for it.
    event.preventDefault();
    const images = imagesIn(event.dataTransfer);
    if (images.length === 0) this.#problem = words.notAnImage;
    void this.#attach(images);
  };

  readonly #onPick = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    const files = [...(target.files ?? [])];
    target.value = '';
    void this.#attach(files);
  };

  #renderImage(name: string): TemplateResult {
    const url = this.#previews.get(name);
    return html`<li>
      ${
        url === undefined
          ? html`<span class="blank" role="img" aria-label=${words.imageOf(name)}></span>`
          : html`<img src=${url} alt=${words.imageOf(name)} />`
      }
      <button
        type="button"
        class="quiet icon"
        aria-label=${words.removeImage(name)}
        @click=${() => {
          this.#options.put(withoutImage(this.#options.text(), name));
          this.#host.focus();
        }}
      >
        ${icon('close')}
      </button>
    </li>`;
  }

  async #attach(files: readonly File[]): Promise<void> {
    const { keep, sessionId } = this.#options;
    const [keepImage, id] = [keep(), sessionId()];
    if (keepImage === undefined || files.length === 0) return;
    this.#problem = '';
    for (const file of files) {
      this.#underWay += 1;
      this.#host.requestUpdate();
      try {
        const image = await readImage(file);
        const name = await keepImage(image);
        this.#previews.set(name, `data:${image.mediaType};base64,${image.data}`);
        if (sessionId() === id) this.#name(name);
      } catch (error) {
        this.#problem = error instanceof Error ? error.message : String(error);
      } finally {
        this.#underWay -= 1;
        this.#host.requestUpdate();
      }
    }
    this.#host.focus();
  }

  #name(name: string): void {
    const text = this.#options.text();
    if (!namesIn(text).includes(name)) this.#options.put(withImage(text, name));
  }

  #setDropping(dropping: boolean): void {
    this.#dropping = dropping;
    this.#host.requestUpdate();
  }
}
