import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decide,
  evolve,
  initialState,
  isTerminal,
  react,
  type SessionCommand,
  type SessionState,
} from '../../src/core/session.ts';
import {
  answered,
  asked,
  exited,
  interruptAsked,
  live,
  log,
  notice,
  prompted,
  request1,
  restarted,
  run1,
  run2,
  said,
  spawned,
  started,
  statuses,
  steered,
  taken,
  tasks,
  turn,
} from './session-events.ts';

const running = [started, prompted, spawned];
const commands: Readonly<Record<SessionCommand['type'], SessionCommand>> = {
  start: { type: 'start', prompt: 'Go' },
  prompt: { type: 'prompt', prompt: 'More' },
  interrupt: { type: 'interrupt' },
  steer: { type: 'steer', prompt: 'Also this', promptId: 'p1' },
  answer: {
    type: 'answer',
    answer: {
      type: 'approval_resolved',
      payload: { requestId: request1, behavior: 'deny', by: 'user' },
    },
  },
};

describe('decide', () => {
  const states: Readonly<Record<string, SessionState>> = {
    new: initialState,
    starting: live([started]),
    working: live(running),
    waiting: live([...running, asked]),
    'idle with a task': live([...running, tasks('t1'), turn('success')]),
    interrupting: live([...running, asked, interruptAsked]),
    completed: live([...running, turn('success')]),
    lost: live([...running, notice('restored')]),
  };
  const verdicts: Readonly<Record<string, Readonly<Record<SessionCommand['type'], string>>>> = {
    new: {
      start: 'ok',
      steer: 'not-active',
      prompt: 'not-active',
      interrupt: 'not-active',
      answer: 'not-open',
    },
    starting: {
      start: 'busy',
      steer: 'not-active',
      prompt: 'not-active',
      interrupt: 'ok',
      answer: 'not-open',
    },
    working: { start: 'busy', steer: 'ok', prompt: 'busy', interrupt: 'ok', answer: 'not-open' },
    waiting: { start: 'busy', steer: 'ok', prompt: 'busy', interrupt: 'ok', answer: 'ok' },
    'idle with a task': {
      start: 'busy',
      steer: 'ok',
      prompt: 'ok',
      interrupt: 'ok',
      answer: 'not-open',
    },
    interrupting: {
      start: 'busy',
      prompt: 'interrupting',
      steer: 'interrupting',
      interrupt: 'already-interrupting',
      answer: 'interrupting',
    },
    completed: {
      start: 'ok',
      steer: 'not-active',
      prompt: 'not-active',
      interrupt: 'not-active',
      answer: 'not-open',
    },
    lost: {
      start: 'ok',
      steer: 'not-active',
      prompt: 'not-active',
      interrupt: 'not-active',
      answer: 'not-open',
    },
  };
  const cases = Object.entries(verdicts).flatMap(([name, row]) =>
    Object.entries(row).map(([type, verdict]) => [name, type, verdict] as const),
  );

  test.each(cases)('%s, asked to %s: %s', (name, type, verdict) => {
    const state = states[name] ?? initialState;
    const decision = decide(state, commands[type as SessionCommand['type']]);
    expect(decision.ok ? 'ok' : decision.error.reason).toBe(verdict);
  });

  test('resumes a session as its next run', () => {
    const decision = decide(live([...running, turn('error')]), { type: 'start', prompt: 'On' });
    expect(decision).toMatchObject({
      value: [{ payload: { kind: 'run-started', run: 2 } }, { payload: { text: 'On' } }],
    });
  });
});

