/** Programs that only read what they name. */
import { gitCommand } from './git-command.ts';
import { hasOption } from './program.ts';
import type { Word } from './shell/tree.ts';

const reading =
  /^(?:cat|more|head|tail|ls|wc|grep|egrep|fgrep|rg|ag|stat|file|diff|cmp|test|\[|echo|printf|readlink|realpath|basename|dirname|du|which|find|md5sum|sha\d+sum|jq|cd|pwd|true|false|:)$/u;
const gitReading =
  /^(?:status|log|diff|show|blame|ls-files|grep|rev-parse|add|commit|cat-file|check-ignore)$/u;

/** Whether `program` writes to nothing that its words name. Git's `add` and `commit` write to the repository alone. */
export function isOnlyReading(program: string, words: readonly Word[]): boolean {
  if (program !== 'git') return reading.test(program);
  const { subcommand, rest } = gitCommand(words);
  return (
    gitReading.test(subcommand ?? '') && !hasOption(rest, 'o', '--output', '--output-directory')
  );
}

/** Whether no word, not even an option, makes more of `program` than a reader: what the shell fills in may be one. */
export function isHarmlessWithAny(program: string): boolean {
  return reading.test(program) && !/^(?:rg|ag|find)$/u.test(program);
}
