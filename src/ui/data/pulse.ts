/** How the engine itself fares: asked now and then, and only while somebody looks. */
import type { Finding, Reply } from '../../contract/requests.ts';
import { Listeners } from './listeners.ts';
import type { Transport } from './transport.ts';

/** Between two looks at the state of the engine. */
const statusMs = 5000;
/** The check-up starts every agent's program once, so it is asked for rarely. */
const checkUpMs = 15 * 60_000;
/** Not while the page is still being drawn. */
const firstMs = 1500;

export class Pulse {
  readonly #transport: Transport;
  readonly #listeners = new Listeners();
  readonly #ends: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  status: Reply<'engine.status'> | undefined;
  /** USD since midnight; undefined while unknown. */
  costToday: number | undefined;
  findings: readonly Finding[] | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
    document.addEventListener('visibilitychange', this.#look);
    this.#ends.push(
      transport.onState(() => {
        this.status = undefined;
        this.#listeners.emit();
        this.#plan(0);
      }),
      () => {
        document.removeEventListener('visibilitychange', this.#look);
      },
    );
    this.#plan(firstMs);
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const end of this.#ends) end();
  }

  /** Asks for the check-up now. @throws {RequestError} */
  async checkUp(): Promise<void> {
    this.#checkedAt = performance.now();
    this.findings = (await this.#transport.request('doctor', {})).findings;
    this.#listeners.emit();
  }

  #plan(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#closed || document.hidden || this.#transport.state !== 'open') return;
    this.#timer = setTimeout(() => void this.#beat(), ms);
  }

  readonly #look = (): void => {
    this.#plan(0);
  };

  async #beat(): Promise<void> {
    const quietly = <T>(asked: Promise<T>): Promise<T | undefined> => asked.catch(() => undefined);
    const [status, today] = await Promise.all([
      quietly(this.#transport.request('engine.status', {})),
      quietly(this.#transport.request('usage.today', {})),
    ]);
    if (this.#closed) return;
    this.status = status ?? this.status;
    this.costToday = today?.costUsd ?? this.costToday;
    this.#listeners.emit();
    if (performance.now() - this.#checkedAt > checkUpMs) await quietly(this.checkUp());
    this.#plan(statusMs);
  }
}
