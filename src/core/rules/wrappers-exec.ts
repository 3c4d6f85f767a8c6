/** `find -exec` and the git commands that run others. */
import { HOLE, isPlain, plainWord, type Word } from './shell/tree.ts';
import { gitCommand } from './git-command.ts';
import { unseen, type Wrapper } from './wrapper.ts';

/** What `find` runs on the files it finds. */
export function unwrapFind(words: readonly Word[]): Wrapper | null {
  const starts = words.flatMap((word, at) =>
    /^-(?:exec|execdir|ok|okdir)$/u.test(word.text) ? [at + 1] : [],
  );
  if (words.slice(1).some(({ text }) => text.startsWith(HOLE))) {
    return unseen('what find does is not written out');
  }
  const [start] = starts;
  if (start === undefined) return null;
  if (starts.length > 1) return unseen('find runs more than one command');
  const tail = words.slice(start);
  const end = tail.findIndex(
    ({ text }, at) => text === ';' || (text === '+' && tail[at - 1]?.text === '{}'),
  );
  if (end < 1) return unseen('where the command of find ends cannot be seen');
  const inner = tail.slice(0, end).map((word) => ({
    ...word,
    text: word.text.replaceAll('{}', HOLE),
  }));
  return { kind: 'words', words: inner, assignments: [], at: null, isTransparent: false };
}

/** What git runs for `rebase --exec`, `bisect run` and `submodule foreach`. */
export function unwrapGit(words: readonly Word[]): Wrapper | null {
  const { subcommand, rest } = gitCommand(words);
  const text = (word: Word | undefined): Wrapper =>
    word === undefined || !isPlain(word)
      ? unseen('what git runs is not written out')
      : { kind: 'text', text: word.text, isTransparent: false };
  if (subcommand === 'rebase') {
    const isExec = (word: Word): boolean => /^(?:-[A-Za-z]*x|--e)/u.test(word.text);
    const at = rest.findIndex(isExec);
    if (at === -1) return null;
    if (rest.filter(isExec).length > 1) return unseen('git runs more than one command');
    const option = rest[at]?.text ?? '';
    if (/^(?:-x|--exec)$/u.test(option)) return text(rest[at + 1]);
    const stuck = /^(?:-x|--exec=)([^]+)$/u.exec(option)?.[1];
    return text(stuck === undefined ? undefined : plainWord(stuck));
  }
  if (subcommand === 'bisect' && rest[0]?.text === 'run') {
    return { kind: 'words', words: rest.slice(1), assignments: [], at: null, isTransparent: false };
  }
  if (subcommand === 'submodule' && rest.some((word) => word.text === 'foreach')) {
    const after = rest.slice(rest.findIndex((word) => word.text === 'foreach') + 1);
    const command = after.filter((word) => !/^--(?:recursive|quiet)$/u.test(word.text));
    return command.every(isPlain)
      ? text(plainWord(command.map((word) => word.text).join(' ')))
      : unseen('what git runs is not written out');
  }
  return subcommand === 'filter-branch' ? unseen('git runs commands on every commit') : null;
}
