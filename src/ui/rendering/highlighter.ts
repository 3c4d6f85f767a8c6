/** highlight.js with the languages agents write most. Import it lazily: it is the UI's one large extra. */
import highlighter from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import type { HLJSApi } from 'highlight.js';

const languages = { bash, css, diff, go, java, json, python, rust, sql, typescript, xml, yaml };

/** TypeScript's grammar reads JavaScript too; a shell session is close enough to Bash. */
const aliases: readonly (readonly [string, readonly string[]])[] = [
  ['typescript', ['js', 'javascript', 'jsx', 'mjs', 'cjs', 'tsx']],
  ['bash', ['sh', 'shell', 'zsh', 'console']],
  ['json', ['jsonc', 'json5', 'jsonl']],
];

export function createHighlighter(): HLJSApi {
  for (const [name, grammar] of Object.entries(languages)) {
    highlighter.registerLanguage(name, grammar);
  }
  for (const [languageName, names] of aliases) {
    highlighter.registerAliases([...names], { languageName });
  }
  return highlighter;
}