describe('a run', () => {
  test.each([
    ['a turn that succeeded', [...running, turn('success')], 'Completed'],
    ['an error result', [...running, turn('error')], 'Failed'],
    ['a crash', [...running, exited(137)], 'Failed'],
    ['exit 0 in the middle of a turn', [...running, exited(0)], 'Failed'],
    ['a start that failed', [started, prompted, exited(null)], 'Failed'],
    ['an interrupt, once it is dead', [...running, interruptAsked, exited(143)], 'Interrupted'],
    ['an interrupt before it started', [started, interruptAsked, exited(null)], 'Interrupted'],
    ['an end from outside by its own word', [...running, turn('aborted')], 'Interrupted'],
    [
      'exit 0 after a task',
      [...running, tasks('t'), turn('success'), tasks(), exited(0)],
      'Completed',
    ],
    [
      'a failure after a task',
      [...running, tasks('t'), turn('success'), tasks(), exited(1)],
      'Failed',
    ],
  ])('ends by %s', (_what, events, status) => {
    expect(live(events)).toMatchObject({ phase: 'ended', status });
  });

  test('is not over while a background task runs', () => {
    expect(live([...running, tasks('t1'), turn('success')])).toMatchObject({ status: 'Running' });
  });

  test('waits for what the agent says by itself after its last task', () => {
    const drained = [...running, tasks('t1'), turn('success'), tasks()];
    expect(live(drained)).toMatchObject({ phase: 'active', draining: true });
    expect(live([...drained, notice('agent-started'), turn('success')])).toMatchObject({
      status: 'Completed',
    });
  });

  test('is not over while follow-ups wait', () => {
    expect(live([...running, turn('success')], 1)).toMatchObject({ status: 'Running' });
  });

  test('is not over while a prompt sent into its turn was not taken up', () => {
    const late = [...running, steered, turn('success')];
    expect(live(late)).toMatchObject({ status: 'Running', working: true });
    expect(live([...late, taken, turn('success')])).toMatchObject({ status: 'Completed' });
  });

  test('is over with its turn when that has taken up what was sent into it', () => {
    const joined = [...running, steered, taken, turn('success')];
    expect(live(joined)).toMatchObject({ status: 'Completed' });
  });

  test('hears only once that a prompt was taken up', () => {
    const late = [...running, steered, turn('success'), taken, turn('success')];
    expect(live([...late.slice(0, -1), taken, turn('success')])).toMatchObject({
      status: 'Completed',
    });
    expect(evolve(live(late), taken)).toEqual(live(late));
  });

  test('does not wait for what was sent into a turn that was interrupted', () => {
    const state = live([...running, steered, interruptAsked, turn('aborted')]);
    expect(state).toMatchObject({ working: false });
    expect(evolve(state, exited(0))).toMatchObject({ exit: { text: 'it exited' } });
    expect(live([...running, steered, interruptAsked, turn('aborted'), exited(0)])).toMatchObject({
      status: 'Interrupted',
    });
  });

  test('fails at once when its key is refused, and is not left to try again', () => {
    const before = live(running);
    const refused = notice('authentication-failed');
    const stored = log([...running, refused]);
    const after = live([...running, refused]);

    expect(stored.at(-1)).toMatchObject({
      payload: { to: 'Failed', reason: 'authentication-failed' },
    });
    const status = stored.at(-1);
    const hopeless = evolve(before, refused);
    expect(status && react(hopeless, after, status)).toEqual([{ type: 'stop-run' }]);
  });

  test('says Interrupted only when the process is gone, not when the agent says so', () => {
    const state = live([...running, interruptAsked, turn('aborted')]);
    expect(state).toMatchObject({ phase: 'active', status: 'Running' });
  });

  test('is Completed when its result came before the interrupt had an effect', () => {
    expect(live([...running, interruptAsked, turn('success')])).toMatchObject({
      status: 'Completed',
    });
  });

  test('goes on as it was after an interrupt that failed', () => {
    expect(live([...running, interruptAsked, notice('interrupt-failed')])).toMatchObject({
      status: 'Running',
      interrupting: false,
    });
  });

  test('runs on after an interrupt that failed until its process is gone, whatever its turn said', () => {
    const failed = [...running, interruptAsked, turn('aborted'), notice('interrupt-failed')];
    expect(live(failed)).toMatchObject({ phase: 'active', status: 'Running', interrupting: false });
    expect(statuses([...failed, exited(0)])).toEqual(['Starting', 'Running', 'Interrupted']);
  });

  test('hears nothing more once its last background task has ended, even in a turn after that', () => {
    const drained = live([...running, tasks('t1'), turn('success'), tasks()]);
    const speaks = [notice('agent-started')].reduce(evolve, drained);
    const steer = { type: 'steer', prompt: 'More', promptId: 'p2' } as const;
    expect(decide(speaks, steer)).toMatchObject({ ok: false, error: { reason: 'not-active' } });
  });

  test('is Waiting exactly while something is open', () => {
    expect(statuses([...running, asked, answered, turn('success')])).toEqual([
      ...['Starting', 'Running', 'Waiting', 'Running', 'Completed'],
    ]);
  });

  test('withdraws what is open when it ends', () => {
    const stored = log([...running, asked, exited(1)]);
    expect(stored.slice(-2)).toMatchObject([
      { type: 'approval_resolved', payload: { requestId: request1, behavior: 'withdrawn' } },
      { type: 'status', payload: { to: 'Failed' } },
    ]);
  });
});

