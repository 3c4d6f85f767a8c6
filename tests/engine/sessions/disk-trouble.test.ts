import { describe, expect, test } from 'vitest';
import { AgentError, fileError } from '../../../src/engine/agents/agent-error.ts';
import { DiskTrouble } from '../../../src/engine/sessions/disk-trouble.ts';

const never = new AbortController().signal;

function systemError(code: string): AgentError {
  return fileError('A file cannot be written', Object.assign(new Error(code), { code }));
}

describe('outlast', () => {
  test('tries until the disk lets it, and says meanwhile what is wrong', async () => {
    const told: (string | null)[] = [];
    const disk: DiskTrouble = new DiskTrouble(() => told.push(disk.health.kind ?? null));
    let failures = 2;
    const done = await disk.outlast(() => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(systemError('ENOSPC')) : Promise.resolve('done');
    }, never);
    expect(done).toBe('done');
    expect(told).toEqual(['full', 'full', null]);
    expect(disk.health).toEqual({ ok: true, problem: null });
  });

  test('is not well while anybody still waits', async () => {
    const disk = new DiskTrouble(() => undefined);
    const enough = new AbortController();
    const waiting = disk.outlast(() => Promise.reject(systemError('EROFS')), enough.signal);
    await disk.outlast(() => Promise.resolve(), never);
    expect(disk.health).toMatchObject({ ok: false, kind: 'unwritable' });
    enough.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'disk' });
    expect(disk.health.ok).toBe(true);
  });

  test.each(['ENOENT', 'EACCES'])(
    'lets %s through at once: waiting mends nothing',
    async (code) => {
      const disk = new DiskTrouble(() => undefined);
      const trying = disk.outlast(() => Promise.reject(systemError(code)), never);
      await expect(trying).rejects.toBeInstanceOf(AgentError);
    },
  );
});
