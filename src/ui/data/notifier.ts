/** Tells a person who looks elsewhere that a session waits or has ended. */
import type { SessionId } from '../../contract/ids.ts';
import type { Settings } from '../../contract/settings.ts';
import type { NewsKind, SessionNews } from '../../core/session-news.ts';
import { newsText } from '../strings.ts';
import type { Platform } from './platform.ts';

/** More than this at once become one notification. */
const severalAt = 3;

const settingOf = {
  waiting: 'notifyWaiting',
  completed: 'notifyCompleted',
  failed: 'notifyFailed',
} as const satisfies Partial<Record<NewsKind, keyof Settings>>;

export interface NotifierOptions {
  readonly platform: Pick<Platform, 'notify' | 'notifyPermission'>;
  readonly settings: Settings;
  /** Whether somebody looks: then nothing is shown. */
  readonly isFocused: boolean;
  readonly open: (id: SessionId) => void;
}

/** Shows what of `news` the person wants to know, and did not bring about. */
export function notify(news: readonly SessionNews[], options: NotifierOptions): void {
  const { platform, settings, isFocused, open } = options;
  if (isFocused || platform.notifyPermission() !== 'granted') return;
  const wanted = news.filter(({ kind, wasAsked }) => {
    return kind !== 'interrupted' && !wasAsked && settings[settingOf[kind]];
  });
  if (wanted.length > severalAt) {
    const [first] = wanted;
    platform.notify({
      title: newsText.many(wanted.length),
      body: newsText.manyBody(wanted.map(({ row }) => row.name)),
      tag: 'lulu',
      open: () => {
        if (first !== undefined) open(first.row.id);
      },
    });
    return;
  }
  for (const one of wanted) {
    platform.notify({
      title: newsText.title[one.kind],
      body: newsText.body(one),
      tag: one.row.id,
      open: () => {
        open(one.row.id);
      },
    });
  }
}
