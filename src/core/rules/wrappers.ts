/** Commands that run another command: which one, seen from their arguments alone. */
import { programOf } from './program.ts';
import { unseen, type Wrapper } from './wrapper.ts';
import { unwrapFind, unwrapGit } from './wrappers-exec.ts';
import { runningOption } from './running-options.ts';
import { unwrapRunner } from './wrappers-runner.ts';
import { unwrapShell } from './wrappers-shell.ts';
import { isPlain, unknownWord, type Assignment, type Simple, type Word } from './shell/tree.ts';

/** The options of a wrapper whose tail is the command: without a value, with one, then operands of its own. */
interface Grammar {
  readonly flags: RegExp;
  readonly valued: RegExp;
  readonly operands: number;
}

const none = /^$/u;
const grammars: Readonly<Record<string, Grammar>> = {
  builtin: { flags: none, valued: none, operands: 0 },
  busybox: { flags: none, valued: none, operands: 0 },
  caffeinate: { flags: /^-[dimsu]+$/u, valued: /^-[tw]$/u, operands: 0 },
  command: { flags: /^-p$/u, valued: none, operands: 0 },
  doas: { flags: /^-[ns]+$/u, valued: /^-[uC]$/u, operands: 0 },
  env: {
    flags: /^(?:-|-i|-0|-v|--ignore-environment|--null|--debug|--unset=.*|-u.+)$/u,
    valued: /^(?:-u|--unset)$/u,
    operands: 0,
  },
  exec: { flags: /^-[cl]+$/u, valued: /^-a$/u, operands: 0 },
  ionice: { flags: /^-(?:t|[cn].+)$/u, valued: /^-[cn]$/u, operands: 0 },
  nice: { flags: /^(?:-\d+|-n.+|--adjustment=.*)$/u, valued: /^-n$/u, operands: 0 },
  nohup: { flags: none, valued: none, operands: 0 },
  setsid: { flags: /^(?:-[cfw]+|--fork|--wait|--ctty)$/u, valued: none, operands: 0 },
  stdbuf: {
    flags: /^(?:-[ioe].+|--(?:input|output|error)=.*)$/u,
    valued: /^-[ioe]$/u,
    operands: 0,
  },
  sudo: {
    flags: /^(?:-[AbEHknPSi]+|--[a-z-]+=.*|--(?:non-interactive|preserve-env|set-home|login))$/u,
    valued: /^-[CghpRrTtUu]$/u,
    operands: 0,
  },
  time: { flags: /^-p$/u, valued: none, operands: 0 },
  timeout: {
    flags: /^(?:-[ks].+|-[fpv]+|--[a-z-]+=.*|--(?:foreground|preserve-status|verbose))$/u,
    valued: /^-[ks]$/u,
    operands: 1,
  },
  toybox: { flags: none, valued: none, operands: 0 },
  xargs: {
    flags:
      /^(?:-[0prtx]+|-[adEILnPs].+|-[eil].*|--[a-z-]+=.*|--(?:null|no-run-if-empty|interactive|verbose|exit|replace))$/u,
    valued: /^-[adEILnPs]$/u,
    operands: 0,
  },
};

/** They run a command Lulu cannot pick out of their arguments, or change what later ones mean. */
const opaque: Readonly<Record<string, string>> = {
  ...named(
    'bwrap capsh chrt cpulimit dbus-run-session direnv doppler dotenv expect fakeroot firejail gdb hyperfine lldb ltrace mise nodemon numactl prlimit proot run-parts screen setarch ssh-agent start-stop-daemon systemd-run taskset tmux unbuffer xvfb-run zargs',
    'it runs a command',
  ),
  ...named('ed ex emacs nvim vi view vim', 'an editor can run commands'),
  ...named('compgen complete compopt sched', 'it sets commands to be run'),
  '.': 'it runs a file in this shell',
  source: 'it runs a file in this shell',
  alias: 'it gives commands other names',
  autoload: 'it defines functions',
  bind: 'it binds keys to commands',
  chroot: 'it runs a command in another root',
  emulate: 'it changes how the shell reads',
  enable: 'it replaces built-in commands',
  entr: 'it runs a command later',
  fc: 'it runs commands of the history',
  flock: 'it runs a command under a lock',
  hash: 'it changes where commands are found',
  let: 'it computes with names',
  nsenter: 'it runs a command elsewhere',
  parallel: 'it runs commands made from its input',
  script: 'it runs a command in a terminal',
  setopt: 'it changes how the shell reads',
  shopt: 'it changes how the shell reads',
  strace: 'it runs a command',
  su: 'it runs a command as another user',
  unalias: 'it takes names of commands away',
  unsetopt: 'it changes how the shell reads',
  unshare: 'it runs a command elsewhere',
  watch: 'it runs a command again and again',
  zmodload: 'it loads modules into the shell',
};

