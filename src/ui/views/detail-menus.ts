/** The menus of a session's detail: of the session, of one entry, of its mode and its model. */
import type { Params } from '../../contract/requests.ts';
import type { SessionView } from '../../contract/rows.ts';
import { eventMarkdown } from '../../core/markdown.ts';
import type { Entry } from '../../core/timeline-entry.ts';
import type { DetailMenuEvent } from '../components/detail-events.ts';
import { detailStrings } from '../detail-strings.ts';
import type { MenuItem } from '../components/menu.ts';
import { isMode } from '../components/mode-label.ts';
import { permalinkTo } from '../data/permalink.ts';
import { messageOf, type Transport } from '../data/transport.ts';
import { newSessionText } from '../strings.ts';

const words = detailStrings;

/** Names every version of the agent knows; anything else can be typed. */
const models = ['opus', 'sonnet', 'haiku'];

/** Which menu, where, and for the menu of an entry, of which one. */
export interface AskedMenu {
  readonly menu: DetailMenuEvent['menu'] | 'entry';
  readonly anchor: DOMRect;
  readonly entry?: Entry;
}

/** The detail that asks for a menu. */
export interface MenuPlace {
  /** Holds a menu and a text dialog. */
  readonly root: ParentNode;
  readonly transport: Transport;
  readonly session: SessionView;
  /** Says something at the foot of the window. */
  readonly say: (text: string, failed?: boolean) => void;
}

/** What menus do, and whom they tell. */
interface MenuHost extends MenuPlace {
  /** Asks for the name of a model; what `take` throws is said beside it. */
  readonly askModel: (take: (name: string) => Promise<void>) => void;
}

/** Opens one of the detail's menus. */
export async function openMenu(
  { menu, anchor, entry }: AskedMenu,
  place: MenuPlace,
): Promise<void> {
  const { more, modeMenu, modelMenu } = words.header;
  const label = { mode: modeMenu, model: modelMenu, more, entry: words.entry.actions }[menu];
  const askModel: MenuHost['askModel'] = (take) => {
    const { otherModelHeading, otherModelLabel, otherModelVerb } = words.header;
    void place.root.querySelector('lulu-text-dialog')?.ask({
      ...{ heading: otherModelHeading, label: otherModelLabel, verb: otherModelVerb },
      ...{ value: '', multiline: false, submit: take },
    });
  };
  const items = itemsOf(menu, { ...place, askModel }, entry);
  await place.root.querySelector('lulu-menu')?.open(label, items, anchor);
}

/** @param entry The entry in question, for the menu of one. */
function itemsOf(menu: AskedMenu['menu'], host: MenuHost, entry?: Entry): MenuItem[] {
  switch (menu) {
    case 'mode':
      return modeItems(host);
    case 'model':
      return modelItems(host);
    case 'more':
      return sessionItems(host);
    case 'entry':
      return entry === undefined ? [] : entryItems(host, entry);
  }
}

function modeItems(host: MenuHost): MenuItem[] {
  return Object.entries(newSessionText.modes).map(([mode, { label, meaning }]) => ({
    label,
    title: meaning,
    checked: host.session.permissionMode === mode,
    run: () => {
      if (isMode(mode)) void configure(host, { permissionMode: mode });
    },
  }));
}

function modelItems(host: MenuHost): MenuItem[] {
  const { model } = host.session;
  const known = model === null || models.includes(model) ? models : [model, ...models];
  return [
    ...known.map((name) => ({
      label: name,
      checked: name === model,
      run: () => void configure(host, { model: name }),
    })),
    {
      label: words.header.otherModel,
      separated: true,
      run: () => {
        host.askModel((name) => change(host, { model: name }));
      },
    },
  ];
}

function sessionItems(host: MenuHost): MenuItem[] {
  const { session } = host;
  return [
    {
      label: words.header.copyMarkdown,
      icon: 'copy',
      run: () => void copySession(host),
    },
    {
      label: words.header.copyLink,
      icon: 'link',
      run: () => void copyText(host, permalinkTo({ id: session.id, seq: null }, location.href)),
    },
  ];
}

function entryItems(host: MenuHost, entry: Entry): MenuItem[] {
  return [
    { label: words.entry.copy, icon: 'copy', run: () => void copyEntry(host, entry) },
    {
      label: words.entry.copyLink,
      icon: 'link',
      run: () => {
        const link = { id: host.session.id, seq: entry.seq };
        void copyText(host, permalinkTo(link, location.href));
      },
    },
  ];
}

async function copySession(host: MenuHost): Promise<void> {
  const { session, transport, say } = host;
  try {
    const { mostEvents, sessionMarkdown } = await import('../data/copy-session.ts');
    if (session.lastSeq > mostEvents) say(words.header.tooLong(session.lastSeq), true);
    else await copyText(host, await sessionMarkdown(transport, session));
  } catch (error) {
    say(messageOf(error), true);
  }
}

/** Whole, also where the timeline holds only a part of it. */
async function copyEntry(host: MenuHost, { events }: Entry): Promise<void> {
  const { session, transport, say } = host;
  try {
    const parts: string[] = [];
    for (const { seq } of events) {
      const { event } = await transport.request('events.get', { id: session.id, seq });
      parts.push(eventMarkdown(event) ?? '');
    }
    await copyText(host, parts.filter((part) => part !== '').join('\n\n'));
  } catch (error) {
    say(messageOf(error), true);
  }
}

async function copyText({ say }: MenuHost, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(words.entry.copied);
  } catch {
    say(words.entry.notCopied, true);
  }
}

async function configure(host: MenuHost, asked: Change): Promise<void> {
  try {
    await change(host, asked);
  } catch (error) {
    host.say(messageOf(error), true);
  }
}

type Change = Omit<Params<'sessions.configure'>, 'id'>;

async function change({ transport, session }: MenuHost, asked: Change): Promise<void> {
  await transport.request('sessions.configure', { id: session.id, ...asked });
}
