/** Every word of the shell: list, search, dialogs, pages, notices. The detail has its own. */
import type { NewsKind, SessionNews } from '../core/session-news.ts';

const several = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

export const listText = {
  heading: 'Sessions',
  count: (shown: number, all: number) => (shown === all ? String(all) : `${shown} of ${all}`),
  loading: 'Loading sessions',
  order: { newest: 'Newest first', oldest: 'Oldest first', active: 'Active first' },
  orderMenu: 'Order',
  ordered: (order: string) => `Order: ${order}`,
  yourPick: 'your pick',
  more: 'More',
  newSession: 'New session',
  newSessionHint: 'New session (n)',
  emptyHeading: 'No sessions yet',
  emptyStart: 'A session is one agent at work in its own copy of your repository. Press ',
  emptyEnd: ' to start the first.',
  nothingMatches: 'Nothing matches',
  nothingMatchesWhy: (filter: string) =>
    `No session has “${filter}” in its name, status, repository or base.`,
  clearFilter: 'Clear the filter',
  actions: 'Actions',
  actionsFor: (name: string) => `Actions for ${name}`,
  restored: 'Restored',
  interrupting: 'Interrupting…',
  ahead: (count: number) => `${count} ahead`,
} as const;

export const searchText = {
  placeholder: 'Filter or search',
  label: 'Filter sessions; Enter searches in all of them',
  clear: 'Clear the filter',
  searchFor: (text: string) => `Search all sessions for “${text}”`,
  region: 'Search results',
  searching: 'Searching…',
  found: (count: number, isMore: boolean) =>
    isMore ? `The newest ${count} results` : several(count, 'result', 'results'),
  nothing: 'Nothing found',
  nothingWhy: (text: string) => `No prompt, message, command or file name has “${text}”.`,
  back: 'Back to the sessions',
  failed: 'The search did not work',
  again: 'Try again',
  kinds: {
    prompt: 'Prompt',
    message: 'Message',
    tool_call: 'Tool',
    tool_result: 'Result',
    thinking: 'Thinking',
    error: 'Error',
  } as Readonly<Record<string, string>>,
} as const;

export const footerText = {
  region: 'Lulu itself',
  live: (count: number) => several(count, 'agent', 'agents'),
  liveHint: 'Agents at work',
  queued: (count: number) => `${count} queued`,
  queuedHint: 'Sessions that wait for a free place',
  costHint: 'What all sessions cost today',
  today: (cost: string) => `${cost} today`,
  memory: (bytes: number) => `${Math.round(bytes / 1e6)} MB`,
  memoryHint: 'Memory of Lulu’s engine, without the agents',
  checkUp: (problems: number, warnings: number) =>
    [
      problems === 0 ? '' : several(problems, 'problem', 'problems'),
      warnings === 0 ? '' : several(warnings, 'warning', 'warnings'),
    ]
      .filter(Boolean)
      .join(', '),
  checkUpHint: (what: string) => `Check-up: ${what}`,
} as const;

export const menuText = {
  heading: 'More',
  settings: 'Settings',
  trash: 'Trash',
  checkUp: 'Check-up',
  shortcuts: 'Keyboard shortcuts',
  themes: { system: 'System theme', light: 'Light theme', dark: 'Dark theme' },
} as const;

export const pageText = {
  close: 'Close',
  sessions: 'Sessions',
  session: 'Session',
  noneOpen: 'No session open',
  noneOpenStart: 'Double-click one in the list, or select it and press ',
  noneOpenEnd: '.',
  notLoaded: (why: string) => `That page could not be loaded: ${why}`,
} as const;

export const trashText = {
  heading: 'Trash',
  about:
    'Worktrees stay here for 7 days; then a snapshot without ignored files is kept for 30 days in all.',
  empty: 'The trash is empty',
  emptyWhy: 'Sessions you move to the trash can be restored from here.',
  loading: 'Looking into the trash…',
  deleted: (age: string) => `deleted ${age}`,
  measuring: 'measuring…',
  size: (size: string) => `${size} on disk`,
  emptied: 'emptied; a snapshot is kept',
  noSnapshot: 'no snapshot: it cannot be emptied',
  loses: (count: number) =>
    `emptying loses ${several(count, 'ignored file or folder', 'ignored files and folders')}`,
  losesNothing: 'emptying loses nothing',
  restore: 'Restore',
  restored: (name: string) => `“${name}” is back in the list`,
  emptyNow: 'Empty now…',
  question: (name: string) => `Empty the trash of “${name}”?`,
  questionText: (size: string) =>
    `Frees ${size}. The session can still be restored from its snapshot, without what git ignores.`,
  lost: 'This will be lost for good:',
  andMore: (count: number) => `… and ${count} more`,
  nothingLost: 'Nothing is lost: the snapshot has it all.',
  verb: 'Empty',
  failed: (name: string, why: string) => `${name}: ${why}`,
} as const;

