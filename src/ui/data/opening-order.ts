/**
 * In which order the list opens.
 *
 * After a restart of Lulu it is "Active first", so that what needs the user is on top, whatever was
 * picked before. A reload of the page is no restart: the pick of this tab stays in force.
 */
import * as v from 'valibot';
import type { Order } from '../../core/row-order.ts';

const pickKey = 'lulu-order';
const engineKey = 'lulu-engine-pid';

const Pick = v.picklist(['newest', 'oldest', 'active']);

/** @param pid - The engine's: another one means that Lulu was restarted. */
export function openingOrder(storage: Storage, pid: number): Order {
  const restarted = storage.getItem(engineKey) !== String(pid);
  storage.setItem(engineKey, String(pid));
  if (restarted) storage.removeItem(pickKey);
  const pick = v.safeParse(Pick, storage.getItem(pickKey));
  return pick.success ? pick.output : 'active';
}

export function rememberOrder(storage: Storage, order: Order): void {
  storage.setItem(pickKey, order);
}
