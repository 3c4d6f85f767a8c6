/** What a screen reader should hear about sessions: that one waits, and that one has ended. Once each. */
import type { SessionId } from '../../contract/ids.ts';
import type { SessionView } from '../../contract/rows.ts';
import { isTerminal } from '../components/session-text.ts';

export class Announcer {
  readonly #heard = new Map<SessionId, string>();
  #began = false;

  /** The sentences for what has changed since the last call; none for what the first call found. */
  news(rows: Iterable<SessionView>): string[] {
    const sentences: string[] = [];
    for (const row of rows) {
      const now = state(row);
      const before = this.#heard.get(row.id);
      this.#heard.set(row.id, now);
      if (this.#began && now !== before && now !== '') sentences.push(sentence(row));
    }
    this.#began = true;
    return sentences;
  }
}

/** Changes exactly when there is something to say; empty while there is nothing. */
function state(row: SessionView): string {
  if (row.restored) return '';
  if (row.status === 'Waiting') return `Waiting ${row.waitingFor?.requestId ?? ''}`;
  return isTerminal(row.status) ? `${row.status} ${row.resumeCount}` : '';
}

function sentence(row: SessionView): string {
  switch (row.status) {
    case 'Waiting':
      return `${row.name} is waiting: ${row.waitingFor?.text ?? 'it asks for you'}`;
    case 'Failed':
      return `${row.name} failed: ${row.failureReason ?? 'no reason was given'}`;
    default:
      return `${row.name} ${row.status.toLowerCase()}`;
  }
}
