import { assert, fixture, html } from '@open-wc/testing';
import type { OpenRequest } from '../../src/contract/rows.ts';
import type { LuluApprovalCard } from '../../src/ui/components/approval-card.ts';
import { permalinkTo } from '../../src/ui/data/permalink.ts';
import '../../src/ui/views/session-detail.ts';
import type { LuluSessionDetail } from '../../src/ui/views/session-detail.ts';
import { believableLog, edit, question, request } from './gallery/believable-session.ts';
import { LogTransport } from './gallery/log-transport.ts';
import { expectAccessible } from './look.ts';
import { until } from './until.ts';

interface Stage {
  readonly detail: LuluSessionDetail;
  readonly transport: LogTransport;
  readonly asked: (method: string) => unknown[];
  /** What the engine says is open from now on. */
  readonly leave: (...open: OpenRequest[]) => void;
}

async function open(...requests: OpenRequest[]): Promise<Stage> {
  const status = requests.length > 0 ? 'Waiting' : 'Running';
  const log = believableLog({ status }, requests);
  const transport = new LogTransport(log);
  const detail = await fixture<LuluSessionDetail>(
    html`<lulu-session-detail
      style="block-size: 800px; inline-size: 900px"
      .session=${log.detail.row}
      .transport=${transport}
    ></lulu-session-detail>`,
  );
  await until(() => cardsOf(detail).length === requests.length, 'what is asked is shown');
  await until(
    () =>
      cardsOf(detail).every(
        ({ shadowRoot }) => (shadowRoot?.querySelectorAll('button').length ?? 0) > 0,
      ),
    'the cards are drawn',
  );
  await until(() => timelineOf(detail).view?.opened === true, 'the log is open');
  return {
    detail,
    transport,
    asked: (method) =>
      transport.asked.filter((each) => each.method === method).map(({ params }) => params),
    leave: (...open) => {
      log.detail.open.splice(0, Infinity, ...open);
      transport.resync();
    },
  };
}

function timelineOf(detail: LuluSessionDetail) {
  const timeline = detail.shadowRoot?.querySelector('lulu-timeline');
  if (!timeline) throw new Error('There is no timeline');
  return timeline;
}

function cardsOf(detail: LuluSessionDetail): LuluApprovalCard[] {
  return [...(detail.shadowRoot?.querySelectorAll<LuluApprovalCard>('.requests > *') ?? [])];
}

function buttonIn(host: Element | null | undefined, label: string): HTMLButtonElement {
  const found = [...(host?.shadowRoot?.querySelectorAll('button') ?? [])].find(
    (each) => each.textContent.trim() === label || each.getAttribute('aria-label') === label,
  );
  if (found === undefined) throw new Error(`There is no button ${label}`);
  return found;
}

async function menuOf(detail: LuluSessionDetail): Promise<HTMLButtonElement[]> {
  const items = () => [
    ...(detail.shadowRoot?.querySelector('lulu-menu')?.shadowRoot?.querySelectorAll('button') ??
      []),
  ];
  await until(() => items().length > 0, 'the menu is open');
  return items();
}

describe('<lulu-session-detail>', () => {
  it('is accessible, at work and when it asks for something', async () => {
    await expectAccessible((await open()).detail);
    await expectAccessible((await open(request, edit)).detail);
  });
});

describe('what a session asks', () => {
  it('shows each request as a card of its own', async () => {
    const { detail } = await open(request, edit, question);
    await until(
      () => cardsOf(detail)[2]?.shadowRoot?.querySelector('fieldset') instanceof HTMLElement,
      'the question is shown',
    );

    await expectAccessible(detail);
  });

  it('goes on to the next request when one is answered, and to the message after the last', async () => {
    const { detail, asked, leave } = await open(request, edit);
    const approve = buttonIn(cardsOf(detail)[0], 'Approve');
    approve.focus();
    approve.click();
    await until(() => asked('sessions.approve').length === 1, 'it is approved');
    assert.include(asked('sessions.approve')[0], { requestId: 'req-1', input: null });
    await until(
      () => detail.shadowRoot?.activeElement === null,
      'the card lets go of the keyboard',
    );

    leave(edit);
    await until(() => cardsOf(detail).length === 1, 'the first card is gone');
    await until(() => cardsOf(detail)[0]?.matches(':focus-within') === true, 'the second is next');

    leave();
    await until(() => cardsOf(detail).length === 0, 'nothing is asked any more');
    const composer = detail.shadowRoot?.querySelector('lulu-composer');
    await until(() => composer?.matches(':focus-within') === true, 'the message is next');
  });

  it('does not take the keyboard from who is elsewhere, nor move what is read', async () => {
    const { detail, leave } = await open(request);
    const scroller = timelineOf(detail).shadowRoot?.querySelector<HTMLElement>('.scroller');
    if (!scroller) throw new Error('There is no pane');
    scroller.focus();
    scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -1 }));
    scroller.scrollTop -= 400;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const entry = timelineOf(detail).shadowRoot?.elementFromPoint(300, 300)?.closest('article');
    const before = entry?.getBoundingClientRect().top ?? 0;

    leave();
    await until(() => cardsOf(detail).length === 0, 'it was withdrawn');
    await new Promise((resolve) => requestAnimationFrame(resolve));

    assert.isTrue(timelineOf(detail).matches(':focus-within'));
    assert.closeTo(entry?.getBoundingClientRect().top ?? 0, before, 1);
  });

  it('sends the answers to a question', async () => {
    const { detail, asked } = await open(question);
    const card = cardsOf(detail)[0];
    await until(() => (card?.shadowRoot?.querySelectorAll('label').length ?? 0) > 0, 'it is shown');
    const inputs = [...(card?.shadowRoot?.querySelectorAll('label input') ?? [])];
    for (const input of [inputs[0], inputs[3]]) {
      if (input instanceof HTMLInputElement) input.click();
    }
    await card?.updateComplete;

    buttonIn(card, 'Answer').click();

    await until(() => asked('sessions.answer').length === 1, 'it is answered');
    assert.deepInclude(asked('sessions.answer')[0] as object, {
      answers: {
        'Where should people land after they log in?': 'Their account',
        'Which browsers should the tests cover?': ['Chromium'],
      },
    });
  });
});

