import type { Finding } from '../../contract/requests.ts';

export function warning(
  text: string,
  action: string,
  more: Pick<Finding, 'command' | 'sessionId'> = {},
): Finding {
  return { level: 'warning', topic: 'worktree', text, action, ...more };
}

/** As a person would type it. */
export function shellWord(text: string): string {
  return /^[\w./~@%+:,-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
