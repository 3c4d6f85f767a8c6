/** What an agent's request for leave asks, in one line a person can answer. Pure. */

const limit = 200;

/** The one input of each tool that says most about it. */
const subjects: Readonly<Record<string, string>> = {
  Bash: 'command',
  BashOutput: 'bash_id',
  Edit: 'file_path',
  Glob: 'pattern',
  Grep: 'pattern',
  KillShell: 'shell_id',
  MultiEdit: 'file_path',
  NotebookEdit: 'notebook_path',
  Read: 'file_path',
  Skill: 'skill',
  Agent: 'description',
  Task: 'description',
  WebFetch: 'url',
  WebSearch: 'query',
  Write: 'file_path',
};

const verbs: Readonly<Record<string, string>> = {
  Edit: 'Edit',
  MultiEdit: 'Edit',
  NotebookEdit: 'Edit',
  Read: 'Read',
  WebFetch: 'Fetch',
  Write: 'Write',
};

/** The field `key` of an input, where it is a string with something in it. */
export function textField(input: unknown, key: string): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const value: unknown = Reflect.get(input, key);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/**
 * What a tool call is about (a command, a path, an address), as the agent wrote it; undefined where no field says so.
 * A path below `worktree` is given as seen from there.
 */
export function toolSubject(tool: string, input: unknown, worktree = ''): string | undefined {
  const key = Object.hasOwn(subjects, tool) ? subjects[tool] : undefined;
  const subject = key === undefined ? undefined : textField(input, key);
  const isBelow = worktree !== '' && key?.endsWith('_path') && subject?.startsWith(`${worktree}/`);
  return isBelow === true ? subject?.slice(worktree.length + 1) : subject;
}

/**
 * One line for what an approval asks: ``Run `npm test`?``, `Write src/a.ts?`, `Fetch https://…?`,
 * the question itself, or `Use X?`. Paths below `worktree` are given as seen from there. At most 200 characters, no line breaks; total over any input.
 */
export function askText(tool: string, input: unknown, worktree = ''): string {
  if (tool === 'ExitPlanMode') return 'Approve the plan?';
  if (tool === 'AskUserQuestion')
    return oneLine(firstQuestion(input) ?? 'Answer a question?', limit);
  const subject = toolSubject(tool, input, worktree);
  if (subject === undefined) return framed('Use ', tool, '?');
  if (tool === 'Bash') return framed('Run `', subject, '`?');
  if (tool === 'WebSearch') return framed('Search the web for “', subject, '”?');
  const verb = Object.hasOwn(verbs, tool) ? verbs[tool] : undefined;
  return framed(`${verb ?? `Use ${oneLine(tool, 60)}:`} `, subject, '?');
}

function framed(before: string, middle: string, after: string): string {
  return `${before}${oneLine(middle, limit - before.length - after.length)}${after}`;
}

function firstQuestion(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const questions: unknown = Reflect.get(input, 'questions');
  return Array.isArray(questions)
    ? textField(questions[0], 'question')
    : textField(input, 'question');
}

/** `text` with every run of white space and control characters as one space, cut to `length` with an ellipsis. */
export function oneLine(text: string, length: number): string {
  // Cut first: a megabyte of command must not be scanned for one line of it.
  const head = text
    .slice(0, length * 8)
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu, ' ')
    .trim();
  const whole = head.length <= length && text.length <= length * 8;
  if (whole) return head.toWellFormed();
  return `${head.slice(0, Math.max(0, length - 1)).replace(/[\ud800-\udbff]$/u, '')}…`.toWellFormed();
}
