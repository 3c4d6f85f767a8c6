import { assert, fixture, html, nextFrame, oneEvent } from '@open-wc/testing';
import type { LinkOpenEvent } from '../../src/ui/components/timeline-events.ts';
import type { LuluTimeline } from '../../src/ui/components/timeline.ts';
import '../../src/ui/views/session-detail.ts';
import type { LuluSessionDetail } from '../../src/ui/views/session-detail.ts';
import { believableLog } from './gallery/believable-session.ts';
import { LogTransport, type FakeLog } from './gallery/log-transport.ts';
import { longLog } from './gallery/long-log.ts';
import { expectAccessible } from './look.ts';
import { until } from './until.ts';

/** A reader may be moved by rounding, and no more. In pixels. */
const tolerance = 1;
const mostEntries = 300;

interface Stage {
  readonly detail: LuluSessionDetail;
  readonly timeline: LuluTimeline;
  readonly scroller: HTMLElement;
  readonly transport: LogTransport;
  readonly log: FakeLog;
}

async function open(log: FakeLog): Promise<Stage> {
  const transport = new LogTransport(log);
  const detail = await fixture<LuluSessionDetail>(
    html`<lulu-session-detail
      style="block-size: 700px; inline-size: 900px"
      .session=${log.detail.row}
      .transport=${transport}
    ></lulu-session-detail>`,
  );
  const timeline = detail.shadowRoot?.querySelector('lulu-timeline');
  if (!timeline) throw new Error('There is no timeline');
  const stage = { detail, timeline, scroller: inside(timeline, '.scroller'), transport, log };
  await until(() => isSettled(stage), 'the first pages are loaded');
  // What was drawn last is measured, and the tail held, in the frame after it.
  await nextFrame();
  await nextFrame();
  return stage;
}

function inside(host: Element, selector: string): HTMLElement {
  const found = host.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
}

function entriesOf({ timeline }: Stage): Element[] {
  return [...inside(timeline, '.entries').children];
}

function seqsOf(stage: Stage): number[] {
  return entriesOf(stage).map((entry) => Number(entry.getAttribute('data-seq')));
}

function distance({ scroller }: Stage): number {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
}

/** Nothing is on its way, and nothing is about to be asked for. */
function isSettled(stage: Stage): boolean {
  const { view } = stage.timeline;
  if (view?.opened !== true || view.older !== 'idle' || view.newer !== 'idle') return false;
  const near = 1200;
  if (view.hasOlder && stage.scroller.scrollTop < near) return false;
  return !(view.hasNewer && distance(stage) < near);
}

function firstInSight({ scroller, timeline }: Stage): Element {
  const top = scroller.getBoundingClientRect().top;
  const found = [...inside(timeline, '.entries').children].find(
    (entry) => entry.getBoundingClientRect().bottom > top,
  );
  if (found === undefined) throw new Error('Nothing is in sight');
  return found;
}

/** How far the entry in sight is moved while `act` runs and until all is quiet. */
async function movement(stage: Stage, act: () => Promise<void> | void): Promise<number> {
  const entry = firstInSight(stage);
  const before = entry.getBoundingClientRect().top;
  await act();
  await until(() => isSettled(stage), 'the pages around the reader are loaded');
  await nextFrame();
  assert.isTrue(entry.isConnected, 'what is read is still there');
  return Math.abs(entry.getBoundingClientRect().top - before);
}

async function scrollBy(stage: Stage, pixels: number): Promise<void> {
  stage.scroller.scrollTop += pixels;
  await nextFrame();
}

