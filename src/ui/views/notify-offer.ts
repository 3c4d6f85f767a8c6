import type { ToastMessage } from '../components/toast.ts';
import type { Platform } from '../data/platform.ts';
import { newsText } from '../strings.ts';

const key = 'lulu-notify-offered';

/** Offers notifications once, where the browser has not been asked; a browser asks only after a click. */
export function offerToNotify(
  platform: Pick<Platform, 'notifyPermission' | 'askToNotify'>,
  storage: Storage,
  toast: (message: ToastMessage) => void,
): void {
  if (platform.notifyPermission() !== 'default' || storage.getItem(key) !== null) return;
  storage.setItem(key, '1');
  const run = (): void => void platform.askToNotify();
  toast({ text: newsText.offer, action: { label: newsText.turnOn, run } });
}
