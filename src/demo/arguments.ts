/**
 * The command line of Claude Code, as far as someone who drives it needs it: what the demo agent
 * does not act on it accepts and ignores, what Claude Code would refuse it refuses in the same words.
 */

export interface Options {
  readonly help: boolean;
  readonly version: boolean;
  readonly input: string;
  readonly output: string;
  readonly sessionId: string | undefined;
  readonly resume: string | undefined;
  readonly permissionMode: string;
  /** `--permission-prompt-tool stdio`: somebody answers approvals. */
  readonly asks: boolean;
  readonly partials: boolean;
  readonly model: string;
}

/** A command line the demo agent does not start with. `message` is for stderr. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const switches = new Set([
  '-p',
  '--print',
  '--verbose',
  '--version',
  '-v',
  '--help',
  '-h',
  '--include-partial-messages',
  '--include-hook-events',
  '--replay-user-messages',
  '--forward-subagent-text',
  '--dangerously-skip-permissions',
  '--allow-dangerously-skip-permissions',
  '--strict-mcp-config',
  '--no-session-persistence',
]);

const settings = new Set([
  '--input-format',
  '--output-format',
  '--session-id',
  '--resume',
  '-r',
  '--permission-mode',
  '--permission-prompt-tool',
  '--model',
  '--fallback-model',
  '--effort',
  '--append-system-prompt',
  '--system-prompt',
  '--settings',
  '--setting-sources',
  '--mcp-config',
  '--allowedTools',
  '--disallowedTools',
  '--tools',
  '--add-dir',
  '--max-turns',
  '--max-budget-usd',
  '--name',
]);

const modes = ['acceptEdits', 'auto', 'bypassPermissions', 'default', 'dontAsk', 'manual', 'plan'];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @throws {UsageError} in the words Claude Code uses, where it would not start either. */
export function parseArguments(argv: readonly string[]): Options {
  const { values, given } = collect(argv);
  const sessionId = values.get('--session-id');
  const resume = values.get('--resume') ?? values.get('-r');
  if (sessionId !== undefined && !uuid.test(sessionId)) {
    throw new UsageError('Error: Invalid session ID. Must be a valid UUID.');
  }
  if (sessionId !== undefined && resume !== undefined) {
    throw new UsageError(
      'Error: --session-id with --continue or --resume also needs --fork-session.',
    );
  }
  return {
    help: given.has('--help') || given.has('-h'),
    version: given.has('--version') || given.has('-v'),
    input: values.get('--input-format') ?? 'text',
    output: values.get('--output-format') ?? 'text',
    sessionId,
    resume,
    permissionMode: permissionMode(values, given),
    asks: values.get('--permission-prompt-tool') === 'stdio',
    partials: given.has('--include-partial-messages'),
    model: values.get('--model') ?? 'lulu-demo',
  };
}

function collect(argv: readonly string[]): { values: Map<string, string>; given: Set<string> } {
  const values = new Map<string, string>();
  const given = new Set<string>();
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') break;
    const [flag, joined] = split(word);
    if (settings.has(flag)) {
      const value = joined ?? argv[(at += 1)];
      if (value === undefined) throw new UsageError(`error: option '${flag}' argument missing`);
      values.set(flag, value);
    } else if (switches.has(word)) given.add(word);
    else if (word.startsWith('-')) throw new UsageError(`error: unknown option '${word}'`);
  }
  return { values, given };
}

function split(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return word.startsWith('--') && at > 0
    ? [word.slice(0, at), word.slice(at + 1)]
    : [word, undefined];
}

function permissionMode(values: Map<string, string>, given: Set<string>): string {
  if (given.has('--dangerously-skip-permissions')) return 'bypassPermissions';
  const mode = values.get('--permission-mode') ?? 'default';
  if (modes.includes(mode)) return mode === 'manual' ? 'default' : mode;
  throw new UsageError(
    `error: option '--permission-mode <mode>' argument '${mode}' is invalid. ` +
      `Allowed choices are ${modes.join(', ')}.`,
  );
}