describe('evolve', () => {
  const anything = fc.constantFrom(
    ...[started, restarted, spawned, prompted, said, asked, answered, interruptAsked],
    ...[turn('success'), turn('error'), turn('aborted', 1), tasks('t1'), tasks()],
    ...[steered, taken, notice('authentication-failed')],
    ...[exited(0), exited(1), exited(0, run2), notice('interrupt-failed'), notice('restored')],
    notice('run-spawned', {}, run2),
    turn('success', 0, run2),
  );

  test('keeps the first end of a run, whatever comes late', () => {
    const late = fc.constantFrom(asked, answered, said, exited(1), turn('error'), interruptAsked);
    fc.assert(
      fc.property(fc.array(late), (events) => {
        const state = live([...running, turn('success'), ...events]);
        expect(state).toMatchObject({ phase: 'ended', runId: run1, status: 'Completed' });
      }),
    );
  });

  test('has one terminal status a run at most', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), (events) => {
        const ends = log(events).flatMap((event) =>
          event.type === 'status' && isTerminal(event.payload.to) ? [event.runId] : [],
        );
        const runs = log(events).filter(
          (event) => event.type === 'notice' && event.payload.kind === 'run-started',
        );
        expect(ends.length).toBeLessThanOrEqual(runs.length);
      }),
    );
  });

  test('gives the same from the stored log as it gave live', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), (events) => {
        expect(log(events).reduce(evolve, initialState)).toEqual(live(events));
      }),
    );
  });

  test('gives the same from a prefix and then the rest as from all', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), fc.nat(40), (events, cut) => {
        const stored = log(events);
        const half = stored.slice(0, cut).reduce(evolve, initialState);
        expect(stored.slice(cut).reduce(evolve, half)).toEqual(stored.reduce(evolve, initialState));
      }),
    );
  });

  test('survives its own JSON', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), (events) => {
        const state = live(events);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
    );
  });

  test('does not end a new run by the end of an old one', () => {
    const resumed = live([...running, turn('error'), restarted]);
    expect(evolve(resumed, exited(0, run1))).toEqual(resumed);
    expect(resumed).toMatchObject({ runId: run2, runs: 2 });
  });
});

describe('react', () => {
  test.each([
    ['spawns a run that was accepted', [], started, ['spawn']],
    ['interrupts when that is asked', running, interruptAsked, ['interrupt']],
    [
      'ends the input when the last task has',
      [...running, tasks('t'), turn('success')],
      tasks(),
      ['end-input'],
    ],
    ['does nothing for a message', running, said, []],
  ])('%s', (_what, before, event, effects) => {
    const state = live(before);
    expect(react(state, evolve(state, event), event).map(({ type }) => type)).toEqual(effects);
  });

  test('ends the process of a run whose outcome is known, and leaves a dead one alone', () => {
    const completed = {
      type: 'status',
      payload: { from: 'Running', to: 'Completed', reason: null },
    } as const;
    const ending = live([...running, tasks('t'), turn('success')]);
    const after = evolve(ending, { ...completed, runId: run1 });
    expect(react(ending, after, completed)).toEqual([{ type: 'end-run' }]);
    const dead = evolve(live(running), exited(1));
    expect(react(dead, evolve(dead, { ...completed, runId: run1 }), completed)).toEqual([]);
  });
});
