import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** Source files of `src/ui` that define an element, by the element's name. */
const elements = globSync('src/ui/**/*.ts', { cwd: root }).flatMap((file) => {
  const tag = /@customElement\('(?<tag>[\w-]+)'\)/u.exec(readFileSync(join(root, file), 'utf8'));
  return tag?.groups?.['tag'] === undefined ? [] : [[tag.groups['tag'], file] as const];
});

test('there are elements to look at', () => {
  expect(elements.length).toBeGreaterThan(25);
});

test.each(elements)('%s has tests of its own, accessibility first', (tag, file) => {
  const own = join(root, 'tests', 'ui', `${basename(file, '.ts')}.test.ts`);
  const text = readFileSync(own, 'utf8');
  expect(text).toContain(`describe('<${tag}>`);
  const [, first = ''] = text.split(/^\s*(?:it|test)\(/mu);
  expect(first).toMatch(/^['`]is accessible/u);
  expect(first).toContain('expectAccessible(');
});
