import { assert, fixture, html } from '@open-wc/testing';
import type { Params } from '../../src/contract/requests.ts';
import '../../src/ui/components/session-events.ts';
import { RequestError } from '../../src/ui/data/transport.ts';
import '../../src/ui/views/new-session.ts';
import { row } from '../helpers/rows.ts';
import { FakeTransport, type Answers } from './fake-transport.ts';
import { expectAccessible, inLook } from './look.ts';
import { until } from './until.ts';

const commit = '1f2e3d4c5b6a79880123456789abcdef01234567';
const answers: Answers = {
  'repositories.recent': () => ({
    repositories: [{ path: '/code/shop', lastUsedAt: '2026-01-01T00:00:00.000Z' }],
  }),
  'repositories.resolve': ({ repo, base, uncommitted }) => ({
    changes: uncommitted === true ? 3 : null,
    repo,
    base: { ref: base ?? 'main', commit, subject: 'Round half to even' },
    refs: ['main', 'v2'],
  }),
  'agents.list': () => ({
    agents: [
      {
        id: 'claude',
        label: 'Claude Code',
        available: false,
        path: null,
        version: null,
        problem: 'Not logged in. Run `claude` in a terminal, then `/login`.',
      },
      { id: 'demo', label: 'Demo', available: true, path: null, version: null, problem: null },
    ],
  }),
};

async function open(more: Answers = {}) {
  const transport = new FakeTransport({ ...answers, ...more });
  const holder = await fixture<HTMLElement>(
    inLook(html`<lulu-new-session .transport=${transport}></lulu-new-session>`),
  );
  const element = holder.querySelector('lulu-new-session');
  if (element === null) throw new Error('No dialog');
  await element.show();
  await element.updateComplete;
  const root = element.renderRoot as ShadowRoot;
  const field = (id: string): HTMLInputElement => {
    const found = root.querySelector<HTMLInputElement>(`#${id}`);
    if (found === null) throw new Error(`No field ${id}`);
    return found;
  };
  const type = (id: string, text: string): void => {
    field(id).value = text;
    field(id).dispatchEvent(new Event(id === 'agent' ? 'change' : 'input', { bubbles: true }));
  };
  const about = (id: string): string => root.querySelector(`#${id}-about`)?.textContent ?? '';
  const submit = (): void => {
    root.querySelector<HTMLButtonElement>('button.primary')?.click();
  };
  const dialog = root.querySelector('dialog');
  return { element, transport, root, field, type, about, submit, dialog };
}

describe('<lulu-new-session>', () => {
  beforeEach(() => {
    sessionStorage.clear();
  });
  after(() => {
    sessionStorage.clear();
  });

  it('is accessible', async () => {
    const { element } = await open();
    await expectAccessible(element);
  });

  it('offers the repository used last, and shows the commit its base stands for', async () => {
    const { field, about } = await open();
    assert.equal(field('repo').value, '/code/shop');
    await until(() => about('base').includes(commit.slice(0, 12)), 'the commit is shown');
  });

  it('starts from HEAD with uncommitted changes where that is wanted, also after a reload', async () => {
    const made: Params<'sessions.create'>[] = [];
    const { element, type, field, about } = await open();
    type('base', 'v2');
    field('uncommitted').click();
    await until(() => about('base').includes('3 changed files'), 'the changes are counted');
    assert.isTrue(field('base').disabled);
    await expectAccessible(element);

    const again = await open({
      'sessions.create': (params) => {
        made.push(params);
        return { row: row(42) };
      },
    });
    assert.isTrue(again.field('uncommitted').checked);
    again.type('prompt', 'Go on');
    again.submit();
    await until(() => made.length === 1, 'it is started');
    assert.deepInclude(made[0], { base: null, uncommitted: true });
  });

  it('says what the permission mode means', async () => {
    const { field, about } = await open();
    assert.equal(field('permissionMode').value, 'acceptEdits');
    assert.include(about('permissionMode'), 'asks you before');
  });

  it('says before the start what is missing for an agent, and offers the demo', async () => {
    const { element, root, field } = await open();
    assert.include(root.querySelector('#agent-problem')?.textContent, '/login');
    root.querySelector<HTMLButtonElement>('.problem button')?.click();
    await element.updateComplete;
    assert.equal(field('agent').value, 'demo');
  });

  it('names an empty prompt beside its field, and asks the engine for nothing', async () => {
    const { element, transport, submit, about, field, root } = await open();
    submit();
    await element.updateComplete;
    assert.include(about('prompt'), 'The prompt is empty');
    assert.equal(field('prompt').getAttribute('aria-invalid'), 'true');
    await until(() => root.activeElement === field('prompt'), 'the field has the focus');
    assert.isFalse(transport.asked.some(({ method }) => method === 'sessions.create'));
  });

  it('puts what the engine refuses beside the field it names, and keeps what was typed', async () => {
    const message = '“v9” is no branch, tag or commit of this repository.';
    const { type, submit, about, field, dialog } = await open({
      'sessions.create': () => {
        throw new RequestError({ kind: 'base', message, field: 'base' });
      },
    });
    type('prompt', 'Fix the cart');
    type('base', 'v9');
    submit();
    await until(() => about('base').includes(message), 'the refusal is beside the base');
    assert.isTrue(dialog?.open);
    assert.equal(field('prompt').value, 'Fix the cart');

    const again = await open();
    assert.equal(again.field('prompt').value, 'Fix the cart');
    assert.equal(again.field('base').value, 'v9');
  });

  it('says a refusal that names no field as well', async () => {
    const { type, submit, root } = await open({
      'sessions.create': () => {
        throw new RequestError({ kind: 'store', message: 'The disk is full. Make room.' });
      },
    });
    type('prompt', 'Fix the cart');
    submit();
    await until(() => root.querySelector('.failure') !== null, 'the failure is shown');
    assert.include(root.querySelector('.failure')?.textContent, 'The disk is full');
  });

  it('starts what was asked for, opens it, and is empty for the next', async () => {
    const made: Params<'sessions.create'>[] = [];
    const { element, type, submit, field, dialog } = await open({
      'sessions.create': (params) => {
        made.push(params);
        return { row: row(42) };
      },
    });
    let opened = '';
    element.addEventListener('session-open', ({ session }) => (opened = session.id));
    type('prompt', '/compact -- fix it');
    type('name', 'Cart');
    submit();
    await until(() => opened === row(42).id, 'the session is opened');
    assert.deepEqual(made, [
      {
        repo: '/code/shop',
        prompt: '/compact -- fix it',
        name: 'Cart',
        base: null,
        uncommitted: false,
        agent: 'claude',
        permissionMode: 'acceptEdits',
      },
    ]);
    assert.isFalse(dialog?.open);
    await element.updateComplete;
    assert.equal(field('prompt').value, '');
    assert.equal(field('repo').value, '/code/shop');
  });

  it('says that a path is no repository once the field was left', async () => {
    const message = '/code/none is not a git repository.';
    const { element, type, about, field } = await open({
      'repositories.resolve': () => {
        throw new RequestError({ kind: 'repository', message, field: 'repo' });
      },
    });
    field('repo').focus();
    type('repo', '/code/none');
    field('prompt').focus();
    await until(() => about('repo').includes(message), 'the repository is named');
    await expectAccessible(element);
  });
});
