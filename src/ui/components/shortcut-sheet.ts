import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base, buttons } from '../styles/controls.ts';
import { shortcutText } from '../strings.ts';
import { dialogs } from '../styles/dialog.ts';

/**
 * Every key the app listens to.
 *
 * @element lulu-shortcut-sheet
 */
@customElement('lulu-shortcut-sheet')
export class LuluShortcutSheet extends LitElement {
  static override styles = [
    base,
    buttons,
    dialogs,
    css`
      :host {
        --lulu-dialog-width: 460px;
      }
      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 10px var(--lulu-space-5);
        align-items: center;
        margin: 0;
        color: var(--lulu-text-2);
      }
      dd {
        display: flex;
        justify-content: flex-end;
        gap: var(--lulu-space-1);
        margin: 0;
      }
      kbd {
        min-inline-size: 24px;
        padding: 3px 7px;
        border: 1px solid var(--lulu-border-strong);
        border-radius: 5px;
        background: var(--lulu-bg-inset);
        color: var(--lulu-text);
        font: var(--lulu-text-size-xs) / 16px var(--lulu-font);
        text-align: center;
      }
    `,
  ];

  /** Whether Ctrl-N is ours: a browser keeps it. */
  @property({ type: Boolean }) ownsKeyboard = false;

  @query('dialog') private readonly dialog!: HTMLDialogElement | null;

  show(): void {
    this.dialog?.showModal();
  }

  protected override render(): TemplateResult {
    const rows: (readonly [string, readonly string[]])[] = [
      [shortcutText.move, ['↑', '↓']],
      [shortcutText.open, ['Enter']],
      [shortcutText.back, ['Esc']],
      [shortcutText.newSession, this.ownsKeyboard ? ['n', 'Ctrl N'] : ['n']],
      [shortcutText.filter, ['/']],
      [shortcutText.send, ['Ctrl Enter']],
      [shortcutText.queue, ['Enter', 'Ctrl Enter']],
      [shortcutText.find, ['Ctrl F']],
      [shortcutText.prompts, ['[', ']']],
      [shortcutText.errors, ['e', 'E']],
      [shortcutText.requests, ['a', 'A']],
      [shortcutText.entries, ['j', 'k']],
      [shortcutText.entryMenu, ['Shift F10']],
      [shortcutText.reply, ['r']],
      [shortcutText.sheet, ['?']],
    ];
    return html`
      <dialog aria-labelledby="heading">
        <div class="body">
          <h2 id="heading">${shortcutText.heading}</h2>
          <dl>
            ${rows.map(
              ([what, keys]) =>
                html`<dt>${what}</dt>
                  <dd>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dd>`,
            )}
          </dl>
          <footer>
            <button type="button" autofocus @click=${() => this.dialog?.close()}>
              ${shortcutText.close}
            </button>
          </footer>
        </div>
      </dialog>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lulu-shortcut-sheet': LuluShortcutSheet;
  }
}
