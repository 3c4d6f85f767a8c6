/** Every session's row as this page knows it: listed once, kept up by pushes, told at most once a frame, and less often of what happens by itself. */
import type { SessionId } from '../../contract/ids.ts';
import type { Push } from '../../contract/pushes.ts';
import type { SessionView } from '../../contract/rows.ts';
import { Listeners } from './listeners.ts';
import { paced, type Schedule } from './pace.ts';
import { matches, ordered, rankOf, type Order } from '../../core/row-order.ts';
import { NewsTracker, type SessionNews } from '../../core/session-news.ts';
import type { Transport } from './transport.ts';

export class SessionsStore {
  readonly #transport: Transport;
  readonly #listeners = new Listeners();
  readonly #newsListeners = new Listeners<readonly SessionNews[]>();
  readonly #tracker = new NewsTracker();
  #news: SessionNews[] = [];
  readonly #byId = new Map<SessionId, SessionView>();
  readonly #schedule: Schedule;
  readonly #ends: (() => void)[] = [];
  #rank: ReadonlyMap<SessionId, number> = new Map();
  #visible: readonly SessionView[] | undefined;
  /** Every session in order. What it goes by never changes in a row, so it stays while they do. */
  #inOrder: readonly SessionId[] | undefined;
  #order: Order = 'active';
  #filter = '';
  #loaded = false;
  /** Whether listeners are about to be told, and whether somebody waits for it. */
  #scheduled: 'unhurried' | 'hurried' | undefined;
  #reading = 0;

  /** @param schedule - When to tell listeners; `paced` unless a test says otherwise. */
  constructor(transport: Transport, schedule: Schedule = paced()) {
    this.#transport = transport;
    this.#schedule = schedule;
    this.#ends.push(
      transport.on((push) => {
        this.#take(push);
      }),
      transport.onResync(() => void this.load()),
    );
  }

  /** Whether the list was read at least once: before that, an empty list means nothing. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** How many sessions there are, filtered out or not. */
  get count(): number {
    return this.#byId.size;
  }

  get order(): Order {
    return this.#order;
  }

  get filter(): string {
    return this.#filter;
  }

  /** The rows to show, in order. The same array until something in it changes. */
  get rows(): readonly SessionView[] {
    this.#inOrder ??= ordered([...this.#byId.values()], this.#order, this.#rank).map(
      ({ id }) => id,
    );
    this.#visible ??= this.#inOrder.flatMap((id) => {
      const row = this.#byId.get(id);
      return row !== undefined && matches(row, this.#filter) ? [row] : [];
    });
    return this.#visible;
  }

  /** Every row, filtered out or not, in no order. */
  get all(): Iterable<SessionView> {
    return this.#byId.values();
  }

  /** How many sessions ask for the user. */
  get waiting(): number {
    let count = 0;
    for (const { status, restored } of this.#byId.values()) {
      if (status === 'Waiting' && !restored) count += 1;
    }
    return count;
  }

  get(id: SessionId): SessionView | undefined {
    return this.#byId.get(id);
  }

  /** Called after anything here changed, once a frame at most. Returns what ends it. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Called with what has happened to sessions since the last call, before `subscribe`d listeners are. */
  onNews(listener: (news: readonly SessionNews[]) => void): () => void {
    return this.#newsListeners.add(listener);
  }

  /** Reads the whole list, and ranks it the first time. Of two at once the later wins. */
  async load(): Promise<void> {
    const reading = (this.#reading += 1);
    const { rows } = await this.#transport.request('sessions.list', {});
    if (reading !== this.#reading) return;
    this.#byId.clear();
    for (const row of rows) this.#hold(row);
    if (!this.#loaded) this.#rank = rankOf(rows);
    this.#inOrder = undefined;
    this.#loaded = true;
    this.#changed();
  }

  /** Active first is ranked here, once: a later change of status moves nothing. */
  setOrder(order: Order): void {
    this.#order = order;
    this.#rank = rankOf([...this.#byId.values()]);
    this.#inOrder = undefined;
    this.#changed();
  }

  setFilter(filter: string): void {
    this.#filter = filter;
    this.#changed();
  }

  /** A row from a reply, which may be ahead of the push that brings it too. */
  put(row: SessionView): void {
    this.#keep(row);
    this.#changed();
  }

  /** Stops listening to the transport. */
  close(): void {
    for (const end of this.#ends) end();
  }

  #take({ rows, removed }: Push): void {
    if (rows === undefined && removed === undefined) return;
    for (const row of rows ?? []) this.#keep(row);
    for (const id of removed ?? []) this.#drop(id);
    this.#changed('unhurried');
  }

  #keep(row: SessionView): void {
    if (row.deletedAt !== null) this.#drop(row.id);
    else this.#hold(row);
  }

  #hold(row: SessionView): void {
    if (!this.#byId.has(row.id)) this.#inOrder = undefined;
    this.#byId.set(row.id, row);
    const news = this.#tracker.take(row);
    if (news !== undefined) this.#news.push(news);
  }

  #drop(id: SessionId): void {
    this.#byId.delete(id);
    this.#tracker.forget(id);
  }

  #changed(hurry: 'unhurried' | 'hurried' = 'hurried'): void {
    this.#visible = undefined;
    if (this.#scheduled === 'hurried' || this.#scheduled === hurry) return;
    this.#scheduled = hurry;
    this.#schedule(this.#tell, hurry === 'unhurried');
  }

  /** Comes once too often where somebody could not wait for what was planned. */
  readonly #tell = (): void => {
    if (this.#scheduled === undefined) return;
    this.#scheduled = undefined;
    const news = this.#news.splice(0);
    if (news.length > 0) this.#newsListeners.emit(news);
    this.#listeners.emit();
  };
}
