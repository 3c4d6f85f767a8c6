/** What the stories share: one browser a file, and for each story an engine, a repository and a user. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import type { Params } from '../../src/contract/requests.ts';
import type { SessionId } from '../../src/contract/ids.ts';
import { launchChromium } from '../helpers/chromium.ts';
import { accessibilityProblems } from './accessibility.ts';
import { Lulu, type LuluOptions } from './lulu.ts';
import { makeShop } from './shop.ts';
import { watchPage, type WatchedPage, type WatchOptions } from './watched-page.ts';

/** One Chromium for all stories of a file. */
export function sharedChromium(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error('The browser runs during tests only');
    return browser;
  };
}

/** Lulu with nothing in it yet, and a repository beside it; ends with the test. */
export async function startLulu(options: LuluOptions): Promise<{ lulu: Lulu; repo: string }> {
  const lulu = await Lulu.start(options);
  onTestFinished(() => lulu.close());
  return { lulu, repo: makeShop(lulu.folder) };
}

/** Somebody in front of a page. The test fails if anything went wrong on it, whatever it asserts. */
export async function openPage(
  browser: Browser,
  url: string,
  options?: WatchOptions,
): Promise<User> {
  const watched = await watchPage(browser, url, options);
  onTestFinished(async () => {
    await watched.close();
    expect(watched.faults()).toEqual([]);
  });
  return new User(watched);
}

/** Starts a session past the page; `steps` are the demo agent's script. */
export async function startSession(
  lulu: Lulu,
  repo: string,
  name: string,
  steps: readonly object[],
  more: Partial<Params<'sessions.create'>> = {},
): Promise<SessionId> {
  const prompt = `${name}.\ndemo: ${JSON.stringify(steps)}`;
  const params = { repo, name, prompt, agent: 'demo', ...more } as const;
  return (await lulu.request('sessions.create', params)).row.id;
}

/** A session that says `Working.`, and no more before `goOn`, whoever listens then. */
export async function startPatient(
  lulu: Lulu,
  repo: string,
  name: string,
): Promise<{ readonly goOn: () => Promise<void> }> {
  const steps = [{ say: 'Working.' }, { await: 'go' }, { say: 'Said while nobody listened.' }];
  const id = await startSession(lulu, repo, name, steps);
  const { worktree } = (await lulu.request('sessions.show', { id })).row;
  return { goOn: () => writeFile(join(worktree, 'go'), '') };
}

/** What a user sees and does; places are found as people and screen readers find them. */
export class User {
  readonly page: Page;
  readonly #watched: WatchedPage;

  constructor(watched: WatchedPage) {
    this.page = watched.page;
    this.#watched = watched;
  }

  /** A picture for people, in artifacts/screenshots. */
  shoot(name: string): Promise<void> {
    return this.#watched.shoot(name);
  }

  row(name: string): Locator {
    return this.page.locator('lulu-session-row', { hasText: name });
  }

  /** Names of the rows from top to bottom. */
  async order(): Promise<string[]> {
    const rows = await this.page.locator('lulu-session-row').all();
    const placed = await Promise.all(
      rows.map(async (row) => ({
        name: await row.locator('[part=name]').innerText(),
        top: (await row.boundingBox())?.y ?? 0,
      })),
    );
    return placed.toSorted((a, b) => a.top - b.top).map(({ name }) => name);
  }

  /** Resolves when the rows stand so, from top to bottom. */
  async expectOrder(names: readonly string[]): Promise<void> {
    await expect.poll(() => this.order()).toEqual(names);
  }

  async expectStatus(name: string, status: string): Promise<void> {
    const chip = this.row(name).locator('lulu-status-chip').getByText(status, { exact: true });
    await chip.waitFor();
  }

  async open(name: string): Promise<void> {
    await this.row(name).dblclick();
    await this.detail.getByRole('heading', { name }).waitFor();
  }

  get detail(): Locator {
    return this.page.locator('lulu-session-detail');
  }

  entries(kind?: string): Locator {
    return this.detail.locator(kind === undefined ? 'article' : `article[data-kind=${kind}]`);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** Chooses from the menu of a row. */
  async choose(name: string, item: string | RegExp): Promise<void> {
    await this.row(name).click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  /** Presses a key until the focus is on a control whose text or name is `label`. */
  async focusByKey(label: string | RegExp, key = 'Tab', limit = 60): Promise<void> {
    const passed: string[] = [];
    for (let presses = 0; presses < limit; presses += 1) {
      await this.page.keyboard.press(key);
      const on = await this.page.evaluate(focused);
      if (typeof label === 'string' ? on === label : label.test(on)) return;
      passed.push(on);
    }
    throw new Error(`${key} never came to "${String(label)}": ${passed.join(' → ')}`);
  }

  /** Fails where axe finds anything wrong with the page as it stands now. */
  async expectAccessible(): Promise<void> {
    expect(await accessibilityProblems(this.page)).toEqual([]);
  }
}

/** Runs in the page: what has the focus, by its name or text. */
function focused(): string {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
  return element?.getAttribute('aria-label') ?? (label ?? element?.textContent ?? '').trim();
}
