import { css } from 'lit';

/** Markdown, and the code in it. */
export const proseStyles = css`
  .prose {
    max-inline-size: 72ch;
    line-height: 22px;
    overflow-wrap: anywhere;
  }
  /* Each paragraph runs the way its own words do; code always runs from left to right. */
  .prose :is(p, li, h1, h2, h3, h4, h5, h6, th, td) {
    unicode-bidi: plaintext;
  }
  /* Beside its number or bullet, which stands at the left. */
  .prose li {
    text-align: left;
  }
  .prose :is(code, pre) {
    direction: ltr;
    unicode-bidi: isolate;
  }
  .prose.plain {
    white-space: pre-wrap;
  }
  .prose > * {
    margin-block: 0;
  }
  .prose > * + * {
    margin-block-start: 12px;
  }
  .prose :is(h1, h2, h3, h4, h5, h6) {
    font-size: var(--lulu-text-size);
    font-weight: 650;
    line-height: 22px;
  }
  .prose > :is(h1, h2, h3, h4, h5, h6):not(:first-child) {
    margin-block-start: 20px;
  }
  .prose :is(h3, h4) {
    font-size: var(--lulu-text-size-l);
    line-height: 24px;
  }
  .prose :is(ul, ol) {
    padding-inline-start: 22px;
  }
  .prose :is(li, li > :is(ul, ol, p)) {
    margin-block: 4px 0;
  }
  .prose a {
    color: var(--lulu-accent);
    text-underline-offset: 2px;
  }
  .prose code {
    padding: 1px 4px;
    border-radius: 4px;
    background: var(--lulu-bg-inset);
    font: 13px / 20px var(--lulu-font-mono);
  }
  .prose pre {
    max-inline-size: 100%;
    padding: 10px 12px;
    border-radius: var(--lulu-radius);
    background: var(--lulu-bg-inset);
    overflow-x: auto;
    line-height: 20px;
  }
  .prose pre code {
    padding: 0;
    background: none;
    white-space: pre;
  }
  .prose blockquote {
    margin-inline: 0;
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--lulu-border-strong);
    color: var(--lulu-text-2);
  }
  .prose hr {
    border: 0;
    border-block-start: 1px solid var(--lulu-border);
  }
  .prose .table {
    overflow-x: auto;
  }
  .prose table {
    border-collapse: collapse;
    font-size: var(--lulu-text-size-s);
  }
  .prose :is(th, td) {
    padding: 5px 12px 4px 0;
    border-block-end: 1px solid var(--lulu-border);
    text-align: start;
    vertical-align: top;
  }
  .hljs-keyword,
  .hljs-built_in,
  .hljs-literal,
  .hljs-selector-tag,
  .hljs-name {
    color: var(--lulu-accent);
  }
  .hljs-string,
  .hljs-addition,
  .hljs-regexp {
    color: var(--lulu-green);
  }
  .hljs-number,
  .hljs-attr,
  .hljs-symbol {
    color: var(--lulu-amber);
  }
  .hljs-deletion {
    color: var(--lulu-red);
  }
  .hljs-comment,
  .hljs-meta {
    color: var(--lulu-text-3);
  }
`;
