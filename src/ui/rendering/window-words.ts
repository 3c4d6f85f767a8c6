/** What the engine says to everybody, as it reads in a window: there, settings and buttons stand for options. */
const translations: readonly (readonly [RegExp, string])[] = [
  [/ with --agent-bin or in the settings/gu, ' in the settings'],
  [/ with --agent-bin/gu, ' in the settings'],
  [/Check what --agent-bin names, or leave it out/gu, 'Start a new session without it'],
  [/named by --agent-bin/gu, 'named for this session'],
  [/ demo agent: --agent demo/gu, ' demo agent'],
];

/** `text` without the options of the command line that it advises. */
export function windowWords(text: string): string {
  return translations.reduce((said, [option, words]) => said.replaceAll(option, words), text);
}
