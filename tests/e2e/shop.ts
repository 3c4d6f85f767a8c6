/** A small repository as somebody could have it, for agents to work in. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plainGit } from '../helpers/repository.ts';

const files: Readonly<Record<string, string>> = {
  'README.md':
    '# Shop\n\nA small web shop: catalogue, cart and checkout.\n\n```sh\nnpm start\n```\n',
  'package.json': '{\n  "name": "shop",\n  "version": "2.4.1",\n  "type": "module"\n}\n',
  'src/cart.js': [
    "import { priceOf } from './prices.js';",
    '',
    '/** What everything in the cart costs, in cents. */',
    'export function total(items) {',
    '  let sum = 0;',
    '  for (const item of items) {',
    '    sum += priceOf(item.sku) * item.count;',
    '  }',
    '  return sum;',
    '}',
    '',
  ].join('\n'),
  'src/prices.js': 'export const priceOf = (sku) => (sku.length * 250) % 4000;\n',
  'src/login.js': [
    'export function afterLogin(request) {',
    "  const to = request.query.next ?? '/account';",
    '  return { status: 302, headers: { location: to } };',
    '}',
    '',
  ].join('\n'),
  'test/cart.test.js': "import { total } from '../src/cart.js';\n",
};

/** Makes it at `folder/name`, with a commit on `main`; returns its path. */
export function makeShop(folder: string, name = 'shop'): string {
  const path = join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  plainGit(path, 'init', '--quiet', '--initial-branch=main');
  plainGit(path, 'add', '.');
  plainGit(path, 'commit', '--quiet', '--message', 'Sell things');
  plainGit(path, 'branch', 'release/2.4');
  return path;
}
