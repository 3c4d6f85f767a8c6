/** Git commands that overwrite the work of others, or make git run programs. */
import { deleteDanger } from './danger-delete.ts';
import { gitCommand, isHarmlessKey } from './git-command.ts';
import { placeOf, type Surroundings } from './paths.ts';
import { hasOption, operandsOf } from './program.ts';
import { isOnlyReading } from './reading.ts';
import { isPlain, plainWord, type Word } from './shell/tree.ts';

const movesFolder = /^(?:-C|--git-dir|--work-tree)(?:=|$)/u;

/** Why this git command is dangerous; null where it is not. `words` begin with git itself. */
export function gitDanger(words: readonly Word[], around: Surroundings): string | null {
  const { subcommand, options, rest } = gitCommand(words);
  const option = optionDanger(options);
  if (option !== null) return option;
  if (subcommand === null) {
    return words.length > options.length + 1 ? 'runs a git command that is not written out' : null;
  }
  const leaves = options.some(
    ({ text }, at) =>
      movesFolder.test(text) &&
      !/^(?:root|inside)$/u.test(
        placeOf(text.split('=')[1] ?? options[at + 1]?.text ?? '', around),
      ),
  );
  if (leaves && !isOnlyReading('git', words)) return 'changes another repository or folder';
  const here = leaves ? { ...around, isAtHome: false } : around;
  switch (subcommand) {
    case 'push':
      return pushDanger(rest);
    case 'config':
      return configDanger(rest);
    case 'clean':
      return cleanDanger(rest, here);
    case 'rm':
    case 'mv':
      return deleteDanger(subcommand, [plainWord(subcommand), ...rest], here);
    case 'send-pack':
    case 'http-push':
      return 'pushes past what `git push` looks at';
    case 'prune':
      return 'throws away commits git still keeps';
    case 'update-ref':
    case 'symbolic-ref':
      return hasOption(rest, 'd', '--delete', '--stdin')
        ? 'deletes names of commits that may be the last'
        : null;
    case 'branch':
      return hasOption(rest, 'DMCf', '--force')
        ? "deletes or moves the repository's branches"
        : null;
    case 'tag':
      return hasOption(rest, 'df', '--delete', '--force')
        ? "deletes or moves the repository's tags"
        : null;
    case 'stash':
      return /^(?:drop|clear)$/u.test(rest[0]?.text ?? '')
        ? 'throws away what was put aside (git stash)'
        : null;
    case 'reflog':
    case 'gc':
      return rest.some(({ text }) => /^(?:expire|delete|--prune.*|--expire.*)$/u.test(text))
        ? 'throws away commits git still keeps'
        : null;
    default:
      return programOption(subcommand, rest);
  }
}

function optionDanger(options: readonly Word[]): string | null {
  for (const [at, { text }] of options.entries()) {
    if (/^--(?:exec-path=|config-env)/u.test(text)) return 'makes git run other programs';
    if (text !== '-c') continue;
    const setting = options[at + 1];
    const key = setting?.text.split('=')[0] ?? '';
    if (setting === undefined || !isPlain(setting) || !isHarmlessKey(key)) {
      return 'sets a git setting that can run programs';
    }
  }
  return null;
}

function pushDanger(rest: readonly Word[]): string | null {
  if (!rest.every(isPlain)) return 'pushes something that is not written out';
  if (hasOption(rest, 'f', '--force', '--force-with-lease', '--force-if-includes'))
    return 'force-pushes';
  if (hasOption(rest, 'd', '--delete', '--mirror', '--prune'))
    return 'deletes branches of the remote';
  if (hasOption(rest, '', '--receive-pack', '--exec')) return 'runs a program on the remote';
  const refspecs = operandsOf(rest, 0);
  if (refspecs.some(({ text }) => text.startsWith('+'))) return 'force-pushes';
  return refspecs.some(({ text }) => text.startsWith(':') && text.length > 1)
    ? 'deletes branches of the remote'
    : null;
}

function configDanger(rest: readonly Word[]): string | null {
  if (!rest.every(isPlain)) return 'changes a git setting that is not written out';
  const reads =
    /^(?:get|list)$/u.test(rest[0]?.text ?? '') ||
    rest.some(({ text }) => /^(?:--get.*|--list|-l)$/u.test(text));
  if (reads) return null;
  if (
    hasOption(rest, 'fe', '--global', '--system', '--file', '--edit') ||
    rest[0]?.text === 'edit'
  ) {
    return 'changes git settings beyond this repository';
  }
  const operands = operandsOf(rest, 0).filter(({ text }) => !/^(?:set|unset)$/u.test(text));
  const key = operands[0]?.text ?? '';
  return operands.length > 1 && !isHarmlessKey(key)
    ? `changes git's setting ${key}, which can run programs`
    : null;
}

function cleanDanger(rest: readonly Word[], here: Surroundings): string | null {
  if (!here.isAtHome) return 'deletes files outside the worktree';
  const paths = operandsOf(rest, 0);
  for (const { text } of paths) {
    const place = placeOf(text, here);
    if (place !== 'inside' && place !== 'root') return 'deletes files outside the worktree';
  }
  return null;
}

/** Commands that are there to run a program, or to serve what they are given. */
const running =
  /^(?:credential.*|cvsserver|daemon|difftool|for-each-repo|gui|hook|http-backend|instaweb|mergetool|receive-pack|remote-.*|send-email|sh-.*|shell|upload-(?:pack|archive)|web--browse)$/u;

function programOption(subcommand: string, rest: readonly Word[]): string | null {
  const isAddress = rest.some(({ text }) => /(?:^|=)(?:ext|fd)::/u.test(text));
  const runs =
    isAddress ||
    running.test(subcommand) ||
    hasOption(rest, '', '--upload-pack', '--open-files-in-pager', '--extcmd', '--ext-diff') ||
    hasOption(rest, '', '--unsafe-paths') ||
    // What `rebase --exec` runs is seen, and judged by itself.
    (subcommand !== 'rebase' && hasOption(rest, '', '--exec')) ||
    (subcommand === 'grep' && hasOption(rest, 'O')) ||
    (subcommand === 'init' && hasOption(rest, '', '--template')) ||
    (subcommand === 'clone' && hasOption(rest, 'uc', '--config', '--template'));
  if (runs) return 'makes git run another program';
  if (subcommand !== 'worktree') return null;
  return /^(?:remove|prune|move)$/u.test(rest[0]?.text ?? '') ? 'removes a worktree' : null;
}
