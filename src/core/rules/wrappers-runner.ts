/** Package managers that run a command: `npx`, `npm exec`, `poetry run` and their like. */
import { isPlain, plainWord, type Word } from './shell/tree.ts';
import { unseen, type Wrapper } from './wrapper.ts';

/** The word after which the command stands; '' where it stands right after the program. */
const runners: Readonly<Record<string, RegExp | ''>> = {
  ...{ bunx: '', npx: '', pnpx: '', uvx: '' },
  bundle: /^exec$/u,
  hatch: /^run$/u,
  npm: /^(?:exec|x)$/u,
  pdm: /^run$/u,
  pipenv: /^run$/u,
  pnpm: /^(?:exec|dlx)$/u,
  poetry: /^run$/u,
  rye: /^run$/u,
  uv: /^run$/u,
  yarn: /^(?:exec|dlx)$/u,
};

/** What a package manager runs; null where it runs nothing that stands there. */
export function unwrapRunner(name: string, words: readonly Word[]): Wrapper | null {
  const runner = Object.hasOwn(runners, name) ? runners[name] : undefined;
  if (runner === undefined) return null;
  if (runner === '') return commandAfter(words, 1);
  const word = words[1];
  if (word !== undefined && isPlain(word) && runner.test(word.text)) return commandAfter(words, 2);
  const isLater = words.some(({ text }, at) => at > 1 && runner.test(text));
  return word?.text.startsWith('-') === true && isLater
    ? unseen('where its command begins cannot be seen')
    : null;
}

function commandAfter(words: readonly Word[], from: number): Wrapper | null {
  let at = from;
  for (; /^-./u.test(words[at]?.text ?? ''); at += 1) {
    const option = words[at]?.text ?? '';
    if (option === '--') {
      at += 1;
      break;
    }
    if (/^(?:-c|--call)$/u.test(option)) return textOf(words[at + 1]);
    if (/^(?:-p|--package)$/u.test(option)) at += 1;
    else if (!/^(?:-[qy]|--(?:yes|no|no-install|quiet|package=.+))$/u.test(option)) {
      return unseen(`its option "${option}" is not known`);
    }
  }
  const tail = words.slice(at);
  if (tail.length === 0) return null;
  return { kind: 'words', words: tail, assignments: [], at, isTransparent: false };
}

function textOf(word: Word | undefined): Wrapper {
  return word === undefined || !isPlain(word)
    ? unseen('what it runs is not written out')
    : { kind: 'text', text: plainWord(word.text).text, isTransparent: false };
}
