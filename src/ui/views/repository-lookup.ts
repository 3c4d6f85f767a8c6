import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Reply } from '../../contract/requests.ts';
import type { Draft } from '../data/new-session-draft.ts';
import { RequestError, type Transport } from '../data/transport.ts';

type Asked = Pick<Draft, 'repo' | 'base' | 'uncommitted'>;

/** Long enough for a key to follow a key. */
const typingMs = 150;

/** What the engine knows about the repository in the dialog: paths to offer, refs, the commit the base stands for. */
export class RepositoryLookup implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #transport: () => Transport | undefined;
  #recent: readonly string[] = [];
  #completed: readonly string[] = [];
  #completing: ReturnType<typeof setTimeout> | undefined;
  #resolving: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  /** What the repository and base stand for; undefined while unknown. */
  resolved: Reply<'repositories.resolve'> | undefined;
  /** Why they stand for nothing. */
  refusal: RequestError | undefined;

  constructor(host: ReactiveControllerHost, transport: () => Transport | undefined) {
    this.#host = host;
    this.#transport = transport;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    clearTimeout(this.#completing);
    clearTimeout(this.#resolving);
  }

  /** Paths to offer for what is typed: recent repositories first, then folders. */
  get paths(): readonly string[] {
    return [...new Set([...this.#recent, ...this.#completed])];
  }

  /** Reads and returns the repositories used lately, newest first. */
  async loadRecent(): Promise<readonly string[]> {
    try {
      const reply = await this.#transport()?.request('repositories.recent', {});
      this.#recent = reply?.repositories.map(({ path }) => path) ?? [];
      this.#host.requestUpdate();
    } catch (error) {
      console.warn('No recent repositories', error);
    }
    return this.#recent;
  }

  completeSoon(prefix: string): void {
    clearTimeout(this.#completing);
    if (prefix === '') return;
    this.#completing = setTimeout(() => void this.#complete(prefix), typingMs);
  }

  /** What was known is forgotten at once, so that no commit of another repository is shown. */
  resolveSoon(draft: Asked): void {
    clearTimeout(this.#resolving);
    this.#asked += 1;
    this.resolved = undefined;
    this.refusal = undefined;
    this.#host.requestUpdate();
    if (draft.repo.trim() === '') return;
    this.#resolving = setTimeout(() => void this.#resolve(draft), typingMs);
  }

  async #complete(prefix: string): Promise<void> {
    try {
      const reply = await this.#transport()?.request('paths.complete', { prefix });
      this.#completed = reply?.paths ?? [];
      this.#host.requestUpdate();
    } catch (error) {
      console.warn('No completion', error);
    }
  }

  async #resolve({ repo, base, uncommitted }: Asked): Promise<void> {
    const asked = this.#asked;
    const params = {
      repo: repo.trim(),
      base: uncommitted ? null : base.trim() || null,
      uncommitted,
    };
    try {
      const reply = await this.#transport()?.request('repositories.resolve', params);
      if (asked === this.#asked) this.resolved = reply;
    } catch (error) {
      if (asked === this.#asked && error instanceof RequestError) this.refusal = error;
    }
    this.#host.requestUpdate();
  }
}
