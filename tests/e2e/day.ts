/** A user's day with Lulu, the same whatever browser shows it: start five, watch, interrupt, answer, read, search, restart. */
import type { Locator, Page } from 'playwright-core';
import type { Lulu } from './lulu.ts';
import { startPatient, startSession } from './story.ts';
import type { Step, WebKit } from './webdriver.ts';

/** What somebody does in front of a page. Each waits until it can be done. */
export interface Hands {
  readonly find: (...steps: readonly Step[]) => Promise<unknown>;
  /** Resolves once there is no such thing in sight. */
  readonly miss: (...steps: readonly Step[]) => Promise<unknown>;
  readonly click: (...steps: readonly Step[]) => Promise<unknown>;
  readonly doubleClick: (...steps: readonly Step[]) => Promise<unknown>;
  readonly write: (text: string, ...steps: readonly Step[]) => Promise<unknown>;
  readonly press: (key: '/' | 'Enter') => Promise<unknown>;
  readonly shoot: (name: string) => Promise<unknown>;
}

export function handsInChromium(page: Page, shoot: Hands['shoot']): Hands {
  const at = (steps: readonly Step[]): Locator => {
    const [first, ...rest] = steps.map(({ css, text }) => {
      return [css, text === undefined ? {} : { hasText: text }] as const;
    });
    if (first === undefined) throw new Error('nothing was named');
    return rest
      .reduce((found, [css, more]) => found.locator(css, more), page.locator(...first))
      .first();
  };
  return {
    find: (...steps) => at(steps).waitFor(),
    miss: (...steps) => at(steps).waitFor({ state: 'hidden' }),
    click: (...steps) => at(steps).click(),
    doubleClick: (...steps) => at(steps).dblclick(),
    write: (text, ...steps) => at(steps).fill(text),
    press: (key) => page.keyboard.press(key),
    shoot,
  };
}

export function handsInWebKit(webKit: WebKit, shoot: Hands['shoot']): Hands {
  const keys = { '/': '/', Enter: '\uE007' } as const;
  return {
    find: (...steps) => webKit.find(...steps),
    miss: (...steps) => webKit.miss(...steps),
    click: (...steps) => webKit.click(...steps),
    doubleClick: (...steps) => webKit.doubleClick(...steps),
    write: (text, ...steps) => webKit.write(text, ...steps),
    press: (key) => webKit.press(keys[key]),
    shoot,
  };
}

const rowNamed = (text: string): Step => ({ css: 'lulu-session-row', text });
const chip = (text: string): Step => ({ css: 'lulu-status-chip', text });
const button = (text: string): Step => ({ css: 'button', text });
const named = (label: string): Step => ({ css: `button[aria-label="${label}"]` });
const entry = (kind: string, text: string): Step => ({ css: `article[data-kind=${kind}]`, text });

const question = {
  question: 'Where should sessions be stored?',
  header: 'Storage',
  options: ['In Postgres', 'In Redis'],
  multiSelect: false,
};

const five = [
  [
    'Read the cart',
    [
      { think: 'Prices are in cents.' },
      { say: 'The **cart** adds up.' },
      { read: 'src/cart.js' },
      { write: { path: 'NOTES.md', content: 'The cart adds up.\n' } },
    ],
  ],
  ['Give up', [{ result: { error: 'I give up' } }]],
  ['Choose a store', [{ question }, { say: 'Then that it is.' }]],
  ['Stop me', [{ say: 'At work.' }, { hang: true }]],
  ['Go on', [{ say: 'The lighthouse stays lit.' }, { hang: true }]],
] as const;

/** The page shows an empty list when this begins. */
export async function aDay(lulu: Lulu, repo: string, hands: Hands): Promise<void> {
  await hands.find({ css: 'h2', text: 'No sessions yet' });
  for (const [name, steps] of five) await startSession(lulu, repo, name, steps);
  await expectAll(hands, [
    ['Read the cart', 'Completed'],
    ['Give up', 'Failed'],
    ['Choose a store', 'Waiting'],
    ['Stop me', 'Running'],
    ['Go on', 'Running'],
  ]);
  await hands.shoot('day-five');

  await interruptOne(hands);
  await answerOne(hands);
  await readOne(hands);
  await search(hands);
  await hands.shoot('day-found');
  await restart(lulu, repo, hands);
  await hands.shoot('day-after-restart');
}

