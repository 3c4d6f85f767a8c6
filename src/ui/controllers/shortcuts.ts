import type { ReactiveController, ReactiveControllerHost } from 'lit';

export interface Shortcut {
  /** As in `KeyboardEvent.key`. */
  readonly key: string;
  /** Ctrl (Cmd on a Mac) held: works while typing too. Plain keys do not. */
  readonly command?: boolean;
  /** Works while typing too. */
  readonly always?: boolean;
  readonly run: (event: KeyboardEvent) => void;
}

/** Page-wide keys, for as long as its host is on the page. Dialogs and menus keep theirs to themselves. */
export class Shortcuts implements ReactiveController {
  readonly #shortcuts: () => readonly Shortcut[];

  constructor(host: ReactiveControllerHost, shortcuts: () => readonly Shortcut[]) {
    this.#shortcuts = shortcuts;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('keydown', this.#handle);
  }

  hostDisconnected(): void {
    document.removeEventListener('keydown', this.#handle);
  }

  readonly #handle = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const path = event.composedPath();
    if (path.some((part) => part instanceof HTMLDialogElement)) return;
    const typing = isTextField(path[0]);
    const command = event.ctrlKey || event.metaKey;
    const shortcut = this.#shortcuts().find(
      (one) =>
        one.key === event.key &&
        (one.command ?? false) === command &&
        (!typing || one.command === true || one.always === true),
    );
    shortcut?.run(event);
  };
}

function isTextField(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
