/** Rules at work: they answer what an agent asks, and the log says which did. */
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../../src/contract/events.ts';
import type { NewRule } from '../../../src/contract/rules.ts';
import { openWorkplace, scripted, type Workplace } from '../../helpers/engine.ts';
import { temporaryFolder } from '../../helpers/repository.ts';

const everywhere = { kind: 'everywhere' } as const;
const echo: NewRule = {
  ...{ scope: everywhere, tool: 'Bash', pattern: 'echo', match: 'prefix', behavior: 'allow' },
};

describe('a rule', () => {
  test('allows without asking, and the log says which one did', async () => {
    const place = await repository();
    await place.engine.request('rules.add', { rule: echo });

    const { id } = await place.create(scripted({ bash: 'echo yes' }));
    const row = await place.ended(id);

    const log = await place.events(id);
    expect(row.status).toBe('Completed');
    expect(statuses(log)).not.toContain('Waiting');
    expect(resolved(log)).toMatchObject([
      { behavior: 'allow', by: 'rule', rule: 'allow Bash echo… everywhere' },
    ]);
  });

  test('that denies wins, and the agent hears of it', async () => {
    const place = await repository();
    await place.engine.request('rules.add', { rule: echo });
    await place.engine.request('rules.add', {
      rule: { ...echo, pattern: 'echo no', match: 'exact', behavior: 'deny' },
    });

    const { id } = await place.create(scripted({ bash: 'echo no' }));
    await place.ended(id);

    const log = await place.events(id);
    expect(resolved(log)).toMatchObject([{ behavior: 'deny', by: 'rule' }]);
    expect(JSON.stringify(log)).toContain('A rule of the user says: deny Bash echo no everywhere.');
  });

  test('that cannot judge a request leaves it to the person', async () => {
    const place = await repository();
    await place.engine.request('rules.add', { rule: echo });
    const file = 'a/'.repeat(200_000);

    const { id } = await place.create(
      scripted({ ask: { tool: 'Write', input: { file_path: file, content: '' } } }, { say: 'on' }),
    );
    await place.until(id, ({ status }) => status === 'Waiting');
    await place.engine.request('sessions.interrupt', { id });
    const row = await place.ended(id);

    expect(row.status).toBe('Interrupted');
  });

  test('leaves to the person what it does not cover', async () => {
    const place = await repository();
    await place.engine.request('rules.add', { rule: echo });

    const { id } = await place.create(scripted({ bash: 'echo yes && rm -r src' }));
    const row = await place.until(id, ({ status }) => status === 'Waiting');

    expect(row.waitingFor).toMatchObject({ kind: 'approval' });
    await place.engine.request('sessions.interrupt', { id });
    await place.ended(id);
  });

  test('holds in its repository alone, and survives a restart', async () => {
    const place = await repository();
    const scope = { kind: 'repository', path: place.repository.path } as const;
    await place.engine.request('rules.add', { rule: { ...echo, scope } });
    await place.stop();
    await place.start();

    const { id } = await place.create(scripted({ bash: 'echo yes' }));
    await place.ended(id);

    expect(resolved(await place.events(id))).toMatchObject([{ by: 'rule' }]);
    expect((await place.engine.request('rules.list', {})).rules).toMatchObject([
      { scope: { kind: 'repository', path: expect.any(String) as string }, pattern: 'echo' },
    ]);
  });

  test('is made with a yes, in one commit, and answers the next request', async () => {
    const place = await repository();
    const { id } = await place.create(scripted({ bash: 'echo one' }, { bash: 'echo two' }));
    await place.until(id, ({ status }) => status === 'Waiting');

    const always = { ...echo, scope: { kind: 'session', id } as const };
    await place.engine.request('sessions.approve', {
      ...{ id, requestId: null, input: null, permissionMode: null, always },
    });
    await place.ended(id);

    expect(resolved(await place.events(id))).toMatchObject([
      { by: 'user', rule: 'allow Bash echo… in this session' },
      { by: 'rule', rule: 'allow Bash echo… in this session' },
    ]);
  });

  test('does not follow a link out of what it names', async () => {
    const place = await repository();
    symlinkSync('/etc', join(place.repository.path, 'inside'));
    place.repository.git('add', '.');
    place.repository.git('commit', '-qm', 'A link');
    const rule = { ...echo, tool: 'Write', pattern: 'inside', match: 'prefix' } as const;
    await place.engine.request('rules.add', { rule });

    const write = { path: 'inside/lulu-was-here', content: 'no' };
    const { id } = await place.create(scripted({ write }), { permissionMode: 'default' });
    await place.until(id, ({ status }) => status === 'Waiting');

    await place.engine.request('sessions.interrupt', { id });
    await place.ended(id);
    expect(existsSync('/etc/lulu-was-here')).toBe(false);
  });

  test('for commands does not follow a link out of the worktree either', async () => {
    const place = await repository();
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'kept'), 'yes');
    symlinkSync(outside, join(place.repository.path, 'inside'));
    place.repository.git('add', '.');
    place.repository.git('commit', '-qm', 'A link');
    const any = { ...echo, pattern: null, match: 'exact' } as const;
    await place.engine.request('rules.add', { rule: any });

    for (const bash of [
      'rm -rf inside/kept',
      'cd inside && rm -rf kept',
      'echo no > inside/kept',
    ]) {
      const { id } = await place.create(scripted({ bash }));
      await place.until(id, ({ status }) => status === 'Waiting');
      await place.engine.request('sessions.interrupt', { id });
      await place.ended(id);
    }

    expect(readFileSync(join(outside, 'kept'), 'utf8')).toBe('yes');
  });

  test('that was removed is asked for again', async () => {
    const place = await repository();
    const { rule } = await place.engine.request('rules.add', { rule: echo });
    await place.engine.request('rules.remove', { id: rule.id });

    const { id } = await place.create(scripted({ bash: 'echo yes' }));
    await place.until(id, ({ status }) => status === 'Waiting');
    await place.engine.request('sessions.interrupt', { id });
    await place.ended(id);

    const again = place.engine.request('rules.remove', { id: rule.id });
    await expect(again).rejects.toMatchObject({ kind: 'bad-request', field: 'id' });
  });
});

async function repository(): Promise<Workplace> {
  const place = await openWorkplace();
  place.repository.commit('README.md', 'hello');
  return place;
}

function resolved(log: readonly SessionEvent[]): unknown[] {
  return log.filter(({ type }) => type === 'approval_resolved').map(({ payload }) => payload);
}

function statuses(log: readonly SessionEvent[]): unknown[] {
  return log.flatMap((event) => (event.type === 'status' ? [event.payload.to] : []));
}
