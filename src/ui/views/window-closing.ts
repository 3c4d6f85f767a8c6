/** What happens between the person's wish to close the window and its end. It always can be closed. */
import type { SessionId } from '../../contract/ids.ts';
import { isActive } from '../../core/row-order.ts';
import type { LuluCloseDialog } from '../components/close-dialog.ts';
import type { Platform } from '../data/platform.ts';
import type { SessionsStore } from '../data/sessions-store.ts';
import type { Transport } from '../data/transport.ts';
import { closeText } from '../strings.ts';

/** An interrupt takes at most 10 s. */
const stopMs = 12_000;

export interface Closing {
  readonly transport: Transport | undefined;
  readonly store: SessionsStore | undefined;
  readonly dialog: () => Promise<LuluCloseDialog>;
}

/**
 * Answers for the window from now on: asks where agents are at work, and closes at once where none are,
 * where the engine is gone, where the question cannot be shown, and where the person asks a second time.
 *
 * @returns what ends that.
 */
export function answerForClosing(
  window: NonNullable<Platform['window']>,
  closing: () => Closing,
): () => void {
  let isAsking = false;
  return window.onCloseRequest(() => {
    if (isAsking) {
      window.close();
      return;
    }
    isAsking = true;
    void settle(closing())
      .catch(() => true)
      .then((close) => {
        isAsking = false;
        if (close) window.close();
      });
  });
}

/** Resolves to whether to close. */
async function settle({ transport, store, dialog: load }: Closing): Promise<boolean> {
  const live = [...(store?.all ?? [])].filter(isActive).map(({ id }) => id);
  if (transport?.state !== 'open' || store === undefined || live.length === 0) return true;
  const dialog = await load();
  const answer = await dialog.ask(live.length);
  if (answer !== 'stop') return answer === 'keep';
  const again = dialog.say(closeText.stopping(live.length));
  for (const id of live) transport.request('sessions.interrupt', { id }).catch(() => undefined);
  const left = await Promise.race([untilEnded(store, live), again]);
  if (typeof left === 'string') return left === 'keep';
  if (left.length === 0) return true;
  return (await dialog.say(closeText.notStopped(left))) === 'keep';
}

/** Resolves to the names of those that did not end in time. */
async function untilEnded(store: SessionsStore, ids: readonly SessionId[]): Promise<string[]> {
  const left = (): string[] =>
    ids.flatMap((id) => {
      const row = store.get(id);
      return row !== undefined && isActive(row) ? [row.name] : [];
    });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const look = (): void => {
    if (left().length === 0) resolve(undefined);
  };
  const end = store.subscribe(look);
  const timer = setTimeout(resolve, stopMs, undefined);
  look();
  await promise;
  clearTimeout(timer);
  end();
  return left();
}
