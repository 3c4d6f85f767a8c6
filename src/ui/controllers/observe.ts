import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Anything that calls back when it has changed. */
export interface Observable {
  subscribe(listener: () => void): () => void;
}

/** Renders its host again whenever what it observes has changed. What that is can be swapped. */
export class Observe implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #observed: Observable | undefined;
  #stop: (() => void) | undefined;
  #connected = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  observe(observed: Observable | undefined): void {
    if (observed === this.#observed) return;
    this.#observed = observed;
    this.#stop?.();
    this.#stop = undefined;
    if (this.#connected) this.#start();
  }

  hostConnected(): void {
    this.#connected = true;
    this.#start();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#stop?.();
    this.#stop = undefined;
  }

  #start(): void {
    this.#stop = this.#observed?.subscribe(() => {
      this.#host.requestUpdate();
    });
  }
}
