/** What has happened to sessions that somebody may want to hear of: one waits, one has ended. Once each. */
import type { SessionId } from '../contract/ids.ts';
import type { SessionView } from '../contract/rows.ts';

export type NewsKind = 'waiting' | 'completed' | 'failed' | 'interrupted';

export interface SessionNews {
  readonly row: SessionView;
  readonly kind: NewsKind;
  /** It ended while an interrupt was in hand: somebody asked for it. */
  readonly wasAsked: boolean;
}

interface Known {
  readonly mark: string;
  readonly interrupting: boolean;
}

/** Compares each row with what was known of it; the first sight of a session is no news. */
export class NewsTracker {
  readonly #known = new Map<SessionId, Known>();

  take(row: SessionView): SessionNews | undefined {
    const before = this.#known.get(row.id);
    const kind = kindOf(row);
    const mark = markOf(row, kind);
    this.#known.set(row.id, { mark, interrupting: row.interrupting });
    if (kind === undefined || before === undefined || before.mark === mark) return undefined;
    return { row, kind, wasAsked: before.interrupting || row.interrupting };
  }

  forget(id: SessionId): void {
    this.#known.delete(id);
  }
}

function kindOf(row: SessionView): NewsKind | undefined {
  if (row.restored) return undefined;
  switch (row.status) {
    case 'Waiting':
      return 'waiting';
    case 'Completed':
      return 'completed';
    case 'Failed':
      return 'failed';
    case 'Interrupted':
      return 'interrupted';
    case 'Starting':
    case 'Running':
      return undefined;
  }
}

/** Changes exactly when there is something to say. */
function markOf(row: SessionView, kind: NewsKind | undefined): string {
  if (kind === undefined) return '';
  return kind === 'waiting'
    ? `waiting ${row.waitingFor?.requestId ?? ''}`
    : `${kind} ${String(row.resumeCount)}`;
}
