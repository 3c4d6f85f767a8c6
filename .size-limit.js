/** What a person waits for at start: the UI's entry and all it imports at once, not what is lazy. */
import { readFileSync } from 'node:fs';

const { outputs } = JSON.parse(readFileSync('.cache/build/resources-js-main.json', 'utf8'));

/** @param {string} name @param {Set<string>} seen */
function withStaticImports(name, seen = new Set()) {
  if (!seen.has(name)) {
    seen.add(name);
    for (const { path, kind } of outputs[name].imports) {
      if (kind === 'import-statement') withStaticImports(path, seen);
    }
  }
  return [...seen];
}

export default [
  {
    name: 'UI at start',
    path: withStaticImports('resources/js/main.js'),
    limit: '100 kB',
    gzip: true,
  },
];
