/** What "Always allow…" offers for a request. */
import type { NewRule, Rule } from '../../contract/rules.ts';
import { textField } from '../ask.ts';
import { isDangerous } from './danger.ts';
import { decideByRules } from './decide-by-rules.ts';
import type { ToolUse } from './decision.ts';
import { fileDanger, fileToolOf, pathOfUse } from './file-rules.ts';
import { oddCharacters } from './odd-characters.ts';
import { relativeTo, resolvePath } from './paths.ts';
import { isInterpreter, programOf } from './program.ts';
import { parseShell } from './shell/parse-shell.ts';
import { isPlain, type Word } from './shell/tree.ts';
import { partsOf } from './units.ts';
import { hostOf } from './web-rules.ts';

/** A rule but for where it holds, which the person chooses. */
export type RuleSuggestion = Omit<NewRule, 'scope'>;

/** Programs whose first argument says what they do, and how many words then make a sensible prefix. */
const prefixWords: Readonly<Record<string, number>> = {
  npm: 2,
  pnpm: 2,
  yarn: 2,
  bun: 2,
  deno: 2,
  git: 2,
  cargo: 2,
  go: 2,
  make: 2,
  docker: 2,
  kubectl: 2,
  gh: 3,
  dotnet: 2,
  gradle: 2,
  mvn: 2,
  bundle: 3,
  rake: 2,
  poetry: 3,
  uv: 3,
};
/** They do one thing, whatever follows. */
const single =
  /^(?:ls|cat|head|tail|wc|grep|rg|echo|pwd|which|stat|file|diff|tree|du|tsc|eslint|prettier|vitest|jest|pytest|mypy|ruff|black|rustfmt|gofmt|cd)$/u;

/** Narrowest first. Each one, made a rule, answers this very request; none for what is dangerous or unreadable. */
export function suggestRules(
  tool: string,
  input: unknown,
  around: Pick<ToolUse, 'worktree' | 'repo'>,
): readonly RuleSuggestion[] {
  const use: ToolUse = { tool, input, sessionId: '', ...around };
  return candidates(use).filter((one) => answers(one, use));
}

function candidates(use: ToolUse): readonly RuleSuggestion[] {
  const { tool } = use;
  const any = suggestion(tool, null, 'exact');
  if (tool === 'Bash') return [...shellCandidates(use), any];
  if (tool === 'WebFetch') {
    const host = hostOf(textField(use.input, 'url') ?? '');
    return host === null ? [any] : [suggestion(tool, host, 'exact'), any];
  }
  return fileToolOf(tool) === null ? [any] : [...fileCandidates(use), any];
}

function shellCandidates({ tool, input, worktree }: ToolUse): readonly RuleSuggestion[] {
  const command = textField(input, 'command')?.trim() ?? '';
  if (
    command === '' ||
    oddCharacters(command) !== null ||
    isDangerous(command, { worktree }) !== null
  )
    return [];
  const script = parseShell(command);
  if (!script.ok) return [];
  const { units, compounds } = partsOf(script.value);
  const [unit] = units;
  const prefix = units.length === 1 && compounds.length === 0 ? prefixOf(unit?.words ?? []) : null;
  const exact = suggestion(tool, command, 'exact');
  return prefix === null ? [exact] : [exact, suggestion(tool, prefix, 'prefix')];
}

/** `npm run build` of `npm run build -- --watch`; null where the first words say too little. */
function prefixOf(words: readonly Word[]): string | null {
  const program = programOf(words);
  if (program === null || isInterpreter(program)) return null;
  const isRun = /^(?:run|exec|dlx)$/u.test(words[1]?.text ?? '');
  const known = Object.hasOwn(prefixWords, program) ? prefixWords[program] : undefined;
  const count =
    known === undefined ? (single.test(program) ? 1 : 0) : known === 2 && isRun ? 3 : known;
  const start = words.slice(0, count);
  const isSensible =
    count > 0 &&
    start.length === count &&
    start.every((word) => isPlain(word) && /^[\w./:@+][\w./:@+-]*$/u.test(word.text));
  return isSensible ? start.map(({ text }) => text).join(' ') : null;
}

function fileCandidates(use: ToolUse): readonly RuleSuggestion[] {
  const path = pathOfUse(use);
  if (path === null || fileDanger(use, path) !== null) return [];
  const relative = relativeTo(resolvePath('/', use.worktree), path);
  const written = relative === null ? path : relative === '' ? '.' : relative;
  const isSearch = fileToolOf(use.tool)?.does === 'searches';
  return [suggestion(use.tool, written, isSearch ? 'prefix' : 'exact')];
}

function suggestion(tool: string, pattern: string | null, match: NewRule['match']): RuleSuggestion {
  return { tool, pattern, match, behavior: 'allow' };
}

/** Tried out, so that the menu holds nothing that would ask again. */
function answers(one: RuleSuggestion, use: ToolUse): boolean {
  const rule: Rule = {
    ...one,
    id: '00000000-0000-4000-8000-000000000000' as Rule['id'],
    scope: { kind: 'everywhere' },
    createdAt: '1970-01-01T00:00:00.000Z',
  };
  return decideByRules([rule], use).behavior === 'allow';
}
