/** Which variables may be set without changing what a command is. */
import { isPlain, type Assignment, type Word } from './shell/tree.ts';

/** Set by habit, and harmless whatever their value. */
const harmless =
  /^(?:NODE_ENV|CI|FORCE_COLOR|NO_COLOR|CLICOLOR(?:_FORCE)?|TZ|LANG|LANGUAGE|LC_[A-Z]+|TERM|COLORTERM|COLUMNS|LINES|PORT|LOG_LEVEL|VERBOSE|RUST_BACKTRACE|RUST_LOG|PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE|DJANGO_SETTINGS_MODULE|RAILS_ENV|RACK_ENV|APP_ENV|GOOS|GOARCH|CGO_ENABLED|GOMAXPROCS|JEST_WORKER_ID)$/u;

/** Some shell, loader, language or tool runs, loads or reaches what these name. Never covered by an allow. */
const harmful = new RegExp(
  `^(?:${[
    'PATH|IFS|ENV|BASH.*|ZDOTDIR|FPATH|CDPATH|SHELL(?:OPTS)?|PS[0-9]|PROMPT.*|RPROMPT|READNULLCMD|NULLCMD',
    'HOME|PWD|OLDPWD|TMPDIR|USER|LOGNAME|XDG_.*|GLOBIGNORE|HISTFILE|EXECIGNORE|MAIL.*|OPT(?:IND|ARG)|TIMEFMT',
    'LD_.*|DYLD_.*|GCONV_PATH|LOCPATH|MALLOC_.*|GLIBC_.*',
    'NODE_.*|TS_NODE_.*|TSX_.*|BABEL_.*|DOTENV_.*|NPM_.*|YARN_.*|PNPM_.*|BUN_.*|DENO_.*|COREPACK_.*|ELECTRON_.*',
    'PYTHON.*|PIP_.*|UV_.*|VIRTUAL_ENV|PERL.*|RUBY.*|GEM_.*|BUNDLE_.*|LUA_.*|PHP.*|JAVA_.*|_JAVA.*|JDK_.*|MAVEN_.*|GRADLE_.*|CLASSPATH',
    'GO[A-Z]*|CGO_.*|CARGO.*|RUST.*|CC|CXX|CPP|LD|AR|AS|[A-Z]*FLAGS|CMAKE_.*|MAKE.*|CONFIG_SITE',
    'GIT_.*|SSH.*|GPG.*|GNUPGHOME|EDITOR|VISUAL|.*PAGER|LESS.*|MORE|MAN.*|BROWSER|.*_EDITOR|.*ASKPASS',
    'DOCKER_.*|KUBE.*|AWS_.*|GOOGLE_.*|AZURE_.*|ANTHROPIC_.*|CLAUDE.*|OPENAI_.*|LULU.*',
    '.*_PROXY|CURL_.*|WGET.*|SSL_.*|REQUESTS_.*|TAR_OPTIONS|GREP_.*|RSYNC_.*|TERMINFO.*|TERMCAP|HOSTALIASES|.*_RC|.*RCFILE|.*_WRAPPER|.*_COMMAND|.*_PRELOAD',
  ].join('|')})$`,
  'iu',
);

/** A value that is one plain word: no path, no blank, no option, nothing the shell fills in. */
const plainValue = /^(?:[\w.,:@][\w.,:@+-]*)?$/u;

/** Whether setting `name` can make another command of the one that follows. */
export function isHarmfulName(name: string): boolean {
  return !harmless.test(name) && harmful.test(name);
}

/** Why an assignment is not covered by a rule that does not name it; null where it is. Harmful names apart. */
export function assignmentProblem({ name, value }: Assignment): string | null {
  if (harmless.test(name)) return null;
  return keptProblem({ name, value });
}

/** The same for a variable that stays: later commands may take its value for a word of theirs, an option too. */
export function keptProblem({ name, value }: Assignment): string | null {
  return isPlain(value) && plainValue.test(value.text)
    ? null
    : `it sets ${name} to more than a plain word`;
}

const declaring = new Set(['export', 'declare', 'typeset', 'readonly', 'local', 'unset', 'read']);
const filling = new Set(['mapfile', 'readarray', 'getopts', 'vared']);

/** Why a built-in that sets or evaluates names needs a person; null for all other commands. */
export function builtinProblem(program: string, words: readonly Word[]): string | null {
  const rest = words.slice(1);
  if (program === 'set') {
    const isPlainSet = rest.every(({ text }) => /^(?:[-+][eux]+o?|[-+]o|pipefail)$/u.test(text));
    return isPlainSet ? null : 'it changes how the shell reads';
  }
  // Arithmetic on such a word, as zsh does for both, runs the command in it.
  const isTesting = program === 'printf' || program === 'test' || program === '[';
  if (isTesting && rest.some(({ text }) => /\[[^]*(?:\$\(|`)/u.test(text))) {
    return 'an element of an array is named by a command';
  }
  if (filling.has(program)) return 'it sets variables from its input';
  if (program === 'printf')
    return rest[0]?.text.startsWith('-v') === true ? 'it sets a variable' : null;
  if (program === 'wait')
    return rest.some(({ text }) => text.startsWith('-p')) ? 'it sets a variable' : null;
  if (program === 'test' || program === '[') {
    const computes = rest.some(({ text }) => /^-(?:eq|ne|lt|le|gt|ge)$/u.test(text));
    const isOpen = rest.some((word) => !isPlain(word) && !/^"?\$[?#]"?$/u.test(word.raw));
    return rest.some(({ text }) => /^-[vR]$/u.test(text)) || (computes && isOpen)
      ? 'it evaluates a name'
      : null;
  }
  if (!declaring.has(program)) return null;
  for (const word of rest) {
    const name = /^[A-Za-z_]\w*(?=$|=)/u.exec(word.text)?.[0];
    if (name === undefined) {
      if (/^-[rxgs]+$/u.test(word.text)) continue;
      return 'it sets variables in a way Lulu does not follow';
    }
    if (isHarmfulName(name)) return `it sets ${name}, which can change what runs`;
    if (word.text.startsWith(`${name}=-`)) return `it sets ${name} to what may be an option`;
  }
  return null;
}