async function expectAll(
  hands: Hands,
  statuses: readonly (readonly [name: string, status: string])[],
): Promise<void> {
  for (const [name, status] of statuses) await hands.find(rowNamed(name), chip(status));
}

async function open(hands: Hands, name: string): Promise<void> {
  await hands.doubleClick(rowNamed(name));
  await hands.find({ css: 'lulu-detail-header' }, { css: 'h2', text: name });
}

async function interruptOne(hands: Hands): Promise<void> {
  await open(hands, 'Stop me');
  await hands.find(entry('message', 'At work.'));
  await hands.click(named('Interrupt session'));
  await hands.click({ css: 'dialog[open]', text: 'Interrupt session?' }, button('Interrupt'));
  await hands.find(rowNamed('Stop me'), chip('Interrupted'));
  await hands.find({ css: 'lulu-detail-header' }, { css: 'h2', text: 'Stop me' });
  await hands.find(rowNamed('Go on'), chip('Running'));
}

async function answerOne(hands: Hands): Promise<void> {
  await open(hands, 'Choose a store');
  await hands.click({ css: 'lulu-question-card' }, { css: 'label', text: 'In Redis' });
  await hands.click({ css: 'lulu-question-card' }, button('Answer'));
  await hands.find(entry('question', 'In Redis'));
  await hands.find(entry('message', 'Then that it is.'));
  await hands.find(rowNamed('Choose a store'), chip('Completed'));
  await hands.miss({ css: 'lulu-question-card' });
}

async function readOne(hands: Hands): Promise<void> {
  await open(hands, 'Read the cart');
  await hands.find(entry('message', 'adds up'), { css: 'strong', text: 'cart' });
  await hands.find(entry('tool', 'NOTES.md'));
  await hands.click(entry('thinking', 'Thinking'), { css: 'button[aria-expanded=false]' });
  await hands.find(entry('thinking', 'Prices are in cents.'), {
    css: 'button[aria-expanded=true]',
  });
}

async function search(hands: Hands): Promise<void> {
  await hands.press('/');
  await hands.write('lighthouse', { css: 'lulu-filter-field' }, { css: 'input' });
  await hands.press('Enter');
  await hands.find({ css: 'lulu-search-pane' }, { css: 'mark', text: 'lighthouse' });
  await hands.click({ css: 'lulu-search-pane' }, { css: 'mark', text: 'lighthouse' });
  await hands.find({ css: 'lulu-detail-header' }, { css: 'h2', text: 'Go on' });
  await hands.find({ css: 'article.found', text: 'The lighthouse stays lit.' });
  await hands.click(named('Back to the sessions'));
  await hands.click(named('Clear the filter'));
}

/** The engine dies and comes back under the page, while an agent goes on talking. */
async function restart(lulu: Lulu, repo: string, hands: Hands): Promise<void> {
  const late = await startPatient(lulu, repo, 'Late');
  await open(hands, 'Late');
  await hands.find(entry('message', 'Working.'));
  await lulu.killEngine();
  await late.goOn();
  await hands.find({ css: 'lulu-notice-bar' }, { css: 'strong', text: 'Lulu’s engine' });
  await lulu.startEngine();
  await hands.miss({ css: 'lulu-notice-bar' });
  await hands.find(entry('message', 'Said while nobody listened.'));
  await expectAll(hands, [
    ['Late', 'Completed'],
    ['Go on', 'Running'],
    ['Stop me', 'Interrupted'],
    ['Choose a store', 'Completed'],
    ['Give up', 'Failed'],
    ['Read the cart', 'Completed'],
  ]);
}
