/** Options by which well-known programs run another program, or take their orders from somewhere else. */
import { isHarmfulName } from './environment.ts';
import { hasOption } from './program.ts';
import { unseenText } from './text-programs.ts';
import type { Word } from './shell/tree.ts';

/** Short options as letters, then long ones; GNU takes those abbreviated too. */
type Options = readonly [letters: string, ...longs: string[]];

const packages: Options = [
  '',
  '--script-shell',
  '--shell',
  '--node-options',
  '--userconfig',
  '--globalconfig',
  '--git',
  '--editor',
  '--browser',
  '--viewer',
];
const none: Options = [''];
const compilers: Options = ['', '-wrapper', '-fplugin', '-specs'];

const options: Readonly<Record<string, Options>> = {
  ...{ bun: packages, npm: packages, npx: packages, pnpm: packages, yarn: packages },
  ...{ cc: compilers, clang: compilers, gcc: compilers, 'g++': compilers },
  bat: ['', '--pager'],
  cargo: ['Z', '--config'],
  curl: ['K', '--config'],
  fd: ['xX', '--exec', '--exec-batch'],
  fdfind: ['xX', '--exec', '--exec-batch'],
  go: ['', '-exec', '-toolexec', '-vettool', '-overlay', '-modfile'],
  make: ['E', '--eval'],
  gmake: ['E', '--eval'],
  man: ['CHP', '--config-file', '--html', '--pager'],
  nc: ['ce', '--exec', '--sh-exec', '--lua-exec'],
  ncat: ['ce', '--exec', '--sh-exec', '--lua-exec'],
  netcat: ['ce', '--exec', '--sh-exec', '--lua-exec'],
  rg: ['', '--pre', '--hostname-bin'],
  rsync: ['e', '--rsh', '--rsync-path'],
  scp: ['FSoD'],
  sftp: ['FSoD'],
  sort: ['', '--compress-program'],
  split: ['', '--filter'],
  ssh: ['Fo'],
  tar: [
    'FI',
    '--checkpoint-action',
    '--info-script',
    '--new-volume-script',
    '--rmt-command',
    '--rsh-command',
    '--to-command',
    '--use-compress-program',
  ],
  tcpdump: ['z'],
  wget: ['e', '--config', '--execute', '--use-askpass'],
  zip: ['', '--unzip-command'],
};

/** Why what these words run cannot be told from the name of their program; null where it can. */
export function runningOption(program: string, words: readonly Word[]): string | null {
  const known = optionsOf(program);
  const [letters, ...longs] = known;
  const end = Object.is(known, packages) ? words.findIndex(({ text }) => text === '--') : -1;
  const own = words.slice(1, end === -1 ? undefined : end);
  const single = longs.filter((long) => /^-[^-]/u.test(long));
  const isGiven =
    (letters !== '' && hasOption(own, letters)) ||
    hasOption(own, '', ...longs) ||
    own.some(({ text }) => single.includes(text.replace(/^--/u, '-').split('=')[0] ?? '')) ||
    hasOddOption(program, own);
  return isGiven ? 'one of its options can run another program' : unseenText(program, words);
}

function optionsOf(program: string): Options {
  return (Object.hasOwn(options, program) ? options[program] : undefined) ?? none;
}

/** What is written in no common way. */
function hasOddOption(program: string, own: readonly Word[]): boolean {
  switch (program) {
    case 'tar':
      return /^[A-Za-z]*[FI]/u.test(own[0]?.text ?? '');
    case 'zip':
      return own.some(({ text }) => /^-[A-Za-z]*TT/u.test(text));
    case 'socat':
      return own.some(({ text }) => /(?:exec|system|shell):/iu.test(text));
    case 'make':
    case 'gmake':
      return own.some(({ text }) => {
        const name = /^([A-Za-z_]\w*)\s*[:+?!]*=/u.exec(text)?.[1];
        return name !== undefined && isHarmfulName(name);
      });
    default:
      return false;
  }
}
