import type { ErrorKind } from '../contract/errors.ts';

/** Why the engine did not do what it was asked. `message` says what, why and what to do. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly kind: ErrorKind;
  /** The request's field it is about, where there is one. */
  readonly field: string | undefined;

  constructor(kind: ErrorKind, message: string, more: { field?: string; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.field = more.field;
  }
}
