/** `sh -c`, `eval` and `trap`: commands that run a shell text. */
import { isShell } from './program.ts';
import { isPlain, type Simple, type Word } from './shell/tree.ts';
import { unseen, type Wrapper } from './wrapper.ts';

/** What a shell, `eval` or `trap` runs; null for all other programs. `isFed`: it reads from a pipe. */
export function unwrapShell(name: string, command: Simple, isFed: boolean): Wrapper | null {
  const { words } = command;
  if (name === 'eval') return textOf(words.slice(1), true);
  if (name === 'trap') return unwrapTrap(words);
  if (name === 'fish' && words.length > 1) return unseen('fish reads commands in its own way');
  if (!isShell(name)) return null;
  const at = optionsEnd(words);
  if (at === null) return unseen('its options are not known');
  const isCommand = words.slice(1, at).some(({ text }) => /^-[a-z]*c/u.test(text));
  if (isCommand) return textOf(words.slice(at, at + 1), true);
  const file = words[at];
  const readsInput =
    file === undefined ||
    file.text.startsWith('/dev/') ||
    words.slice(1, at).some(({ text }) => /^-[a-z]*s/u.test(text));
  if (readsInput) return inputOf(command, isFed);
  return isPlain(file) ? null : unseen('which file it runs is not written out');
}

/** Where the operands of a shell begin; null where an option is not known. */
function optionsEnd(words: readonly Word[]): number | null {
  let at = 1;
  for (; /^[-+]./u.test(words[at]?.text ?? ''); at += 1) {
    const option = words[at]?.text ?? '';
    if (option === '--') return at + 1;
    if (/^[-+][a-z]*o$/u.test(option)) {
      if (!/^(?:pipefail|errexit|nounset|xtrace)$/u.test(words[at + 1]?.text ?? '')) return null;
      at += 1;
    } else if (!/^(?:[-+][cefluvxs]+|--(?:login|norc|noprofile|posix))$/u.test(option)) return null;
  }
  return at;
}

function textOf(words: readonly Word[], isTransparent: boolean): Wrapper {
  if (words.length === 0) return unseen('what it runs is missing');
  if (!words.every(isPlain)) return unseen('what it runs is put together while it runs');
  return { kind: 'text', text: words.map(({ text }) => text).join(' '), isTransparent };
}

/** A shell that reads its commands: seen where they stand in a here-document or here-string. */
function inputOf({ redirections }: Simple, isFed: boolean): Wrapper {
  const inputs = redirections.filter(({ operator }) => operator.startsWith('<'));
  const [only] = inputs;
  if (isFed || only === undefined || inputs.length > 1 || !only.operator.startsWith('<<')) {
    return unseen('a shell runs what it reads');
  }
  return textOf([only.body ?? only.target], true);
}

function unwrapTrap(words: readonly Word[]): Wrapper | null {
  const action = words[1];
  if (action === undefined || action.text === '-' || action.text === '') return null;
  if (words.length === 2 && action.text.startsWith('-')) return null;
  return textOf([action], false);
}
