/** Rules: listing, making and taking back. */
import * as v from 'valibot';
import { NewRule, Rule, RuleId } from './rules.ts';

export const ruleRequests = {
  'rules.list': { params: v.object({}), reply: v.object({ rules: v.array(Rule) }) },
  /** A repository may be named by any path in it; the rule has the clone's own. */
  'rules.add': { params: v.object({ rule: NewRule }), reply: v.object({ rule: Rule }) },
  'rules.remove': { params: v.object({ id: RuleId }), reply: v.object({ rules: v.array(Rule) }) },
} as const;
