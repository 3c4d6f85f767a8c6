/** Addresses of single events: `#/s/<session>/e/<seq>`, or of a session without the second half. Pure. */
import * as v from 'valibot';
import { SessionId } from '../../contract/ids.ts';

export interface Permalink {
  readonly id: SessionId;
  /** Null: the session, at its tail. */
  readonly seq: number | null;
}

/** Undefined for any other fragment. */
export function parsePermalink(hash: string): Permalink | undefined {
  const found = /^#\/s\/([^/]+)(?:\/e\/(\d{1,15}))?$/u.exec(hash);
  const id = v.safeParse(SessionId, found?.[1]);
  if (!id.success) return undefined;
  return { id: id.output, seq: found?.[2] === undefined ? null : Number(found[2]) };
}

/** The whole address, for the page at `base`. */
export function permalinkTo({ id, seq }: Permalink, base: string): string {
  const url = new URL(base);
  url.hash = seq === null ? `/s/${id}` : `/s/${id}/e/${String(seq)}`;
  return url.href;
}
