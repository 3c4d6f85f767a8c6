/** Rules: what agents may do without asking, or never. */
import { resolve } from 'node:path';
import * as v from 'valibot';
import { NewRule, RuleId, type Rule, type RuleScope } from '../../contract/rules.ts';
import { ruleText } from '../../core/rules/rule-text.ts';
import { textOf, UsageError } from '../arguments.ts';
import { askOnce, look, type Line } from '../ask-once.ts';
import { exitCode, withReader, sessionIn, type Context } from '../context.ts';
import { withEngine } from '../engine-access.ts';
import { printable } from '../print.ts';

/** `lulu rules ls`, `lulu rules add` and `lulu rules rm ID`. */
export async function rules(context: Context): Promise<number> {
  const [what, id] = context.operands;
  if (what === 'ls' && id === undefined) return await list(context);
  if (what === 'add' && id === undefined) return await add(context);
  if (what === 'rm' && id !== undefined) return await remove(context, id);
  throw new UsageError(
    'Say `lulu rules ls`, `lulu rules add --tool TOOL …` or `lulu rules rm ID`.',
  );
}

async function list(context: Context): Promise<number> {
  const none = () => ({ rules: [] });
  const { rules } = await withReader(context, none, (reader) => reader.request('rules.list', {}));
  if (context.json) {
    context.out(JSON.stringify(rules));
    return exitCode.done;
  }
  if (rules.length === 0) context.out('There are no rules.');
  for (const rule of rules) {
    const path = rule.scope.kind === 'repository' ? `  ${rule.scope.path}` : '';
    context.out(`${rule.id}  ${printable(ruleText(rule))}${printable(path)}`);
  }
  return exitCode.done;
}

async function add(context: Context): Promise<number> {
  const { values } = context;
  const asked = v.safeParse(NewRule, {
    scope: await scopeIn(context),
    tool: textOf(values, 'tool') ?? 'Bash',
    pattern: textOf(values, 'pattern') ?? null,
    match: textOf(values, 'match') ?? 'exact',
    behavior: values['deny'] === true ? 'deny' : 'allow',
  });
  if (!asked.success) {
    const [issue] = asked.issues;
    throw new UsageError(`--${v.getDotPath(issue) ?? 'tool'}: ${issue.message}.`);
  }
  const { rule } = await withEngine(context, (line) => addOnce(line, asked.output));
  context.out(context.json ? JSON.stringify(rule) : `${rule.id}  ${printable(ruleText(rule))}`);
  return exitCode.done;
}

async function remove(context: Context, given: string): Promise<number> {
  const id = v.safeParse(RuleId, given);
  if (!id.success) throw new UsageError(`"${given}" ${id.issues[0].message}.`);
  const { rules } = await withEngine(context, (line) =>
    askOnce(line, 'rules.remove', { id: id.output }, async () => {
      const left = await look(line, 'rules.list', {});
      return left.rules.some((rule) => rule.id === id.output) ? null : left;
    }),
  );
  context.out(context.json ? JSON.stringify(rules) : 'Removed.');
  return exitCode.done;
}

/** A rule like it that was not there before is the one. */
async function addOnce(line: Line, asked: NewRule): Promise<{ readonly rule: Rule }> {
  const before = new Set((await look(line, 'rules.list', {})).rules.map(({ id }) => id));
  return await askOnce(line, 'rules.add', { rule: asked }, async () => {
    const { rules } = await look(line, 'rules.list', {});
    const rule = rules.find((each) => !before.has(each.id) && ruleText(each) === ruleText(asked));
    return rule === undefined ? null : { rule };
  });
}

/** One session, one repository (this one unless said), or everywhere. */
async function scopeIn(context: Context): Promise<RuleScope> {
  const { values } = context;
  const session = textOf(values, 'session');
  const repo = textOf(values, 'repo');
  const everywhere = values['everywhere'] === true;
  if ([session !== undefined, repo !== undefined, everywhere].filter(Boolean).length > 1) {
    throw new UsageError('Give one of --session, --repo and --everywhere.');
  }
  if (everywhere) return { kind: 'everywhere' };
  if (session === undefined) return { kind: 'repository', path: resolve(repo ?? '.') };
  const none = () => {
    throw new UsageError(`There is no session "${session}".`);
  };
  const id = await withReader(context, none, (reader) => sessionIn(reader, session));
  return { kind: 'session', id };
}
