import { assert } from '@open-wc/testing';
import { renderMarkdown } from '../../src/ui/rendering/markdown.ts';

describe('renderMarkdown', () => {
  it('shows HTML as text', () => {
    const prose = renderMarkdown('a <b onclick="x()">b</b>\n\n<script>alert(1)</script>');

    assert.notExists(prose.querySelector('b, script'));
    assert.include(prose.textContent, '<script>alert(1)</script>');
  });

  it('loads no image: it links to it', () => {
    const prose = renderMarkdown('![a cat](https://example.org/cat.png)');

    assert.notExists(prose.querySelector('img'));
    assert.equal(prose.querySelector('a')?.href, 'https://example.org/cat.png');
    assert.equal(prose.textContent.trim(), 'a cat');
  });

  for (const href of [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'vbscript:x',
  ]) {
    it(`does not lead to ${href}`, () => {
      const prose = renderMarkdown(`[x](${href}) ![y](${href})`);

      assert.notExists(prose.querySelector('[href]'));
    });
  }

  it('cannot be broken out of by an image address', () => {
    const prose = renderMarkdown('![x](https://e.org/"onmouseover="alert)');

    assert.notExists(prose.querySelector('[onmouseover]'));
  });

  it('puts headings below those of the page, and leaves no level out', () => {
    const prose = renderMarkdown('## A\n\n# B\n\n#### C\n\n# D\n\n## E *e*');
    const headings = [...prose.querySelectorAll('h1, h2, h3, h4, h5, h6')];

    assert.deepEqual(
      headings.map(({ localName, innerHTML }) => `${localName} ${innerHTML}`),
      ['h3 A', 'h3 B', 'h4 C', 'h3 D', 'h4 E <em>e</em>'],
    );
  });

  it('shows what cannot be parsed, and what is very long, as it is', () => {
    const deep = `${'>'.repeat(20_000)} deep`;
    const long = '*x* '.repeat(60_000);

    assert.include(renderMarkdown(deep).textContent, 'deep');
    assert.equal(renderMarkdown(long).textContent, long);
  });
});