export const checkUpText = {
  heading: 'Check-up',
  running: 'Looking…',
  again: 'Check again',
  allGood: 'All is well',
  problems: 'Problems',
  warnings: 'Warnings',
  good: 'In order',
  resume: 'Resume…',
  copy: 'Copy command',
  copied: 'Command copied',
  failed: 'The check-up did not work',
} as const;

export const settingsText = {
  heading: 'Settings',
  saved: 'Everything is kept as you change it.',
  look: 'Look',
  theme: 'Theme',
  themes: { system: 'System', light: 'Light', dark: 'Dark' },
  density: 'Density',
  densities: { comfortable: 'Comfortable', compact: 'Compact' },
  fontSize: 'Font size',
  order: 'Order of the list',
  orderNone: 'Active first, until you pick one',
  agents: 'Agents',
  liveAgents: 'Agents at work at once',
  liveAgentsHint: 'From 1 to 200. What is beyond that waits in order.',
  claudePath: 'Claude Code',
  claudePathFound: 'found by itself',
  claudePathHint: 'The program’s path, where it is not on the PATH.',
  check: 'Check',
  checking: 'Checking…',
  checked: (label: string, version: string, path: string) => `${label} ${version} at ${path}`,
  programs: 'Programs',
  editor: 'Editor',
  terminal: 'Terminal',
  programPlaceholder: 'found by itself',
  programHint: 'A program and its arguments; {} stands for the worktree.',
  notifications: 'Notifications',
  notificationsHint: 'While no window of Lulu has the focus, when a session …',
  notify: {
    notifyWaiting: 'begins to wait for you',
    notifyCompleted: 'completes',
    notifyFailed: 'fails',
  },
  permission: {
    granted: '',
    default: 'This browser has not been asked yet.',
    denied: 'This browser does not allow them. Allow notifications for this page in its settings.',
    unsupported: 'This browser has no notifications.',
  },
  allow: 'Allow notifications',
  keyboard: 'Keyboard',
  shortcuts: 'Show the shortcuts',
  notKept: (why: string) => `The setting was not kept: ${why}`,
} as const;

export const noticeText = {
  lost: 'Connection to Lulu’s engine lost.',
  lostWhy: 'Agents keep working, nothing is lost. Trying again…',
  reconnect: 'Reconnect',
  gone: 'Lulu’s engine has stopped.',
  goneWhy:
    'Agents keep working and nothing they say is lost. If it does not come back by itself, close this window and start Lulu again.',
  closeWindow: 'Close the window',
  full: 'The disk is full.',
  unwritable: 'The database cannot be written.',
  notKept: 'Lulu cannot keep events just now.',
  meanwhile: 'Agents go on, and what they say waits.',
  checkUp: 'Check-up',
  updated: 'Lulu was updated.',
  updatedWhy: 'This page is of the version before. Nothing is lost by a reload.',
  reload: 'Reload',
  refused: 'This page has no access to Lulu',
  refusedStart: 'The link has expired, or Lulu was started again since. Run ',
  refusedEnd: ' in a terminal and open the address it prints.',
  cannotWork: 'Lulu’s engine cannot work',
  tryAgain: 'Try again',
} as const;

export const newsText = {
  sentence: ({ row, kind }: SessionNews) => {
    switch (kind) {
      case 'waiting':
        return `${row.name} is waiting: ${row.waitingFor?.text ?? 'it asks for you'}`;
      case 'failed':
        return `${row.name} failed: ${row.failureReason ?? 'no reason was given'}`;
      case 'completed':
        return `${row.name} completed`;
      case 'interrupted':
        return `${row.name} interrupted`;
    }
  },
  title: {
    waiting: 'Waiting for you',
    completed: 'Completed',
    failed: 'Failed',
    interrupted: 'Interrupted',
  } satisfies Record<NewsKind, string>,
  body: ({ row, kind }: SessionNews) => {
    const more = { waiting: row.waitingFor?.text, failed: row.failureReason }[
      kind as 'waiting' | 'failed'
    ];
    return more === undefined || more === null ? row.name : `${row.name}: ${more}`;
  },
  many: (count: number) => `${count} sessions`,
  manyBody: (names: readonly string[]) => names.join(', '),
  offer: 'Lulu can notify you when a session waits or ends.',
  turnOn: 'Turn on',
} as const;

