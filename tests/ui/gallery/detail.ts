/** Shows the detail by itself: `?scene=running|waiting|completed|failed|restored|long|live`, `&theme=light|dark`. */
import type { SessionView } from '../../../src/contract/rows.ts';
import { page, tokens } from '../../../src/ui/styles/tokens.ts';
import '../../../src/ui/views/session-detail.ts';
import { believableLog, request } from './believable-session.ts';
import { LogTransport, type FakeLog } from './log-transport.ts';
import { longLog } from './long-log.ts';

const scenes: Readonly<Record<string, () => FakeLog>> = {
  running: () => believableLog(),
  waiting: () => believableLog({ status: 'Waiting' }, [request]),
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
