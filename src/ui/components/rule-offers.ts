/** What "Always allow…" offers for a request: each sensible rule, in each place it could hold. Pure. */
import type { OpenRequest, SessionView } from '../../contract/rows.ts';
import type { NewRule, RuleScope } from '../../contract/rules.ts';
import { suggestRules, type RuleSuggestion } from '../../core/rules/suggest-rules.ts';
import { detailStrings } from '../detail-strings.ts';

const words = detailStrings.rules;
/** A menu is read at a glance: the narrowest few say enough. */
const mostRules = 3;

export interface RuleOffer {
  readonly label: string;
  /** Where the rule would hold. */
  readonly where: string;
  /** The first one of its rule. */
  readonly isFirst: boolean;
  readonly rule: NewRule;
}

export type RulePlace = Pick<SessionView, 'id' | 'repo' | 'worktree'>;

/** Narrowest first; none for what is dangerous, or cannot be read. All of a shell is never offered. */
export function ruleOffers({ tool, input }: OpenRequest, place: RulePlace): readonly RuleOffer[] {
  const { id, repo } = place;
  const scopes: readonly (readonly [string, RuleScope])[] = [
    [words.inSession, { kind: 'session', id }],
    [words.inRepository, { kind: 'repository', path: repo }],
    [words.everywhere, { kind: 'everywhere' }],
  ];
  return suggestRules(tool, input, place)
    .filter(({ tool: named, pattern }) => named !== 'Bash' || pattern !== null)
    .slice(0, mostRules)
    .flatMap((suggestion) =>
      // What says nothing of the input is offered for this session alone.
      scopes.slice(0, suggestion.pattern === null ? 1 : 3).map(([where, scope], index) => ({
        label: labelOf(suggestion),
        where,
        isFirst: index === 0,
        rule: { ...suggestion, scope },
      })),
    );
}

function labelOf({ tool, pattern, match }: RuleSuggestion): string {
  if (pattern === null) return words.any(tool);
  const shown = match === 'prefix' ? `${pattern} …` : pattern;
  return tool === 'Bash' ? shown : `${tool} ${shown}`;
}
