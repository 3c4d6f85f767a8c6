/** What a row says about a session, and what can be done to it. Pure. */
import type { Status } from '../../contract/events.ts';
import type { SessionView } from '../../contract/rows.ts';
import { isActive } from '../../core/row-order.ts';
import { windowWords } from '../rendering/window-words.ts';
import { listText } from '../strings.ts';
import type { SessionAction } from './session-action.ts';

export type Tone = 'quiet' | 'attention' | 'bad';

/** Line 2 after the chip. It never moves by itself: no progress, no event names. */
export function explanation(row: SessionView): { text: string; tone: Tone } {
  if (row.interruptError !== null) return { text: row.interruptError, tone: 'bad' };
  if (row.restored && row.recoveryHint !== null) return { text: row.recoveryHint, tone: 'quiet' };
  if (row.status === 'Failed' && row.failureReason !== null) {
    return { text: windowWords(row.failureReason), tone: 'quiet' };
  }
  if (row.status === 'Waiting' && row.waitingFor !== null) {
    return { text: row.waitingFor.text, tone: 'attention' };
  }
  if (row.status === 'Starting' && row.queued !== null && row.queued > 0) {
    return { text: listText.ahead(row.queued), tone: 'quiet' };
  }
  if (row.status === 'Running' && row.note !== null) return { text: row.note, tone: 'quiet' };
  return { text: `${lastPart(row.repo)} · ${row.base.ref}`, tone: 'quiet' };
}

export function isTerminal(status: Status): boolean {
  return status === 'Completed' || status === 'Failed' || status === 'Interrupted';
}

/** Which actions make sense now, in the order a menu shows them. */
export function actionsFor(row: SessionView): readonly SessionAction[] {
  const actions: SessionAction[] = [];
  const canAnswer = row.status === 'Waiting' && row.waitingFor?.kind !== 'question';
  if (canAnswer && !row.restored && !row.interrupting) actions.push('approve', 'deny');
  if (isActive(row) && !row.interrupting) actions.push('interrupt');
  if (isTerminal(row.status) || row.restored) actions.push('resume');
  return [
    ...actions,
    'open-editor',
    'open-terminal',
    'open-files',
    'copy-worktree',
    'rename',
    'delete',
  ];
}

/** The last part of a path, however it is written. */
export function lastPart(path: string): string {
  return path.split(/[/\\]/u).filter(Boolean).at(-1) ?? path;
}
