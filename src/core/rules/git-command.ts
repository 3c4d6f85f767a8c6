/** A git command line taken apart. */
import { isPlain, type Word } from './shell/tree.ts';

/** `subcommand` is null where it is not written out or there is none. `options` are git's own, before it. */
export interface GitCommand {
  readonly subcommand: string | null;
  readonly options: readonly Word[];
  readonly rest: readonly Word[];
}

const valued =
  /^(?:-C|-c|--git-dir|--work-tree|--namespace|--exec-path|--super-prefix|--config-env|--attr-source)$/u;

/** `words` begin with git itself. */
export function gitCommand(words: readonly Word[]): GitCommand {
  let at = 1;
  while (words[at]?.text.startsWith('-') === true) at += valued.test(words[at]?.text ?? '') ? 2 : 1;
  const name = words[at];
  return {
    subcommand: name !== undefined && isPlain(name) ? name.text : null,
    options: words.slice(1, at),
    rest: words.slice(at + 1),
  };
}

/** Settings that only change how git looks and who it says it is. */
const harmlessKeys =
  /^(?:user\.(?:name|email)|author\..*|committer\..*|color\..*|column\..*|advice\..*|commit\.gpgsign|tag\.gpgsign|gpg\.format|core\.(?:quotepath|autocrlf|filemode|abbrev|commentchar)|init\.defaultbranch|log\.(?:date|decorate|showsignature)|merge\.conflictstyle|merge\.renamelimit|diff\.(?:renames|algorithm|context|renamelimit|mnemonicprefix|noprefix)|push\.default|pull\.(?:rebase|ff)|rebase\.(?:autosquash|autostash)|rerere\..*|status\..*|gc\.auto|protocol\.version)$/iu;

/** Whether a setting of this name makes git run no program and write nowhere else. */
export function isHarmlessKey(key: string): boolean {
  return harmlessKeys.test(key);
}
