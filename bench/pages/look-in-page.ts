/**
 * What is measured of the timeline in any browser. These functions are sent into the page as text, so each
 * stands alone.
 */

/** From the double click on the row `name` to the frame after its log's tail was drawn, in ms. */
export async function openTailMs(name: string, last: number): Promise<number> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const inside = (from: Element | null | undefined, tag: string) =>
    from?.shadowRoot?.querySelector(tag);
  const app = document.querySelector('lulu-app');
  const list = inside(inside(app, 'lulu-list-pane'), 'lulu-session-list');
  const rows = [...(list?.shadowRoot?.querySelectorAll('lulu-session-row') ?? [])];
  const row = rows.find((one) => one.shadowRoot?.textContent.includes(name));
  const button = inside(row, '.row');
  if (button === null || button === undefined) throw new Error(`no row ${name}`);
  const from = performance.now();
  button.dispatchEvent(new MouseEvent('dblclick', { bubbles: true, composed: true }));
  for (;;) {
    await frame();
    const detail = inside(app, 'lulu-session-detail');
    const heading = inside(inside(detail, 'lulu-detail-header'), 'h2')?.textContent ?? '';
    const root = inside(detail, 'lulu-timeline')?.shadowRoot;
    const scroller = root?.querySelector('.scroller');
    const entry = root?.querySelector('.entries')?.lastElementChild;
    if (!heading.includes(name) || scroller === undefined || scroller === null) continue;
    const isTail = Number(entry?.getAttribute('data-seq')) > last - 4;
    if (isTail && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= 1) break;
  }
  await frame();
  return performance.now() - from;
}

export interface Frames {
  readonly count: number;
  /** The timeline goes up and down, a turn of the wheel a frame. */
  readonly scrolls: boolean;
}

/** How long each frame took, in ms. */
export async function framesOf({ count, scrolls }: Frames): Promise<number[]> {
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const detail = document
    .querySelector('lulu-app')
    ?.shadowRoot?.querySelector('lulu-session-detail');
  const timeline = detail?.shadowRoot?.querySelector('lulu-timeline');
  const scroller = timeline?.shadowRoot?.querySelector('.scroller');
  const found: number[] = [];
  let before = await frame();
  for (let number = 0; number < count; number += 1) {
    if (scrolls) scroller?.scrollBy(0, number % 120 < 80 ? -60 : 40);
    const now = await frame();
    found.push(now - before);
    before = now;
  }
  return found;
}

/** The most that an entry in the middle of the view moves in `count` frames while nobody scrolls, in px. */
export async function movesOfReader(count: number): Promise<number> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const detail = document
    .querySelector('lulu-app')
    ?.shadowRoot?.querySelector('lulu-session-detail');
  const root = detail?.shadowRoot?.querySelector('lulu-timeline')?.shadowRoot;
  const scroller = root?.querySelector('.scroller');
  scroller?.scrollBy(0, -1500);
  for (let wait = 0; wait < 30; wait += 1) await frame();
  const middle = (scroller?.getBoundingClientRect().top ?? 0) + 300;
  const entries = [...(root?.querySelectorAll('.entries > *') ?? [])];
  const read = entries.find((entry) => entry.getBoundingClientRect().bottom > middle);
  if (read === undefined) throw new Error('there is nothing to read');
  const from = read.getBoundingClientRect().top;
  let moved = 0;
  for (let number = 0; number < count; number += 1) {
    await frame();
    if (!read.isConnected) throw new Error('what is read was taken away');
    moved = Math.max(moved, Math.abs(read.getBoundingClientRect().top - from));
  }
  return moved;
}
