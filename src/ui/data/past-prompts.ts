/** What the user said in a session before, one prompt at a time, however long its log is. */
import type { SessionId } from '../../contract/ids.ts';
import { RequestError, type Transport } from './transport.ts';

export interface Past {
  readonly seq: number;
  readonly text: string;
}

/** A function to the prompt before `seq` (null: the last one); null where there is none, or none can be read. */
export function promptBefore(
  transport: Transport,
  id: SessionId,
): (seq: number | null) => Promise<Past | null> {
  return async (before) => {
    try {
      const { seq } = await transport.request('events.next', { id, kind: 'prompt', before });
      if (seq === null) return null;
      const { event } = await transport.request('events.get', { id, seq });
      return event.type === 'prompt' ? { seq, text: event.payload.text } : null;
    } catch (error) {
      // History is a convenience: without it one types.
      if (error instanceof RequestError) return null;
      throw error;
    }
  };
}
