/** Identifiers, branded so that one kind cannot be passed for another. */
import * as v from 'valibot';

/** A session's id: a UUID, also the agent's own session id. */
export const SessionId = v.pipe(
  v.string(),
  v.uuid('is not a session id (a UUID)'),
  v.toLowerCase(),
  v.brand('SessionId'),
);
export type SessionId = v.InferOutput<typeof SessionId>;

/** A run's id: a UUID. It is also the value of the environment marker `LULU_RUN`. */
export const RunId = v.pipe(v.string(), v.uuid('is not a run id (a UUID)'), v.brand('RunId'));
export type RunId = v.InferOutput<typeof RunId>;

/** What an agent calls one of its questions to the user. Chosen by the agent, opaque to us. */
export const RequestId = v.pipe(
  v.string(),
  v.minLength(1, 'is empty'),
  v.maxLength(200, 'is longer than 200 characters'),
  v.brand('RequestId'),
);
export type RequestId = v.InferOutput<typeof RequestId>;

/** A position in a session's event log: dense from 1 per session, the only cursor. */
export const Seq = v.pipe(v.number(), v.integer(), v.minValue(0));

/** An instant as people and programs read it: ISO 8601 with milliseconds, UTC. */
export const Instant = v.pipe(v.string(), v.isoTimestamp());
export type Instant = string;
