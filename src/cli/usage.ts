/** What `lulu` can be asked, as one table: parsing and help both come from it. */

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly value?: string;
  readonly help: string;
}

export interface CommandUsage {
  readonly name: string;
  /** Positional arguments, as help shows them; those in brackets may be left out. */
  readonly operands: readonly string[];
  readonly help: string;
  readonly options: Readonly<Record<string, Option>>;
}

const text = (value: string, help: string): Option => ({ type: 'string', value, help });
const flag = (help: string): Option => ({ type: 'boolean', help });

export const everywhere: Readonly<Record<string, Option>> = {
  'data-dir': text('DIR', 'where Lulu keeps everything (or LULU_DATA_DIR)'),
  json: flag('print JSON only'),
  verbose: flag('log on stderr'),
  help: flag('show this'),
  version: flag('show the version'),
};

const prompt = {
  prompt: text('TEXT', 'what the agent is to do'),
  'prompt-file': text('F|-', 'read the prompt from a file, or from standard input'),
};
const detach = { detach: flag('return at once; a background engine looks after it') };

export const usages: readonly CommandUsage[] = [
  {
    name: 'run',
    operands: [],
    help: 'start a session in a worktree of its own',
    options: {
      repo: text('DIR', 'the repository (default: this folder)'),
      ...prompt,
      name: text('N', 'its name (default: from the prompt)'),
      base: text('REF', 'branch, tag or commit to start from (default: HEAD)'),
      agent: text('claude|demo', 'which agent (default: claude)'),
      'agent-bin': text('PATH', "the agent's program"),
      'permission-mode': text('M', 'what it may do unasked (default: acceptEdits)'),
      model: text('M', 'which model'),
      env: { type: 'string', multiple: true, value: 'K[=V]', help: 'set or pass on a variable' },
      ...detach,
    },
  },
  { name: 'ls', operands: [], help: 'list sessions, newest first', options: {} },
  { name: 'show', operands: ['ID'], help: 'one session in full', options: {} },
  {
    name: 'history',
    operands: ['ID'],
    help: "a session's events",
    options: {
      after: text('SEQ', 'only what follows this event'),
      limit: text('N', 'at most so many'),
      follow: flag('go on until the session has ended'),
    },
  },
  { name: 'search', operands: ['TEXT'], help: 'find words in all sessions', options: {} },
  {
    name: 'resume',
    operands: ['ID'],
    help: 'a new run of a session that has ended',
    options: { ...prompt, ...detach },
  },
  {
    name: 'send',
    operands: ['ID'],
    help: 'a follow-up, queued while it works',
    options: { ...prompt, now: flag('give it to the agent in the middle of its turn') },
  },
  {
    name: 'interrupt',
    operands: ['ID'],
    help: 'end the run, and everything it started',
    options: {},
  },
  { name: 'rename', operands: ['ID', 'NAME'], help: 'give it another name', options: {} },
  {
    name: 'approve',
    operands: ['ID', '[REQUEST]'],
    help: 'allow what it asks',
    options: {
      input: text('JSON', 'run the tool with this instead of what it asked'),
      mode: text('M', 'and what it may do unasked from now on'),
    },
  },
  {
    name: 'deny',
    operands: ['ID', '[REQUEST]'],
    help: 'refuse what it asks',
    options: { message: text('T', 'what to tell the agent') },
  },
  {
    name: 'diff',
    operands: ['ID'],
    help: 'what it has changed against its base',
    options: { stat: flag('only how many lines of which files') },
  },
  {
    name: 'answer',
    operands: ['ID', '[REQUEST]'],
    help: 'answer its question',
    options: {
      option: { type: 'string', multiple: true, value: 'T', help: 'a label, or your own words' },
    },
  },
  {
    name: 'import',
    operands: ['ls|take', '[ID]'],
    help: 'conversations Claude Code had without Lulu: list them, or make one a session',
    options: { repo: text('DIR', 'the repository (default: this folder)') },
  },
  {
    name: 'rules',
    operands: ['ls|add|rm', '[ID]'],
    help: 'what agents may do without asking, or never',
    options: {
      tool: text('TOOL', 'which tool (default: Bash)'),
      pattern: text('TEXT', 'a command, a path or a host (default: any use of the tool)'),
      match: text('exact|prefix|wildcard', 'how the pattern is compared (default: exact)'),
      deny: flag('never allow it'),
      session: text('ID', 'in one session'),
      repo: text('DIR', 'in one repository (default: this folder)'),
      everywhere: flag('in every repository'),
    },
  },
  { name: 'rm', operands: ['ID'], help: 'move it to the trash', options: {} },
  { name: 'restore', operands: ['ID'], help: 'bring it back from the trash', options: {} },
  {
    name: 'export',
    operands: ['ID'],
    help: 'write its history to standard output',
    options: { format: text('jsonl|md', 'as JSON lines or as Markdown') },
  },
  {
    name: 'serve',
    operands: [],
    help: 'open Lulu in a browser',
    options: {
      port: text('N', 'which port (default: the last one)'),
      'new-token': flag('make earlier addresses worthless'),
      open: flag('open the browser'),
      background: flag('leave 60 s after there is nothing left to do'),
    },
  },
  { name: 'doctor', operands: [], help: 'check that everything Lulu needs is there', options: {} },
];

/** The overview, or the help of one command. */
export function helpText(command: CommandUsage | undefined): string {
  if (command === undefined) {
    const lines = usages.map(({ name, operands, help }) =>
      row([name, ...operands].join(' '), help),
    );
    return [
      'lulu: runs AI coding agents, each in its own git worktree, and keeps every event',
      '',
      ...lines,
      '',
      'Everywhere:',
      ...optionRows(everywhere),
    ].join('\n');
  }
  const { name, operands, help, options } = command;
  const own = Object.keys(options).length === 0 ? [] : ['', ...optionRows(options)];
  const head = ['lulu', name, ...operands].join(' ');
  return [`${head}: ${help}`, ...own, '', ...optionRows(everywhere)].join('\n');
}

function optionRows(options: Readonly<Record<string, Option>>): string[] {
  return Object.entries(options).map(([name, { value, help }]) =>
    row(`--${name}${value === undefined ? '' : ` ${value}`}`, help),
  );
}

function row(left: string, right: string): string {
  return `  ${left.padEnd(28)} ${right}`;
}
