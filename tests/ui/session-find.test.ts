import { assert, fixture, html } from '@open-wc/testing';
import '../../src/ui/views/session-detail.ts';
import type { LuluSessionDetail } from '../../src/ui/views/session-detail.ts';
import { believableLog } from './gallery/believable-session.ts';
import { LogTransport, type FakeLog } from './gallery/log-transport.ts';
import { longLog } from './gallery/long-log.ts';
import '../../src/ui/components/find-bar.ts';
import { expectAccessible } from './look.ts';
import { until } from './until.ts';

async function open(log: FakeLog, target?: { seq: number }): Promise<LuluSessionDetail> {
  const detail = await fixture<LuluSessionDetail>(
    html`<lulu-session-detail
      style="block-size: 700px; inline-size: 900px"
      .session=${log.detail.row}
      .transport=${new LogTransport(log)}
      .target=${target}
    ></lulu-session-detail>`,
  );
  await until(() => timelineOf(detail).view?.opened === true, 'the log is open');
  return detail;
}

function timelineOf(detail: LuluSessionDetail) {
  const timeline = detail.shadowRoot?.querySelector('lulu-timeline');
  if (!timeline) throw new Error('There is no timeline');
  return timeline;
}

function barOf(detail: LuluSessionDetail) {
  return detail.shadowRoot?.querySelector('lulu-find-bar') ?? undefined;
}

function foundSeq(detail: LuluSessionDetail): number {
  const found = timelineOf(detail).shadowRoot?.querySelector('.found');
  return Number(found?.getAttribute('data-seq'));
}

function press(key: string, init: KeyboardEventInit = {}): void {
  document.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true, ...init }));
}

async function find(detail: LuluSessionDetail, text: string): Promise<void> {
  press('f', { ctrlKey: true });
  await until(() => barOf(detail)?.shadowRoot?.activeElement !== undefined, 'the bar is open');
  await until(() => barOf(detail)?.shadowRoot?.querySelector('input') !== null, 'it has a field');
  const field = barOf(detail)?.shadowRoot?.querySelector('input');
  if (!field) throw new Error('There is no field');
  field.value = text;
  field.dispatchEvent(new InputEvent('input'));
}

function key(detail: LuluSessionDetail, init: KeyboardEventInit): void {
  const field = barOf(detail)?.shadowRoot?.querySelector('input');
  field?.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
}

const says = (detail: LuluSessionDetail): string => barOf(detail)?.result ?? '';

describe('finding in a session', () => {
  it('opens on Ctrl+F with the keyboard in its field, accessible, and closes on Esc', async () => {
    const detail = await open(believableLog());
    press('f', { ctrlKey: true });
    await until(() => barOf(detail)?.matches(':focus-within') === true, 'the field has the focus');
    await expectAccessible(detail);

    key(detail, { key: 'Escape' });
    await until(() => barOf(detail) === undefined, 'the bar is gone');
  });

  it('counts what matches, begins with the newest, and goes through them both ways', async () => {
    const detail = await open(believableLog());
    await find(detail, 'cookie');
    await until(() => /^(\d+) of \1$/u.test(says(detail)), 'the newest is shown');
    await until(() => foundSeq(detail) > 0, 'it is shown');
    const newest = foundSeq(detail);
    const count = Number(says(detail).split(' ')[0]);

    key(detail, { key: 'Enter' });
    await until(() => says(detail) === `${count - 1} of ${count}`, 'the one before');
    await until(() => foundSeq(detail) < newest, 'it is shown');
    key(detail, { key: 'Enter', shiftKey: true });
    await until(() => foundSeq(detail) === newest, 'the newest again');
  });

  it('unfolds the work of a subagent where the words are in it', async () => {
    const detail = await open(believableLog());
    await find(detail, 'nothing to change');
    await until(() => foundSeq(detail) > 0, 'it is found');

    const found = timelineOf(detail).shadowRoot?.querySelector('.found');
    assert.isTrue(found?.classList.contains('step'));
  });

  it('marks the words it has found', async function () {
    if (!('highlights' in CSS)) this.skip();
    const detail = await open(believableLog());
    await find(detail, 'cookie');
    await until(() => (CSS.highlights.get('lulu-find-here')?.size ?? 0) > 0, 'words are marked');

    key(detail, { key: 'Escape' });
    await until(() => !CSS.highlights.has('lulu-find'), 'the marks are gone');
  });

  it('says that there is nothing', async () => {
    const detail = await open(believableLog());
    await find(detail, 'zebra');
    await until(() => says(detail) === 'Nothing found', 'it says so');
  });

  it('leads through a long log without loading what lies between', async () => {
    const detail = await open(longLog(20_000));
    press('[');
    await until(() => foundSeq(detail) > 0, 'the last prompt is shown');
    const last = foundSeq(detail);
    press('[');
    await until(() => foundSeq(detail) < last, 'the one before');
    press(']');
    await until(() => foundSeq(detail) === last, 'and back');
    press(']');
    const toast = detail.shadowRoot?.querySelector('lulu-toast');
    await until(
      () => toast?.shadowRoot?.textContent.includes('No later prompt') === true,
      'it says that there is none',
    );
  });

  it('opens at an event, and goes to another', async () => {
    const detail = await open(longLog(20_000), { seq: 5000 });
    await until(() => foundSeq(detail) > 4990 && foundSeq(detail) <= 5000, 'it is open there');

    detail.target = { seq: 100 };
    await until(() => foundSeq(detail) <= 100 && foundSeq(detail) > 90, 'it has gone there');
  });
});
