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

/** Why these words delete or overwrite what they must not; null where they do not. */
export function deleteDanger(
  program: string,
  words: readonly Word[],
  around: Surroundings,
): string | null {
  const worst = (paths: readonly Word[]): string | null => {
    const phrases = paths.flatMap(({ text }) => phraseFor(placeOf(text, around)) ?? []);
    return phrases.find((phrase) => phrase !== whole) ?? phrases[0] ?? null;
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
  if (program === 'ln') {
    // What is linked to can be written to, and deleted in, through the link.
    const linked = worst(operands.length > 1 ? operands.slice(0, -1) : operands);
    if (linked !== null) return said('links to what lies', linked);
  }
  if (writing.has(program)) {
    const written =
      program === 'tee' ? operands : [...operands.slice(1).slice(-1), ...targets(words)];
    return said('writes', worst(written.filter(isWritable)));
  }
  const isPacked = program === 'tar' && hasOption(words, '', '--remove-files');
  if (isPacked || (program === 'zip' && hasOption(words, 'm', '--move'))) {
    const phrase = worst(operands);
    if (phrase !== null) return `deletes ${phrase}`;
  }
  const output = Object.hasOwn(outputs, program) ? outputs[program] : undefined;
  if (output !== undefined) {
    const isPacking = program === 'tar' && !/^-?[A-Za-z]*x/u.test(words[1]?.text ?? '');
    const given = isPacking && !hasOption(words, 'x', '--extract', '--get');
    const named = program === 'patch' ? operands.slice(0, 1) : [];
    const written = [...valuesOf(words, ...output), ...named];
    return given ? null : said('writes', worst(written.filter(isWritable)));
  }
  if (program === 'sed' || program === 'perl' || program === 'ruby') {
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
      return whole;
    case 'guarded':
      return "git's own files (.git)";
    case 'outside':
      return 'outside the worktree';
    case 'unknown':
      return 'something whose place is not certain';
  }
}

function said(verb: string, phrase: string | null): string | null {
  if (phrase === null || phrase === whole) return null;
  return `${verb} ${phrase}`;
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
