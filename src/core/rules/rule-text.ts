/** A rule in a few words, for timelines and lists. Pure. */
import type { NewRule } from '../../contract/rules.ts';

/** `allow Bash npm test… in this repository`. */
export function ruleText({ behavior, tool, pattern, match, scope }: NewRule): string {
  const what =
    pattern === null ? `any ${tool}` : `${tool} ${pattern}${match === 'prefix' ? '…' : ''}`;
  const where = {
    session: 'in this session',
    repository: 'in this repository',
    everywhere: 'everywhere',
  }[scope.kind];
  return `${behavior} ${what} ${where}`;
}
