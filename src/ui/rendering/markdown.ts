/**
 * Markdown from an agent, made safe to show.
 *
 * HTML in it is shown as text, what marked makes of the rest is sanitised, nothing is loaded from the network (an
 * image is a link to it), and links only say where they lead: whoever shows them opens them.
 */
import { Marked } from 'marked';
import { toNodes } from './sanitise.ts';

/** Longer text is shown as it is: parsing it would hold up the frame. In UTF-16 units. */
const longest = 200_000;

const marked = new Marked({
  gfm: true,
  breaks: false,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    image: ({ href, text }) =>
      `<a href="${escapeHtml(href)}">${escapeHtml(text === '' ? 'image' : text)}</a>`,
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
  },
});

/** `text` as a detached element with class `prose`. Text that cannot be parsed is shown as it is. */
export function renderMarkdown(text: string): HTMLElement {
  const prose = document.createElement('div');
  prose.className = 'prose';
  const parsed = text.length > longest ? undefined : parse(text);
  if (parsed === undefined) {
    prose.classList.add('plain');
    prose.textContent = text;
    return prose;
  }
  prose.append(toNodes(parsed));
  nestHeadings(prose);
  for (const link of prose.querySelectorAll('a')) {
    link.rel = 'noopener noreferrer';
    link.target = '_blank';
    if (link.hasAttribute('href')) link.title = link.href;
  }
  for (const table of prose.querySelectorAll('table')) {
    const frame = document.createElement('div');
    frame.className = 'table';
    table.replaceWith(frame);
    frame.append(table);
  }
  return prose;
}

/** The page's own headings are of level 1 and 2: those of a text follow them, and leave no level out. */
function nestHeadings(prose: HTMLElement): void {
  const above: number[] = [];
  for (const written of prose.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const level = Number(written.localName.slice(1));
    while ((above.at(-1) ?? 0) >= level) above.pop();
    above.push(level);
    const heading = document.createElement(`h${String(Math.min(6, above.length + 2))}`);
    heading.append(...written.childNodes);
    written.replaceWith(heading);
  }
}

function parse(text: string): string | undefined {
  try {
    return marked.parse(text, { async: false });
  } catch {
    // Deep nesting can overflow marked's stack; the text itself is still worth showing.
    return undefined;
  }
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
