/** What a window shows when no engine could be started: the reason, instead of nothing. */
import type { WireError } from '../../contract/errors.ts';
import { EngineError } from '../../engine/engine.ts';
import type { OpenLink } from '../link.ts';

/** A line on which every request is answered with why there is no engine. */
export function failedOpen(cause: unknown): OpenLink {
  const error: WireError =
    cause instanceof EngineError
      ? { kind: cause.kind, message: cause.message }
      : { kind: 'internal', message: 'The engine could not be started. Its log has the details.' };
  return () => ({
    request: () => Promise.resolve({ ok: false, error }),
    close: () => undefined,
  });
}