describe('<lulu-timeline> of a long log', () => {
  it('is accessible', async () => {
    const { detail } = await open(believableLog());

    await expectAccessible(detail);
  });

  it('opens 100,000 events at the tail with few entries in the DOM', async () => {
    const stage = await open(longLog(100_000));

    assert.equal(seqsOf(stage).at(-1), 100_000);
    assert.isAtMost(distance(stage), tolerance);
    assert.isAtMost(entriesOf(stage).length, mostEntries);
    const pages = stage.transport.asked.filter(({ method }) => method === 'events.page');
    assert.isAtMost(pages.length, 3);
  });

  it('stays at the tail while the log grows', async () => {
    const stage = await open(longLog(100_000));

    for (let frame = 0; frame < 60; frame += 1) {
      stage.transport.append(8);
      await nextFrame();
      await nextFrame();
      assert.isAtMost(distance(stage), tolerance);
    }

    assert.equal(seqsOf(stage).at(-1), 100_480);
    assert.isAtMost(entriesOf(stage).length, mostEntries);
  });

  it('does not move a reader who has scrolled up while the log grows', async () => {
    const stage = await open(longLog(100_000));
    await scrollBy(stage, -1500);

    const moved = await movement(stage, async () => {
      for (let frame = 0; frame < 120; frame += 1) {
        stage.transport.append(8, frame % 10 !== 9);
        await nextFrame();
      }
    });

    assert.isAtMost(moved, tolerance);
    assert.isAtMost(entriesOf(stage).length, mostEntries);
    const pill = inside(stage.timeline, '.pill');
    await until(() => pill.textContent.includes('960 new'), 'the reader hears how much is new');
  });

  it('keeps what is read in place through twenty pages of scrolling up', async function () {
    this.timeout(60_000);
    const stage = await open(longLog(100_000));
    const first = seqsOf(stage)[0] ?? 0;

    while ((seqsOf(stage)[0] ?? 0) > first - 2000) {
      await scrollBy(stage, -1500);
      assert.isAtMost(await movement(stage, nextFrame), tolerance);
      assert.isAtMost(entriesOf(stage).length, mostEntries);
    }
  });

  it('comes back down through what it has dropped, and follows again', async () => {
    const stage = await open(longLog(700));
    stage.timeline.jump('start');
    await until(() => seqsOf(stage)[0] === 1, 'the start is loaded');
    assert.equal(stage.scroller.scrollTop, 0);

    while (stage.timeline.view?.hasNewer === true || distance(stage) > tolerance) {
      await scrollBy(stage, 1500);
      const seqs = seqsOf(stage);
      assert.deepEqual(
        seqs,
        [...new Set(seqs)].sort((a, b) => a - b),
      );
    }
    stage.transport.append(1);
    await until(() => seqsOf(stage).at(-1) === 701, 'the new entry is shown');

    assert.isAtMost(distance(stage), tolerance);
  });

  it('shows the entry of a seq at the top', async () => {
    const stage = await open(longLog(100_000));

    stage.timeline.jump(50_007);
    await until(() => seqsOf(stage).includes(50_007), 'the surroundings are loaded');
    await until(() => isSettled(stage), 'nothing more is loaded');

    const entry = inside(stage.timeline, '[data-seq="50007"]');
    const top = entry.getBoundingClientRect().top - stage.scroller.getBoundingClientRect().top;
    assert.isTrue(top >= 0 && top < 32, `it stands ${top} px below the top`);
  });

  it('leads back to the tail by its pill', async () => {
    const stage = await open(longLog(100_000));
    stage.timeline.jump('start');
    await until(() => seqsOf(stage)[0] === 1, 'the start is loaded');

    inside(stage.timeline, '.pill').click();
    await until(() => seqsOf(stage).at(-1) === 100_000, 'the tail is loaded');
    await nextFrame();

    assert.isAtMost(distance(stage), tolerance);
    assert.notExists(stage.timeline.shadowRoot?.querySelector('.pill'));
  });

  it('reads by seq what it was told of without events', async () => {
    const stage = await open(longLog(100_000));

    stage.transport.append(40, false);
    await until(() => seqsOf(stage).at(-1) === 100_040, 'the gap is closed');

    const seqs = seqsOf(stage);
    assert.deepEqual(
      seqs,
      [...new Set(seqs)].sort((a, b) => a - b),
    );
  });

  it('reads what a lost connection has missed, nothing twice', async () => {
    const stage = await open(longLog(100_000));

    stage.transport.breakOff(37);
    stage.transport.append(3);
    await until(() => seqsOf(stage).at(-1) === 100_040, 'what was missed is read');

    const seqs = seqsOf(stage);
    assert.deepEqual(
      seqs,
      [...new Set(seqs)].sort((a, b) => a - b),
    );
  });

  it('says why a page could not be loaded, and tries again when asked', async () => {
    const stage = await open(longLog(100_000));
    stage.transport.refuse = 'events.page';
    stage.scroller.scrollTop = 0;
    await until(
      () => stage.timeline.shadowRoot?.querySelector('.end[role=alert]') !== null,
      'the problem is shown',
    );

    stage.transport.refuse = undefined;
    const first = seqsOf(stage)[0] ?? 0;
    inside(stage.timeline, '.end[role=alert] button').click();

    await until(() => (seqsOf(stage)[0] ?? 0) < first, 'the page is loaded');
  });

  it('shows text being written at the tail, without storing it', async () => {
    const stage = await open(longLog(120));
    const { id } = stage.log.detail.row;

    stage.transport.push({ partial: { id, text: 'Now I will' } });
    await until(() => stage.timeline.view?.partial === 'Now I will', 'the text has come');
    assert.include(inside(stage.timeline, '.partial').textContent, 'Now I will');
    assert.isAtMost(distance(stage), tolerance);

    stage.transport.push({ partial: { id, text: '' } });
    await until(() => stage.timeline.view?.partial === '', 'the block has ended');
    assert.notExists(stage.timeline.shadowRoot?.querySelector('.partial'));
  });
});

