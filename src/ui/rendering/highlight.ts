/** Colours for code, loaded when the first block needs them and never waited for. */
import type { HLJSApi } from 'highlight.js';
import { toNodes } from './sanitise.ts';

/** Longer blocks stay plain: colouring them would hold up a frame. In UTF-16 units. */
const longest = 20_000;

let loading: Promise<HLJSApi> | undefined;

/** Colours the `code.language-*` blocks under `root` that have not been coloured yet. Their size does not change. */
export function highlightCode(root: ParentNode): void {
  for (const code of root.querySelectorAll('pre > code[class*="language-"]')) {
    const language = /(?:^|\s)language-([\w+#.-]+)/u.exec(code.className)?.[1];
    const text = code.textContent;
    if (language === undefined || text.length > longest) continue;
    code.classList.replace(`language-${language}`, 'coloured');
    loading ??= loadHighlighter();
    loading.then(
      (highlighter) => {
        colour(highlighter, code, text, language.toLowerCase());
      },
      () => {
        // A chunk that cannot be loaded leaves code plain, which is readable; the next block tries again.
        loading = undefined;
      },
    );
  }
}

function colour(highlighter: HLJSApi, code: Element, text: string, language: string): void {
  if (!code.isConnected || highlighter.getLanguage(language) === undefined) return;
  const { value } = highlighter.highlight(text, { language, ignoreIllegals: true });
  code.replaceChildren(toNodes(value));
}

async function loadHighlighter(): Promise<HLJSApi> {
  const { createHighlighter } = await import('./highlighter.ts');
  return createHighlighter();
}
