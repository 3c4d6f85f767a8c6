/** Deleting, moving and overwriting beyond the worktree. */
import { placeOf, type Place, type Surroundings } from './paths.ts';
import { hasOption, operandsOf, valuesOf } from './program.ts';
import { HOLE, isDynamic, type Word } from './shell/tree.ts';

const deleting = new Set([
  'rm',
  'rmdir',
  'unlink',
  'shred',
  'truncate',
  'srm',
  'trash',
  'trash-put',
  'rimraf',
  'rename',
  'gio',
]);
const recursive = new Set(['chmod', 'chown', 'chgrp']);
/** They write to their last operand, or to all (tee). */
const writing = new Set(['cp', 'install', 'ln', 'rsync', 'tee']);

const whole = 'the whole worktree';
const uncertain = 'something whose place is not certain';

/** Options that name a file or a folder to write to: short ones as letters, then long ones. */
const outputs: Readonly<Record<string, readonly [letters: string, ...longs: string[]]>> = {
  '7z': ['o'],
  cpio: ['D', '--directory'],
  curl: ['o', '--output', '--output-dir'],
  pip: ['t', '--target', '--prefix', '--root'],
  pip3: ['t', '--target', '--prefix', '--root'],
  patch: ['do', '--directory', '--output'],
  sort: ['o', '--output'],
  tar: ['C', '--directory'],
  unzip: ['d'],
  wget: ['OP', '--output-document', '--directory-prefix'],
};

/** Whether this module knows which of a program's words it writes to. */
export function judgesPaths(program: string): boolean {
  return (
    deleting.has(program) ||
    writing.has(program) ||
    /^(?:mv|dd|ch(?:mod|own|grp)|g?sed|[gmn]?awk)$/u.test(program)
  );
}

/** What a command does to files, and to which. */
interface Use {
  readonly verb: string;
  readonly paths: readonly Word[];
}

/** Why these words delete or overwrite what they must not; null where they do not. */
export function deleteDanger(
  program: string,
  words: readonly Word[],
  around: Surroundings,
): string | null {
  if (program === 'find') return findDanger(words);
  // An option the shell fills in may be anything, `--` and a path included.
  if (deleting.has(program) && words.slice(1).some(isDynamic)) return `deletes ${uncertain}`;
  for (const { verb, paths } of usesOf(program, words)) {
    const phrase = worst(paths, around);
    const isAllowed = phrase === null || (phrase === whole && verb !== 'deletes');
    if (!isAllowed) return `${verb} ${phrase}`;
  }
  return null;
}

function worst(paths: readonly Word[], around: Surroundings): string | null {
  const phrases = paths.flatMap(({ text }) => phraseFor(placeOf(text, around)) ?? []);
  return phrases.find((phrase) => phrase !== whole) ?? phrases[0] ?? null;
}

function usesOf(program: string, words: readonly Word[]): readonly Use[] {
  const operands = operandsOf(words);
  if (deleting.has(program)) return [{ verb: 'deletes', paths: operands }];
  if (program === 'mv') {
    return [{ verb: 'moves files to or from', paths: [...operands, ...targets(words)] }];
  }
  if (program === 'dd') return [{ verb: 'overwrites', paths: outputsOfDd(words) }];
  if (writing.has(program)) return writesOf(program, words, operands);
  if (program === 'sed' || program === 'perl' || program === 'ruby') {
    if (!hasOption(words, 'i', '--in-place')) return [];
    const isNamed = hasOption(words, 'ef', '--expression', '--file');
    return [{ verb: 'changes files', paths: isNamed ? operands : operands.slice(1) }];
  }
  if (recursive.has(program)) {
    const isRecursive = hasOption(words, 'R', '--recursive');
    return isRecursive ? [{ verb: 'changes the rights of everything', paths: operands }] : [];
  }
  return [...packedAway(program, words, operands), ...outputsOf(program, words, operands)];
}

function outputsOfDd(words: readonly Word[]): readonly Word[] {
  return words
    .filter(({ text }) => text.startsWith('of=') || text.includes(HOLE))
    .map((word) => ({ ...word, text: word.text.replace(/^of=/u, '') }));
}

function writesOf(program: string, words: readonly Word[], operands: readonly Word[]): Use[] {
  const written =
    program === 'tee' ? operands : [...operands.slice(1).slice(-1), ...targets(words)];
  const writes = { verb: 'writes', paths: written.filter(isWritable) };
  if (program !== 'ln') return [writes];
  // What is linked to can be written to, and deleted in, through the link.
  const linked = operands.length > 1 ? operands.slice(0, -1) : operands;
  return [{ verb: 'links to what lies', paths: linked }, writes];
}

/** Files that are deleted once they are in an archive. */
function packedAway(program: string, words: readonly Word[], operands: readonly Word[]): Use[] {
  const isGone =
    (program === 'tar' && hasOption(words, '', '--remove-files')) ||
    (program === 'zip' && hasOption(words, 'm', '--move'));
  return isGone ? [{ verb: 'deletes', paths: operands }] : [];
}

function outputsOf(program: string, words: readonly Word[], operands: readonly Word[]): Use[] {
  const output = Object.hasOwn(outputs, program) ? outputs[program] : undefined;
  if (output === undefined) return [];
  const isUnpacking =
    /^-?[A-Za-z]*x/u.test(words[1]?.text ?? '') || hasOption(words, 'x', '--extract', '--get');
  // Where tar is told to pack, the same options say where to read.
  if (program === 'tar' && !isUnpacking) return [];
  const named = program === 'patch' ? operands.slice(0, 1) : [];
  const written = [...valuesOf(words, ...output), ...named];
  return [{ verb: 'writes', paths: written.filter(isWritable) }];
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
      return whole;
    case 'guarded':
      return "git's own files (.git)";
    case 'outside':
      return 'outside the worktree';
    case 'unknown':
      return uncertain;
  }
}

function isWritable({ text }: Word): boolean {
  return text !== '-' && !isHarmlessDevice(text);
}

/** Values of `-t` and `--target-directory`. */
function targets(words: readonly Word[]): readonly Word[] {
  return valuesOf(words, 't', '--target-directory');
}

function findDanger(words: readonly Word[]): string | null {
  if (words.some(({ text }) => text === '-delete')) return 'deletes what it finds (find -delete)';
  return words.some(({ text }) => /^-f(?:print0?|printf|ls)$/u.test(text))
    ? 'writes what it finds to a file'
    : null;
}