describe('the menus of a session', () => {
  it('changes the permission mode', async () => {
    const { detail, asked } = await open();
    const header = detail.shadowRoot?.querySelector('lulu-detail-header');
    buttonIn(header, 'Permission mode: Accept edits. Change it').click();
    const items = await menuOf(detail);
    assert.equal(
      items.find((item) => item.ariaChecked === 'true')?.textContent.trim(),
      'Accept edits',
    );
    await expectAccessible(detail);

    items.find((item) => item.textContent.trim() === 'Plan')?.click();

    await until(() => asked('sessions.configure').length === 1, 'it is changed');
    assert.deepInclude(asked('sessions.configure')[0] as object, { permissionMode: 'plan' });
  });

  it('opens an entry\u2019s menu by keyboard, from entry to entry', async () => {
    const { detail } = await open();
    const timeline = timelineOf(detail);
    const scroller = timeline.shadowRoot?.querySelector<HTMLElement>('.scroller');
    const press = (key: string, init: KeyboardEventInit = {}): void => {
      const target = timeline.shadowRoot?.activeElement ?? scroller;
      target?.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }),
      );
    };
    scroller?.focus();
    press('k');
    const first = timeline.shadowRoot?.activeElement;
    assert.equal(first?.localName, 'article');
    press('k');
    const second = timeline.shadowRoot?.activeElement;
    assert.equal(second, first?.previousElementSibling);

    press('F10', { shiftKey: true });

    const labels = (await menuOf(detail)).map((item) => item.textContent.trim());
    assert.deepEqual(labels, ['Copy as Markdown', 'Copy link']);
  });

  it('unfolds the steps of a subagent, each of which unfolds too', async () => {
    const { detail } = await open();
    const timeline = timelineOf(detail);
    const group = timeline.shadowRoot?.querySelector('.group');
    assert.include(group?.textContent, '2 steps');
    group?.querySelector('button')?.click();
    await timeline.updateComplete;
    assert.equal(group?.querySelectorAll('.step').length, 2);

    group?.querySelector<HTMLButtonElement>('.step button')?.click();
    await timeline.updateComplete;

    assert.include(group?.textContent, 'export const name = "sid";');
    await expectAccessible(detail);
  });

  it('shows to-dos, and an image of a result', async () => {
    const { detail } = await open();
    const timeline = timelineOf(detail);
    assert.equal(timeline.shadowRoot?.querySelectorAll('.todos li').length, 3);
    const look = [...(timeline.shadowRoot?.querySelectorAll('.look') ?? [])].find((each) =>
      each.textContent.includes('docs/login.png'),
    );
    look?.querySelector('button')?.click();
    await timeline.updateComplete;

    assert.match(look?.querySelector('img')?.src ?? '', /^data:image\/png;base64,/u);
    await expectAccessible(detail);
  });
});

describe('the timeline and what is below it', () => {
  it('stand on the same edges, however wide the pane, whatever a scrollbar takes', async () => {
    const { detail } = await open(request);
    for (const width of [480, 700, 1500]) {
      detail.style.inlineSize = `${width}px`;
      const entries = timelineOf(detail).shadowRoot?.querySelector('.entries');
      const composer = detail.shadowRoot?.querySelector('lulu-composer');
      const edges = (one: Element | null | undefined): number[] => {
        const { left = 0, right = -1 } = one?.getBoundingClientRect() ?? {};
        return [left, right];
      };
      await until(
        () => edges(entries).every((edge, at) => Math.abs(edge - (edges(composer)[at] ?? 0)) < 1),
        `both are in line at ${width} px`,
      );
    }
  });
});

describe('a narrow window', () => {
  it('is no wider than itself at 480 px, nor at twice the text size', async () => {
    const { detail } = await open(request, question);
    detail.style.inlineSize = '480px';
    await until(
      () => cardsOf(detail)[1]?.shadowRoot?.querySelector('fieldset') instanceof HTMLElement,
      'all is shown',
    );
    for (const zoom of ['1', '2']) {
      detail.style.setProperty('zoom', zoom);
      detail.style.inlineSize = `${480 / Number(zoom)}px`;
      for (const part of detail.shadowRoot?.querySelectorAll<HTMLElement>(
        '.requests, lulu-composer',
      ) ?? []) {
        assert.isAtMost(part.scrollWidth, part.clientWidth + 1, `${part.localName} at ${zoom}`);
      }
    }
  });
});

describe('permalinkTo', () => {
  it('leads to an event of this page', () => {
    const { id } = believableLog().detail.row;
    assert.equal(
      permalinkTo({ id, seq: 12 }, 'http://127.0.0.1:4000/?a=1#old'),
      `http://127.0.0.1:4000/?a=1#/s/${id}/e/12`,
    );
  });
});
