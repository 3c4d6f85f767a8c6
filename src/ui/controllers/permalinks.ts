import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Tells its host of the address' fragment, at once and whenever it changes, and takes it out of the address
 * bar where the host has used it: a reload opens what is open, not what once was.
 */
export class Permalinks implements ReactiveController {
  /** Returns whether the fragment meant something. */
  readonly #use: (hash: string) => boolean;

  constructor(host: ReactiveControllerHost, use: (hash: string) => boolean) {
    this.#use = use;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('hashchange', this.#look);
    this.#look();
  }

  hostDisconnected(): void {
    removeEventListener('hashchange', this.#look);
  }

  readonly #look = (): void => {
    if (!this.#use(location.hash)) return;
    history.replaceState(history.state, '', location.pathname + location.search);
  };
}
