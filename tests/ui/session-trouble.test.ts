import { assert, fixture, html } from '@open-wc/testing';
import type { SessionView } from '../../src/contract/rows.ts';
import { sessionTrouble } from '../../src/ui/components/session-trouble.ts';
import { everyKind, failed, restored, row } from '../helpers/rows.ts';
import { expectAccessible } from './look.ts';

const shown = (session: SessionView): Promise<HTMLElement> =>
  fixture<HTMLElement>(html`<div>${sessionTrouble(session)}</div>`);

describe('what stands in the way of a session', () => {
  it('names the reason of a failure in one line, whole in its tooltip', async () => {
    const failureReason = 'The worktree could not be made. '.repeat(200).trim();
    const place = await shown({ ...failed, failureReason });
    const line = place.querySelector<HTMLElement>('p.bad.ellipsis');
    assert.equal(line?.textContent, failureReason);
    assert.equal(line?.title, failureReason);
    await expectAccessible(place);
  });

  it('advises what there is in a window: no options of the command line', async () => {
    const failureReason =
      'Claude Code was not found. Install it, name its program with --agent-bin or in the settings, or try the demo agent: --agent demo.';
    const place = await shown({ ...failed, failureReason });
    assert.equal(
      place.textContent,
      'Claude Code was not found. Install it, name its program in the settings, or try the demo agent.',
    );
  });

  it('has the hint of what was restored', async () => {
    assert.equal((await shown(restored)).textContent, restored.recoveryHint);
  });

  it('shows an interrupt that could not be done, before anything else', async () => {
    const interruptError = 'Could not be stopped within 10 s. It goes on.';
    const place = await shown(row(1, { interruptError, note: 'Waiting for the API' }));
    assert.equal(place.querySelector('p.bad')?.textContent, interruptError);
  });

  it('says what is waited for while the agent is at work, and nothing of it afterwards', async () => {
    const note = 'Waiting for the API';
    assert.equal((await shown(row(1, { note }))).textContent, note);
    assert.equal((await shown(row(1, { note, status: 'Completed' }))).textContent, '');
  });

  it('is silent where all is well', async () => {
    for (const session of everyKind.filter(({ status }) => status === 'Completed')) {
      assert.equal((await shown(session)).textContent, '');
    }
  });
});
