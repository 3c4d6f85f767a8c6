/** Deleting, moving and overwriting beyond the worktree. */
import { placeOf, type Place } from './paths.ts';
import { hasOption, operandsOf } from './program.ts';
import { HOLE, isDynamic, type Word } from './shell/tree.ts';

/** `isAtHome`: relative paths are known to begin in the worktree or a folder of it. */
export interface Surroundings {
  readonly worktree: string;
  readonly isAtHome: boolean;
}

const deleting = new Set(['rm', 'rmdir', 'unlink', 'shred', 'truncate', 'srm', 'trash', 'rimraf']);
const recursive = new Set(['chmod', 'chown', 'chgrp']);
/** They write to their last operand, or to all (tee). */
const writing = new Set(['cp', 'install', 'ln', 'rsync', 'tee']);

/** Why these words delete or overwrite what they must not; null where they do not. */
export function deleteDanger(
  program: string,
  words: readonly Word[],
  around: Surroundings,
): string | null {
  const worst = (paths: readonly Word[]): string | null => {
    for (const { text } of paths) {
      const phrase = phraseFor(placeOf(text, around.worktree, around.isAtHome));
      if (phrase !== null) return phrase;
    }
    return null;
  };
  const operands = operandsOf(words);
  if (deleting.has(program)) {
    // An option the shell fills in may be anything, `--` and a path included.
    const phrase = words.slice(1).some(isDynamic) ? phraseFor('unknown') : worst(operands);
    return phrase === null ? null : `deletes ${phrase}`;
  }
  if (program === 'mv')
    return said('moves files to or from', worst([...operands, ...targets(words)]));
  if (program === 'find') return findDanger(words);
  if (program === 'dd') {
    const outputs = words.filter(({ text }) => text.startsWith('of=') || text.includes(HOLE));
    return said(
      'overwrites',
      worst(outputs.map((word) => ({ ...word, text: word.text.replace(/^of=/u, '') }))),
    );
  }
  if (writing.has(program)) {
    const written =
      program === 'tee' ? operands : [...operands.slice(1).slice(-1), ...targets(words)];
    return said('writes', worst(written.filter(({ text }) => !isHarmlessDevice(text))));
  }
  if (program === 'sed' || program === 'perl') {
    if (!hasOption(words, 'i', '--in-place')) return null;
    const files = hasOption(words, 'ef', '--expression', '--file') ? operands : operands.slice(1);
    return said('changes files', worst(files));
  }
  if (recursive.has(program) && hasOption(words, 'R', '--recursive')) {
    return said('changes the rights of everything', worst(operands));
  }
  return null;
}

/** Devices a write to which leaves nothing behind. */
export function isHarmlessDevice(text: string): boolean {
  return /^\/dev\/(?:null|stdout|stderr|tty|fd\/\d+)$/u.test(text);
}

function phraseFor(place: Place): string | null {
  switch (place) {
    case 'inside':
      return null;
    case 'root':
      return 'the whole worktree';
    case 'guarded':
      return "git's own files (.git)";
    case 'outside':
      return 'outside the worktree';
    case 'unknown':
      return 'something whose place is not certain';
  }
}

function said(verb: string, phrase: string | null): string | null {
  if (phrase === null || phrase === 'the whole worktree') return null;
  return `${verb} ${phrase}`;
}

/** Values of `-t` and `--target-directory`. */
function targets(words: readonly Word[]): readonly Word[] {
  return words.flatMap((word, at) => {
    if (/^(?:-[a-zA-Z]*t|--target-directory)$/u.test(word.text)) return words.slice(at + 1, at + 2);
    const value = /^(?:-t|--t[a-z-]*=)([^]+)$/u.exec(word.text)?.[1];
    return value === undefined ? [] : [{ ...word, text: value }];
  });
}

function findDanger(words: readonly Word[]): string | null {
  if (words.some(({ text }) => text === '-delete')) return 'deletes what it finds (find -delete)';
  return words.some(({ text }) => /^-f(?:print0?|printf|ls)$/u.test(text))
    ? 'writes what it finds to a file'
    : null;
}
