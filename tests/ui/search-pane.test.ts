import { assert, fixture, html } from '@open-wc/testing';
import type { SearchHit } from '../../src/contract/requests.ts';
import '../../src/ui/components/search-events.ts';
import { RequestError } from '../../src/ui/data/transport.ts';
import type { LuluSearchPane } from '../../src/ui/views/search-pane.ts';
import '../../src/ui/views/search-pane.ts';
import { ago, sessionId } from '../helpers/rows.ts';
import { FakeTransport, type Answers } from './fake-transport.ts';
import { expectAccessible, inLook } from './look.ts';
import { until } from './until.ts';

const hit = (seq: number): SearchHit => ({
  ...{ sessionId: sessionId(1), sessionName: 'Fix the cart', seq, type: 'prompt', at: ago(90) },
  snippet: 'round the \u0002cart\u0003 total <b>half</b> to even',
});

async function search(answers: Answers) {
  const transport = new FakeTransport(answers);
  const holder = await fixture<HTMLElement>(
    inLook(html`<lulu-search-pane .transport=${transport} .text=${'cart'}></lulu-search-pane>`),
  );
  const pane = holder.querySelector<LuluSearchPane>('lulu-search-pane');
  const root = pane?.shadowRoot;
  if (pane === null || root === null || root === undefined) throw new Error('No pane');
  const hits = (): HTMLButtonElement[] => [...root.querySelectorAll<HTMLButtonElement>('.hit')];
  return { pane, root, hits, transport };
}

describe('<lulu-search-pane>', () => {
  it('is accessible, and puts the focus on the first result', async () => {
    const { pane, root, hits } = await search({
      'events.search': () => ({ hits: [hit(3), hit(2)] }),
    });
    await until(() => root.activeElement === hits()[0] && hits().length === 2, 'it has the focus');
    await expectAccessible(pane);
  });

  it('shows a text as it is, with the words that were found marked', async () => {
    const { root, hits } = await search({ 'events.search': () => ({ hits: [hit(3)] }) });
    await until(() => hits().length === 1, 'there is a result');
    assert.equal(root.querySelector('mark')?.textContent, 'cart');
    assert.include(hits()[0]?.textContent, 'round the cart total <b>half</b> to even');
    assert.include(hits()[0]?.textContent, 'Fix the cart');
  });

  it('moves among results with the arrows, opens one by click, and goes back on Esc', async () => {
    const { pane, root, hits } = await search({
      'events.search': () => ({ hits: [hit(3), hit(2)] }),
    });
    await until(() => root.activeElement === hits()[0] && hits().length === 2, 'it has the focus');
    const press = (key: string): boolean | undefined =>
      root.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    press('ArrowDown');
    assert.equal(root.activeElement, hits()[1]);
    let opened = 0;
    pane.addEventListener('hit-open', (event) => (opened = event.hit.seq));
    hits()[1]?.click();
    assert.equal(opened, 2);
    let closed = false;
    pane.addEventListener('search-close', () => (closed = true));
    press('Escape');
    assert.isTrue(closed);
  });

  it('says that nothing was found, and why a search failed', async () => {
    const { pane, root } = await search({ 'events.search': () => ({ hits: [] }) });
    await until(() => root.querySelector('lulu-notice-screen') !== null, 'it is said');
    await expectAccessible(pane);
    let message = 'The disk is gone.';
    const failing = await search({
      'events.search': () => {
        if (message !== '') throw new RequestError({ kind: 'store', message });
        return { hits: [hit(1)] };
      },
    });
    await until(() => failing.root.querySelector('lulu-notice-screen') !== null, 'why is said');
    assert.include(failing.root.querySelector('lulu-notice-screen')?.textContent, message);
    message = '';
    failing.root.querySelector<HTMLButtonElement>('lulu-notice-screen button')?.click();
    await until(() => failing.hits().length === 1, 'another try works');
  });
});
