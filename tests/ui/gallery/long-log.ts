/** Logs of any length, made as they are asked for: mixed kinds, heights that differ, the same at every call. */
import type { EventBody, SessionEvent } from '../../../src/contract/events.ts';
import type { SessionView } from '../../../src/contract/rows.ts';
import { detailOf, instantAfter, row } from './believable-session.ts';
import type { FakeLog } from './log-transport.ts';

const words =
  'the agent reads a file and then it runs the tests because something about them is not right'.split(
    ' ',
  );

export function longLog(last: number, change: Partial<SessionView> = {}): FakeLog {
  const view: SessionView = {
    ...row,
    name: 'Migrate the whole test suite',
    ...change,
    lastSeq: last,
  };
  return { detail: detailOf(view), last, event: (seq) => generate(view, seq) };
}

function generate({ id, activeRunId }: SessionView, seq: number): SessionEvent {
  const place = { sessionId: id, runId: activeRunId, seq, at: instantAfter(seq % 1500) };
  return { ...bodyOf(seq), ...place };
}

function bodyOf(seq: number): EventBody {
  switch (seq % 10) {
    case 1:
      return { type: 'thinking', payload: { text: prose(seq, 40) } };
    case 2:
      return {
        type: 'tool_call',
        payload: { toolUseId: `t${seq}`, name: 'Bash', input: { command: `npm test -- ${seq}` } },
      };
    case 3:
      return {
        type: 'tool_result',
        payload: { toolUseId: `t${seq - 1}`, isError: seq % 30 === 3, content: lines(seq % 37) },
      };
    case 4:
      return {
        type: 'tool_call',
        payload: {
          toolUseId: `t${seq}`,
          name: 'Edit',
          input: {
            file_path: `src/part-${seq}.ts`,
            old_string: lines(seq % 5),
            new_string: lines(seq % 7, 'new '),
          },
        },
      };
    case 5:
      return {
        type: 'tool_result',
        payload: { toolUseId: `t${seq - 1}`, isError: false, content: 'The file was updated.' },
      };
    case 6:
      return seq % 100 === 6
        ? { type: 'prompt', payload: { text: prose(seq, 30) } }
        : { type: 'message', payload: { text: `**${seq}** ${prose(seq, seq % 90)}` } };
    default:
      return { type: 'message', payload: { text: `Event ${seq}: ${prose(seq, seq % 60)}` } };
  }
}

function prose(seed: number, count: number): string {
  return Array.from({ length: count + 3 }, (_, index) => words[(seed + index) % words.length]).join(
    ' ',
  );
}

function lines(count: number, before = ''): string {
  return Array.from({ length: count + 1 }, (_, index) => `${before}line ${index + 1}`).join('\n');
}