function named(programs: string, reason: string): Readonly<Record<string, string>> {
  return Object.fromEntries(programs.split(' ').map((program) => [program, reason]));
}

const systemFolder = /^\/(?:usr\/(?:local\/)?)?s?bin\/[^/]+$/u;

/** What `command` runs, or null where it runs nothing but itself. `isFed`: it reads from a pipe. */
export function unwrap(command: Simple, isFed: boolean): Wrapper | null {
  const name = programOf(command.words);
  if (name === null)
    return command.words.length === 0 ? null : unseen('its name is not written out');
  const wrapper = unwrapNamed(name, command, isFed);
  const written = command.words[0]?.text ?? '';
  if (!written.includes('/') || systemFolder.test(written)) {
    const isItself = written.endsWith(name);
    return wrapper?.kind === 'unseen' || isItself ? wrapper : opened(wrapper);
  }
  // A program of that name somewhere else: judged for itself, and by what it seems to run.
  return wrapper?.kind === 'unseen' ? null : opened(wrapper);
}

/** The wrapper may be another program than its name says: a rule must cover it too. */
function opened(wrapper: Wrapper | null): Wrapper | null {
  return wrapper === null || wrapper.kind === 'unseen'
    ? wrapper
    : { ...wrapper, isTransparent: false };
}

function unwrapNamed(name: string, command: Simple, isFed: boolean): Wrapper | null {
  const reason = Object.hasOwn(opaque, name) ? opaque[name] : undefined;
  if (reason !== undefined) return unseen(reason);
  if (name === 'command' && /^-\w*[vV]/u.test(command.words[1]?.text ?? '')) return null;
  const option = runningOption(name, command.words);
  if (option !== null) return unseen(option);
  const grammar = Object.hasOwn(grammars, name) ? grammars[name] : undefined;
  if (grammar !== undefined) return unwrapTail(name, grammar, command.words);
  if (name === 'find') return unwrapFind(command.words);
  if (name === 'git') return unwrapGit(command.words);
  return unwrapRunner(name, command.words) ?? unwrapShell(name, command, isFed);
}

function unwrapTail(name: string, grammar: Grammar, words: readonly Word[]): Wrapper | null {
  let at = 1;
  let replaces = false;
  for (; words[at]?.text.startsWith('-') === true; at += 1) {
    const option = words[at]?.text ?? '';
    if (option === '--') {
      at += 1;
      break;
    }
    if (name === 'xargs') replaces ||= /^-[iI]|^--replace/u.test(option);
    if (grammar.valued.test(option)) at += 1;
    else if (!grammar.flags.test(option)) return unseen(`"${name} ${option}" is not known`);
  }
  const isSetting = name === 'env' || name === 'sudo' || name === 'time';
  const assignments = isSetting ? takeAssignments(words, at) : [];
  at += assignments.length;
  // `env` takes any name, even one that makes a function of the shell.
  if (isSetting && words[at]?.text.includes('=') === true)
    return unseen('it sets what is no plain name');
  at += grammar.operands;
  const tail = words.slice(at);
  if (words.slice(1, at).some((word) => !isPlain(word)))
    return unseen('its options are not written out');
  if (tail.length === 0) return name === 'exec' ? unseen('it redirects all that follows') : null;
  if (
    name === 'xargs' &&
    replaces &&
    /^(?:\w*sh|eval|python.*|perl|ruby|node)$/u.test(programOf(tail) ?? '')
  ) {
    return unseen('it makes a script from its input');
  }
  const added = name === 'xargs' ? [unknownWord] : [];
  return { kind: 'words', words: [...tail, ...added], assignments, at, isTransparent: true };
}

function takeAssignments(words: readonly Word[], from: number): readonly Assignment[] {
  const found: Assignment[] = [];
  for (const word of words.slice(from)) {
    const name = /^([A-Za-z_]\w*)=/u.exec(word.text)?.[1];
    if (name === undefined) break;
    found.push({ name, value: { ...word, text: word.text.slice(name.length + 1) } });
  }
  return found;
}
