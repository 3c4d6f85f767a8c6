import type { SessionId } from '../../contract/ids.ts';
import { DetailReader } from '../data/detail-reader.ts';
import { LogFinder } from '../data/log-finder.ts';
import { TimelineWindow } from '../data/timeline-window.ts';
import type { Transport } from '../data/transport.ts';
import { SessionLine } from './session-line.ts';

/** Whom an open session tells that something else may have to be shown. */
interface Watcher {
  /** Something was read. */
  readonly changed: () => void;
  /** The engine was lost, or found. */
  readonly state: () => void;
}

/** All that is read of one session, and asked about it, while its detail is open. */
export class OpenedSession {
  readonly window: TimelineWindow;
  readonly reader: DetailReader;
  readonly line: SessionLine;
  readonly finder: LogFinder;
  readonly #endState: () => void;

  constructor(transport: Transport, id: SessionId, { changed, state }: Watcher) {
    this.window = new TimelineWindow(transport, id, changed);
    this.reader = new DetailReader(transport, id, changed);
    this.line = new SessionLine(transport, id);
    this.finder = new LogFinder(transport, id);
    this.#endState = transport.onState(state);
  }

  /** Begins to read, at the tail or around `seq`. */
  open(seq: number | undefined): void {
    this.window.open(seq);
    this.reader.open();
  }

  close(): void {
    this.window.close();
    this.reader.close();
    this.#endState();
  }
}