describe('<lulu-timeline> of a session', () => {
  it('tells of each run, of a subagent, and of nothing twice', async () => {
    const stage = await open(believableLog());
    const text = inside(stage.timeline, '.entries').textContent;

    assert.include(text, 'Run 1');
    assert.include(text, 'Resumed, run 2');
    assert.notInclude(text, 'run-spawned');
    assert.exists(stage.timeline.shadowRoot?.querySelector('.entry .group'));
  });

  it('has a menu at each entry whose button covers no words', async () => {
    const stage = await open(believableLog());
    stage.detail.style.inlineSize = '480px';
    await nextFrame();
    // The letters of a line of 20 px.
    const leading = 4;
    for (const entry of entriesOf(stage)) {
      entry.dispatchEvent(new FocusEvent('focusin', { bubbles: true, composed: true }));
      const button = inside(stage.timeline, '.entry-menu');
      button.style.display = 'inline-flex';
      const over = button.getBoundingClientRect();
      for (const words of entry.querySelectorAll('time, .aside')) {
        const { right, top } = words.getBoundingClientRect();
        const said = words.textContent.trim();
        const isApart = said === '' || right <= over.left || top + leading >= over.bottom;
        assert.isTrue(isApart, `${entry.getAttribute('data-kind') ?? ''}: ${said}`);
      }
    }
  });

  it('folds long output and says how long it is', async () => {
    const stage = await open(believableLog());
    const entry = entriesOf(stage).find((each) => each.textContent.includes('Show all 38 lines'));
    const button = entry?.querySelector<HTMLButtonElement>('button.fold');
    assert.notInclude(entry?.textContent, 'case-1.test.ts');

    button?.click();
    await stage.timeline.updateComplete;

    assert.include(entry?.textContent, 'case-1.test.ts');
    assert.equal(entry?.querySelector('button.fold')?.getAttribute('aria-expanded'), 'true');
  });

  it('hands a link to the app and goes nowhere by itself', async () => {
    const stage = await open(believableLog());
    const opened = oneEvent<LinkOpenEvent>(stage.detail, 'link-open');
    const link = inside(stage.timeline, '.prose a');

    link.click();

    assert.equal((await opened).href, 'https://example.org/cookies');
    assert.equal(link.getAttribute('rel'), 'noopener noreferrer');
  });

  it('asks for the whole of what was sent in part', async () => {
    const log = believableLog();
    const whole = log.event;
    const cut = { ...whole(6), payload: { text: 'Only the beginning… [90000 more characters]' } };
    let asked = false;
    const stage = await open({
      ...log,
      event: (seq) => (seq === 6 && !asked ? (cut as ReturnType<typeof whole>) : whole(seq)),
    });
    asked = true;
    const entry = entriesOf(stage).find((each) => each.getAttribute('data-seq') === '6');

    entry?.querySelector<HTMLButtonElement>('button.fold')?.click();
    await until(() => entry?.textContent.includes("I'll look") === true, 'the whole is shown');

    assert.deepInclude(
      stage.transport.asked.map(({ method }) => method),
      'events.get',
    );
  });
});
