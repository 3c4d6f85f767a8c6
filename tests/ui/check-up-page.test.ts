import { assert, fixture, html } from '@open-wc/testing';
import type { Finding } from '../../src/contract/requests.ts';
import '../../src/ui/components/session-action.ts';
import '../../src/ui/components/shell-events.ts';
import { Pulse } from '../../src/ui/data/pulse.ts';
import { SessionsStore } from '../../src/ui/data/sessions-store.ts';
import { RequestError } from '../../src/ui/data/transport.ts';
import type { LuluCheckUpPage } from '../../src/ui/views/check-up-page.ts';
import '../../src/ui/views/check-up-page.ts';
import { row, sessionId } from '../helpers/rows.ts';
import { FakeTransport, type Answers } from './fake-transport.ts';
import { expectAccessible, inLook } from './look.ts';
import { until } from './until.ts';

const findings: Finding[] = [
  { level: 'ok', topic: 'git', text: 'git 2.50.0', action: null },
  {
    ...{ level: 'warning', topic: 'worktree', text: 'git lists a worktree that is not there: /x' },
    ...{ action: 'Forget it', command: 'git -C /code/shop worktree prune' },
  },
  {
    ...{ level: 'warning', topic: 'worktree', text: 'The worktree of "Session 1" is gone' },
    ...{ action: 'Resume the session', sessionId: sessionId(1) },
  },
  { level: 'problem', topic: 'store', text: 'The disk is full', action: 'Make room' },
];

async function open(answers: Answers = {}) {
  const transport = new FakeTransport({ doctor: () => ({ findings }), ...answers });
  const pulse = new Pulse(transport);
  const store = new SessionsStore(transport);
  store.put(row(1));
  const holder = await fixture<HTMLElement>(
    inLook(html`<lulu-check-up-page .pulse=${pulse} .store=${store}></lulu-check-up-page>`),
  );
  pulse.close();
  const page = holder.querySelector<LuluCheckUpPage>('lulu-check-up-page');
  const root = page?.shadowRoot;
  if (page === null || root === null || root === undefined) throw new Error('No page');
  return { page, root, transport };
}

describe('<lulu-check-up-page>', () => {
  it('is accessible, and shows the worst first', async () => {
    const { page, root } = await open();
    await until(() => root.querySelectorAll('li').length === 4, 'all is shown');
    const headings = [...root.querySelectorAll('h3')].map(({ textContent }) => textContent);
    assert.deepEqual(headings, ['Problems', 'Warnings', 'In order']);
    await expectAccessible(page);
  });

  it('has a command to copy, and a button where resuming is what helps', async () => {
    const { page, root } = await open();
    await until(() => root.querySelectorAll('li').length === 4, 'all is shown');
    assert.equal(root.querySelector('code')?.textContent, 'git -C /code/shop worktree prune');
    let action = '';
    page.addEventListener('session-action', (event) => {
      action = `${event.action} ${event.session.id}`;
    });
    root.querySelector<HTMLButtonElement>('.body > button')?.click();
    assert.equal(action, `resume ${sessionId(1)}`);
  });

  it('says why it could not look', async () => {
    const { root } = await open({
      doctor: () => {
        throw new RequestError({ kind: 'unavailable', message: 'The engine is leaving.' });
      },
    });
    await until(() => root.querySelector('.failure') !== null, 'it is said');
    assert.include(root.querySelector('.failure')?.textContent, 'The engine is leaving.');
  });
});
