/** Well-formed shell commands drawn at random, of words that do no harm. */
import fc from 'fast-check';

/** What may stand between two commands. */
export const separators = [
  ';',
  ' ; ',
  '&&',
  ' && ',
  ' || ',
  '|',
  ' | ',
  ' |& ',
  '&',
  ' & ',
  '\n',
  '\n\n',
  ' \\\n&& ',
  ' &&\n',
  ' # note\n',
];

const argument = fc.constantFrom(
  'a',
  '-x',
  'b.txt',
  "'c d'",
  '"e;f"',
  'g\\;h',
  '"$x"',
  '${y:-z}',
  "$'i\\tj'",
  '*.k',
  '{l,m}',
  '~/n',
  '2>&1',
  '> /dev/null',
  '< in',
  '$((1+2))',
  "'#'",
);
const name = fc.constantFrom('echo', 'true', 'printf', 'ls');

export interface Drawn {
  readonly text: string;
  /** How many simple commands stand in it. */
  readonly count: number;
}

const simple = fc
  .tuple(name, fc.array(argument, { maxLength: 4 }))
  .map(([first, rest]): Drawn => ({ text: [first, ...rest].join(' '), count: 1 }));

const wrap =
  (before: string, after: string, more = 0) =>
  (inner: Drawn): Drawn => ({
    text: before + inner.text + after,
    count: inner.count + more,
  });

export const { script } = fc.letrec<{ script: Drawn; part: Drawn }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    simple,
    tie('script').map(wrap('( ', '\n)')),
    tie('script').map(wrap('{ ', '\n}')),
    tie('script').map(wrap('echo $( ', '\n)', 1)),
    tie('script').map(wrap('echo "$( ', '\n)"', 1)),
    tie('script').map(wrap('cat <(', '\n)', 1)),
    tie('script').map(wrap('if true; then ', '\nfi', 1)),
    tie('script').map(wrap('for i in a b; do ', '\ndone')),
    tie('script').map(wrap('while ', '\ndo true; done', 1)),
    fc.constant({ text: "cat <<'END'\n$(not a command)\nEND\ntrue", count: 2 }),
    fc.constant({ text: 'cat <<END\n$(true) `true`\nEND\ntrue', count: 4 }),
  ),
  script: fc
    .array(fc.tuple(tie('part'), fc.constantFrom(...separators)), { minLength: 1, maxLength: 3 })
    .map((parts) => ({
      text: parts
        .map(([part, separator], at) => part.text + (at < parts.length - 1 ? separator : ''))
        .join(''),
      count: parts.reduce((sum, [part]) => sum + part.count, 0),
    })),
}));

/** Text that means much to a shell and little to a person. */
export const metacharacters = fc
  .array(
    fc.constantFrom(
      ...';&|<>(){}[]$`"\'\\\n\t #*?~=!^%,-+@:/0129aexF\r\0\u200bé'.split(''),
      '<<',
      '<<E\n',
      '\nE\n',
      '$(',
      '${',
      '$((',
      '))',
      '<(',
      '&&',
      ' if ',
      ' then ',
      ' fi',
      ' for i in ',
      ' do ',
      ' done',
      'echo ',
      'true ',
      'sh -c ',
      'A=1 ',
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join(''));
