/** Shows the detail by itself: `?scene=` one of those below, `&theme=light|dark`. */
import type { SessionView } from '../../../src/contract/rows.ts';
import { page, tokens } from '../../../src/ui/styles/tokens.ts';
import '../../../src/ui/views/session-detail.ts';
import { believableLog, edit, plan, question, request } from './believable-session.ts';
import { LogTransport, type FakeLog } from './log-transport.ts';
import { longLog } from './long-log.ts';

const scenes: Readonly<Record<string, () => FakeLog>> = {
  running: () => believableLog(),
  waiting: () => believableLog({ status: 'Waiting' }, [request]),
  asking: () => believableLog({ status: 'Waiting' }, [request, edit, question]),
  question: () => believableLog({ status: 'Waiting' }, [question]),
  plan: () => believableLog({ status: 'Waiting', permissionMode: 'plan' }, [plan]),
  queued: () => {
    const log = believableLog({ note: 'Waiting for the API: try 3 of 10, next in 9 s' });
    const at = new Date().toISOString();
    log.detail.queue.push(
      { id: 1, text: 'Then run the end-to-end suite too, and tell me which cases it has.', at },
      { id: 2, text: 'Write a changelog entry', at },
    );
    return log;
  },
  completed: () => believableLog({ status: 'Completed', activeRunId: null }),
  failed: () =>
    believableLog({
      status: 'Failed',
      failureReason:
        'claude exited with code 1: API Error: 401 invalid x-api-key. Run `claude` in a terminal, then /login.',
    }),
  restored: () =>
    believableLog({
      restored: true,
      recoveryHint: 'Was running when Lulu stopped. Resume to continue.',
    }),
  long: () => longLog(100_000),
  live: () => longLog(100_000),
};

const query = new URLSearchParams(location.search);
const scene = query.get('scene') ?? 'running';
document.documentElement.dataset['theme'] = query.get('theme') ?? 'light';
document.adoptedStyleSheets = [tokens, page].flatMap(({ styleSheet }) => styleSheet ?? []);

const log = (scenes[scene] ?? believableLog)();
const transport = new LogTransport(log);
const session: SessionView = log.detail.row;
const detail = document.createElement('lulu-session-detail');
detail.session = session;
detail.transport = transport;
document.body.append(detail);
if (scene === 'live')
  setInterval(() => {
    transport.append(4);
  }, 20);
