/** Asking for one thing once, whatever becomes of the engine meanwhile. */
import type { Method, Params, Reply } from '../contract/requests.ts';
import { parseReply } from '../hosts/control/control-client.ts';
import type { Answer } from '../hosts/link.ts';
import { exitCode } from './context.ts';

/** A line to the engine, wherever that is. */
export interface Line {
  readonly ask: (method: Method, params: unknown) => Promise<Answer>;
  /**
   * Waits for the next engine; false where the user does not wait for it.
   *
   * @throws {NotKnownError} where none comes.
   */
  readonly next: () => Promise<boolean>;
}

/** Something was asked for, and nobody can say whether it was done. */
export class NotKnownError extends Error {
  override readonly name = 'NotKnownError';
  readonly exitCode: number;

  constructor(why: string, code: number = exitCode.failed) {
    super(
      `${why} Whether it did what it was asked is not known: \`lulu ls\` and \`lulu show\` tell.`,
    );
    this.exitCode = code;
  }
}

/**
 * Asks for a change. Where the engine leaves before it has answered, `found` looks at the next one for what
 * has become of it, and only what was not done (null) is asked for anew.
 *
 * @throws {EngineError} what the engine refuses. {NotKnownError}
 */
export async function askOnce<M extends Method>(
  line: Line,
  method: M,
  params: Params<M>,
  found: () => Promise<Reply<M> | null>,
): Promise<Reply<M>> {
  for (;;) {
    const answer = await line.ask(method, params);
    if (isFinal(answer)) return parseReply(method, answer);
    await nextOf(line);
    const done = await found();
    if (done !== null) return done;
  }
}

/** Asks for what changes nothing, of one engine after the other. @throws {EngineError} {NotKnownError} */
export async function look<M extends Method>(
  line: Line,
  method: M,
  params: Params<M>,
): Promise<Reply<M>> {
  for (;;) {
    const answer = await line.ask(method, params);
    if (isFinal(answer)) return parseReply(method, answer);
    await nextOf(line);
  }
}

function isFinal(answer: Answer): boolean {
  return answer.ok || answer.error.kind !== 'unavailable';
}

async function nextOf(line: Line): Promise<void> {
  if (await line.next()) return;
  throw new NotKnownError('The engine left before it answered.', exitCode.interrupted);
}
