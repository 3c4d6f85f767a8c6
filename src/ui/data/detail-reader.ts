/** What the detail shows beside the log: runs, queue, open requests. Read again when something may have changed them. */
import type { SessionEvent } from '../../contract/events.ts';
import type { SessionId } from '../../contract/ids.ts';
import type { SessionDetail, SessionView } from '../../contract/rows.ts';
import { RequestError, type Transport } from './transport.ts';

/** After these the queue or the open requests may be others. */
const telling: ReadonlySet<SessionEvent['type']> = new Set<SessionEvent['type']>([
  'prompt',
  'approval_requested',
  'approval_resolved',
  'question_asked',
  'question_answered',
  'status',
]);

export class DetailReader {
  readonly sessionId: SessionId;
  readonly #transport: Transport;
  readonly #changed: () => void;
  #detail: SessionDetail | undefined;
  #reading = false;
  #stale = false;
  #endings: readonly (() => void)[] = [];

  constructor(transport: Transport, sessionId: SessionId, changed: () => void) {
    this.#transport = transport;
    this.sessionId = sessionId;
    this.#changed = changed;
  }

  /** As last read; undefined before that. */
  get detail(): SessionDetail | undefined {
    return this.#detail;
  }

  open(): void {
    this.#endings = [
      this.#transport.on(({ tail, rows }) => {
        const told =
          tail?.id === this.sessionId && tail.events.some((event) => telling.has(event.type));
        const row = rows?.find(({ id }) => id === this.sessionId);
        const other = row !== undefined && this.#isOther(row);
        if (told || other) void this.read();
      }),
      this.#transport.onResync(() => void this.read()),
    ];
    void this.read();
  }

  close(): void {
    for (const end of this.#endings) end();
    this.#endings = [];
  }

  #isOther(row: SessionView): boolean {
    const known = this.#detail?.row;
    return (
      known?.status !== row.status || known.waitingFor?.requestId !== row.waitingFor?.requestId
    );
  }

  /** Reads once more; asked again while reading, once more after that, however often. */
  async read(): Promise<void> {
    if (this.#reading) {
      this.#stale = true;
      return;
    }
    this.#reading = true;
    try {
      const detail = await this.#transport.request('sessions.show', { id: this.sessionId });
      if (this.#endings.length > 0) {
        this.#detail = detail;
        this.#changed();
      }
    } catch (error) {
      // What is shown stays; a lost engine is told by the app, and a resync reads again.
      if (!(error instanceof RequestError)) throw error;
    } finally {
      this.#reading = false;
    }
    if (this.#stale && this.#endings.length > 0) {
      this.#stale = false;
      await this.read();
    }
  }
}
