/** Says in plain words what is wrong with a request's parameters. */
import * as v from 'valibot';
import type { WireError } from '../contract/errors.ts';

/** The first issue, as an error that names its field: `prompt is empty. Say what the agent is to do.` */
export function badRequest(issue: v.BaseIssue<unknown>): WireError {
  const field = v.getDotPath(issue) ?? undefined;
  const message = sentence(`${field ?? 'The request'} ${complaint(issue)}`);
  return { kind: 'bad-request', message, ...(field === undefined ? {} : { field }) };
}

/** Our schemas' own messages continue the field's name; valibot's stand alone and begin with "Invalid". */
function complaint(issue: v.BaseIssue<unknown>): string {
  if (!issue.message.startsWith('Invalid')) return issue.message;
  if (issue.received === 'undefined') return 'is missing';
  const expected = issue.expected ?? 'something else';
  return `must be ${expected}, not ${issue.received.slice(0, 100)}`;
}

function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}