export const closeText = {
  heading: 'Agents are at work',
  text: (count: number) =>
    `${several(count, 'agent is', 'agents are')} at work. Kept running, they go on without the window, and Lulu shows what they did when you open it again.`,
  keep: 'Keep them running',
  stop: 'Stop them',
  cancel: 'Cancel',
  stopping: (count: number) => `Stopping ${several(count, 'agent', 'agents')}…`,
  notStopped: (names: readonly string[]) =>
    `Could not be stopped: ${names.join(', ')}. Keep them running, or cancel and look.`,
} as const;

export const actionText = {
  open: 'Open',
  approve: 'Approve',
  approveWhat: (what: string) => `Approve: ${what}`,
  deny: 'Deny',
  interrupt: 'Interrupt…',
  resume: 'Resume…',
  rename: 'Rename…',
  copyWorktree: 'Copy worktree path',
  openEditor: 'Open in editor',
  openTerminal: 'Open in terminal',
  openFiles: 'Show files',
  delete: 'Move to trash…',
  failed: (name: string, why: string) => `${name}: ${why}`,
  copied: 'Worktree path copied',
  interruptHeading: 'Interrupt session?',
  interruptText: (name: string) =>
    `The agent of “${name}” is stopped. What it has done stays, and it can be resumed.`,
  interruptVerb: 'Interrupt',
  resumeHeading: (name: string) => `Resume “${name}”`,
  resumeLabel: 'What should the agent do next?',
  resumeVerb: 'Resume',
  renameHeading: 'Rename session',
  renameLabel: 'Name',
  renameVerb: 'Rename',
  deleteHeading: 'Move session to the trash?',
  deleteText: (name: string, isRunning: boolean) =>
    `${isRunning ? 'Its agent is stopped first. ' : ''}“${name}” and its worktree, with everything in it, go to the trash. They can be restored from there.`,
  deleteVerb: 'Move to trash',
  deleted: (name: string) => `“${name}” is in the trash`,
  undo: 'Undo',
  notRestored: (name: string, why: string) => `${name} was not restored: ${why}`,
  cancel: 'Cancel',
  close: 'Close',
} as const;

export const shortcutText = {
  heading: 'Keyboard shortcuts',
  move: 'Move the selection',
  open: 'Open the selected session',
  back: 'Back to the list',
  newSession: 'New session',
  filter: 'Filter the list, search all sessions',
  send: 'Start or resume, in a dialog',
  queue: 'Send after this turn, or now',
  find: 'Find in the session',
  prompts: 'Previous, next prompt',
  errors: 'Next, previous error',
  requests: 'Next, previous request',
  entries: 'From entry to entry',
  entryMenu: 'Menu of an entry',
  reply: 'Write to the agent',
  sheet: 'This sheet',
  close: 'Close',
} as const;

export const newSessionText = {
  heading: 'New session',
  repo: 'Repository',
  repoPlaceholder: '/path/to/repository',
  chooseFolder: 'Choose a folder',
  chooseRepository: 'Choose a repository',
  base: 'Base',
  baseOptional: 'branch, tag or commit',
  uncommitted: 'With uncommitted changes',
  changes: (count: number) =>
    count === 0 ? 'no changes' : `+ ${several(count, 'changed file', 'changed files')}`,
  prompt: 'Prompt',
  promptPlaceholder: 'What should the agent do?',
  agent: 'Agent',
  claude: 'Claude Code',
  useDemo: 'Use the demo agent',
  permissions: 'Permissions',
  name: 'Name',
  optional: 'optional',
  namePlaceholder: 'Taken from the prompt',
  about: 'Runs in a worktree of its own; your checkout is not touched.',
  cancel: 'Cancel',
  start: 'Start session',
  starting: 'Starting…',
  startKeys: 'Ctrl-Enter',
  fields: {
    repo: 'The repository',
    base: 'The base',
    uncommitted: 'The base',
    prompt: 'The prompt',
    name: 'The name',
    agent: 'The agent',
    permissionMode: 'The permission mode',
  },
  modes: {
    acceptEdits: {
      label: 'Accept edits',
      meaning: 'Edits files in its own worktree freely, and asks you before it does anything else.',
    },
    default: {
      label: 'Ask first',
      meaning: 'Asks you before each edit and each command. Reading is free.',
    },
    plan: {
      label: 'Plan',
      meaning: 'Reads and thinks, then shows you a plan. Changes nothing until you agree.',
    },
    dontAsk: {
      label: 'Never ask',
      meaning: 'Does what its rules already allow. Everything else is refused without asking you.',
    },
    auto: {
      label: 'Auto',
      meaning: 'Judges by itself what is safe to do, and asks you about the rest.',
    },
    bypassPermissions: {
      label: 'Bypass permissions',
      meaning: 'Does anything it likes, anywhere on this machine. Only for sandboxes.',
    },
  },
} as const;
