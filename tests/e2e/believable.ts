/** Sessions as a day's work leaves them: several repositories, every status, real runs of the demo agent. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionId } from '../../src/contract/ids.ts';
import type { SessionView } from '../../src/contract/rows.ts';
import { openStore } from '../../src/engine/store/store.ts';
import { endProcessesWith } from '../helpers/processes.ts';
import { until } from '../helpers/until.ts';
import type { Lulu } from './lulu.ts';
import { makeShop } from './shop.ts';

type Steps = readonly object[];

const done: Steps = [{ say: 'Done.' }];
const busy: Steps = [{ say: 'On it.' }, { hang: true }];

/** What is opened in the pictures: it looked, asked, edited, and waits for leave to run the tests. */
export const opened = 'Send people back where they came from after login';

const login: Steps = [
  {
    think:
      'They say that everybody lands on the account page after logging in. I look at where the redirect is decided before I change anything.',
  },
  { say: 'I look at how the redirect after login is decided.' },
  { read: 'src/login.js' },
  { bash: { command: 'git grep -n afterLogin', description: 'Find who calls it' } },
  {
    say: [
      'The page asked for is in `next`, but nothing checks it. Two things are wrong:',
      '',
      '1. Without `next` everybody goes to **/account**, whatever they had asked for.',
      '2. With it, a link can send people to *another site*: an open redirect.',
      '',
      'I remember the page in the session and let only paths of ours through.',
    ].join('\n'),
  },
  {
    edit: {
      path: 'src/login.js',
      old: "  const to = request.query.next ?? '/account';\n",
      new: "  const asked = request.query.next ?? request.session.cameFrom;\n  const to = isOwnPath(asked) ? asked : '/account';\n",
    },
  },
  { bash: { command: 'npm test -- login', description: 'Run the tests of the login' } },
];

const sessions: readonly (readonly [name: string, repo: string, steps: Steps])[] = [
  ['Profile the image pipeline', 'media-server', busy],
  ['Try Postgres for the session table', 'shop', busy],
  ['Document the REST API', 'docs', done],
  [
    'Migrate the payment webhooks',
    'shop',
    [{ result: { error: 'The credit balance is too low' } }],
  ],
  ['Rename Customer to Account everywhere it is shown, in every language', 'shop', busy],
  ['Speed up thumbnails', 'media-server', [{ say: 'Down.' }, { crash: { signal: 'SIGKILL' } }]],
  ['Round prices the way the invoice does', 'shop', done],
  [opened, 'shop', login],
  ['Describe the new search syntax', 'docs', busy],
];

/** Minutes since the last activity, from the first session of the list above. */
const ages = [2 * 1440, 300, 180, 95, 3, 22, 12, 0.7, 0.1];

/** Makes them all. */
export async function believableDay(lulu: Lulu): Promise<void> {
  for (const repo of ['shop', 'media-server', 'docs']) makeShop(lulu.folder, repo);
  const views: SessionView[] = [];
  for (const [name, repo, steps] of sessions) {
    const params = { repo: join(lulu.folder, repo), name, agent: 'demo' } as const;
    // In a file, so that the prompt reads as somebody would write it.
    const LULU_DEMO_SCRIPT = join(lulu.folder, `${String(views.length)}.json`);
    writeFileSync(LULU_DEMO_SCRIPT, JSON.stringify(steps));
    const made = { ...params, prompt: about(name), env: { LULU_DEMO_SCRIPT } };
    const { row } = await lulu.request('sessions.create', made);
    views.push(await settled(lulu, row.id));
  }
  const named = (start: string): SessionView => {
    const view = views.find(({ name }) => name.startsWith(start));
    if (view === undefined) throw new Error(`no session ${start}`);
    return view;
  };

  const { id } = named(opened);
  await lulu.request('sessions.approve', { id });
  await settled(lulu, id, (row) => row.waitingFor?.text.includes('npm test') === true);
  const { id: interrupted } = named('Try Postgres');
  await lulu.request('sessions.interrupt', { id: interrupted });
  await settled(lulu, interrupted, ({ status }) => status === 'Interrupted');
  await passTime(lulu, views, named('Profile'));
  await lulu.request('settings.set', { patch: { liveAgents: 3 } });
  const params = { repo: join(lulu.folder, 'shop'), name: 'Sketch the admin dashboard' } as const;
  await lulu.request('sessions.create', { ...params, agent: 'demo', prompt: 'Sketch it.' });
}

/** The engine stops and starts again; the agent of `lost` has ended meanwhile, and nobody knows how. */
async function passTime(lulu: Lulu, views: readonly SessionView[], lost: SessionView) {
  await lulu.killEngine();
  await endProcessesWith(`LULU_RUN=${lost.activeRunId ?? ''}`);
  const store = openStore({ path: join(lulu.place.dataDir, 'lulu.sqlite'), mode: 'writer' });
  await store.transact((tx) => {
    for (const [index, { id }] of views.entries()) {
      const record = store.session(id);
      if (record === undefined) continue;
      const at = Date.now() - (ages[index] ?? 0) * 60_000;
      const facts = { ...record.facts, lastActivityAt: new Date(at).toISOString() };
      tx.saveSession(record.key, { facts, state: record.state });
    }
  });
  await store.close();
  await lulu.startEngine();
}

/** A prompt as somebody would write it. */
function about(name: string): string {
  return `${name}. Keep the change small, and say what you were not sure about.`;
}

/** The session once it waits, has ended, or is at work; or once `is` so. */
async function settled(
  lulu: Lulu,
  id: SessionId,
  is = ({ status, lastSeq }: SessionView) => status !== 'Starting' && lastSeq > 7,
): Promise<SessionView> {
  let view: SessionView | undefined;
  await until(`session ${id} has come to rest`, async () => {
    view = (await lulu.request('sessions.show', { id })).row;
    return is(view);
  });
  if (view === undefined) throw new Error('no session');
  return view;
}
