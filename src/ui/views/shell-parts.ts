import { html, type TemplateResult } from 'lit';
import type { LuluCloseDialog } from '../components/close-dialog.ts';
import type { MenuItem } from '../components/menu.ts';
import type { ToastMessage } from '../components/toast.ts';
import type { Platform } from '../data/platform.ts';
import '../components/confirm-dialog.ts';
import '../components/menu.ts';
import '../components/text-dialog.ts';
import '../components/toast.ts';

/** The dialogs, menu and toast of the shell. What is not needed at start is loaded when it is asked for. */
export class ShellParts {
  readonly #root: () => ParentNode;

  constructor(root: () => ParentNode) {
    this.#root = root;
  }

  template(platform: Platform): TemplateResult {
    return html`
      <lulu-new-session .platform=${platform}></lulu-new-session>
      <lulu-menu></lulu-menu>
      <lulu-confirm-dialog></lulu-confirm-dialog>
      <lulu-text-dialog></lulu-text-dialog>
      <lulu-shortcut-sheet .ownsKeyboard=${platform.ownsKeyboard}></lulu-shortcut-sheet>
      <lulu-close-dialog></lulu-close-dialog>
      <lulu-toast></lulu-toast>
    `;
  }

  /** @throws {Error} where it is not rendered. */
  get<K extends keyof HTMLElementTagNameMap>(tag: K): HTMLElementTagNameMap[K] {
    const part = this.#root().querySelector(tag);
    if (part === null) throw new Error(`<${tag}> is not rendered`);
    return part;
  }

  toast(message: ToastMessage): void {
    this.get('lulu-toast').show(message);
  }

  openMenu(label: string, items: readonly MenuItem[], anchor: DOMRect): void {
    void this.get('lulu-menu').open(label, items, anchor);
  }

  async showNewSession(): Promise<void> {
    await import('./new-session.ts');
    await this.get('lulu-new-session').show();
  }

  async showShortcuts(): Promise<void> {
    await import('../components/shortcut-sheet.ts');
    this.get('lulu-shortcut-sheet').show();
  }

  async closeDialog(): Promise<LuluCloseDialog> {
    await import('../components/close-dialog.ts');
    return this.get('lulu-close-dialog');
  }
}
