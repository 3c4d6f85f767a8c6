/**
 * How entries look. Line heights and gaps are whole pixels, so that what is put back in place lands
 * on the pixel it came from.
 */
import { css } from 'lit';

const prose = css`
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

const blocks = css`
  pre {
    margin: 0;
    font: 13px / 20px var(--lulu-font-mono);
    tab-size: 4;
  }
  .prompt .output,
  .ending .reason,
  .usage .trouble {
    unicode-bidi: plaintext;
  }
  .output {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .boxed {
    max-block-size: 420px;
    padding: 8px 12px;
    border-radius: var(--lulu-radius);
    background: var(--lulu-bg-inset);
    overflow: auto;
  }
  .boxed + .boxed {
    margin-block-start: 4px;
  }
  .prompt {
    padding: 10px 14px;
    border-radius: var(--lulu-radius-l);
    background: var(--lulu-bg-inset);
  }
  .prompt .output {
    font: var(--lulu-text-size) / 22px var(--lulu-font);
  }
  .error {
    padding: 8px 12px;
    border-radius: var(--lulu-radius);
    background: var(--lulu-red-tint);
    color: var(--lulu-red);
  }
  .error .label {
    font-weight: 600;
    line-height: 20px;
  }
  .fold {
    display: inline-block;
    min-block-size: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--lulu-text-2);
    font: 500 var(--lulu-text-size-xs) / 24px var(--lulu-font);
    text-align: start;
    font-variant-numeric: tabular-nums;
  }
  .fold:hover {
    color: var(--lulu-accent);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .tool {
    border: 1px solid var(--lulu-border);
    border-radius: var(--lulu-radius);
    overflow: hidden;
  }
  .head,
  .line {
    display: flex;
    align-items: center;
    gap: var(--lulu-space-2);
    min-inline-size: 0;
    inline-size: 100%;
    color: var(--lulu-text-2);
    font: var(--lulu-text-size-s) / 20px var(--lulu-font);
    text-align: start;
  }
  .head {
    min-block-size: 32px;
    padding-inline: 12px;
  }
  .line {
    min-block-size: 28px;
    padding: 0;
    border: 0;
    border-radius: var(--lulu-radius);
    background: none;
  }
  /* For the button of the entry's menu, which must not cover what stands at the end. */
  .entry > .line,
  .entry > :is(.group, .look) > .line {
    padding-inline-end: 30px;
  }
  .line:hover {
    color: var(--lulu-text);
  }
  .chevron {
    flex: none;
    inline-size: 6px;
    block-size: 6px;
    margin-inline: 2px 4px;
    border: solid currentcolor;
    border-width: 0 1.5px 1.5px 0;
    rotate: -45deg;
    opacity: 0.7;
  }
  [aria-expanded='true'] > .chevron {
    rotate: 45deg;
  }
  .name {
    flex: none;
    color: var(--lulu-text);
    font-weight: 550;
  }
  .line .name {
    color: inherit;
  }
  .subject {
    flex: 0 1 auto;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .code {
    font-family: var(--lulu-font-mono);
    font-size: 12.5px;
  }
  .aside {
    display: flex;
    flex: none;
    gap: 6px;
    margin-inline-start: auto;
    font-size: var(--lulu-text-size-xs);
    font-variant-numeric: tabular-nums;
  }
  .added {
    color: var(--lulu-green);
  }
  .removed,
  .failed {
    color: var(--lulu-red);
  }
  .working {
    color: var(--lulu-text-3);
  }
  .body {
    padding-block: 4px;
    padding-inline-start: 18px;
  }
  .thought {
    color: var(--lulu-text-2);
  }
  .command .typed {
    padding: 6px 12px;
    border-block-start: 1px solid var(--lulu-border);
    background: var(--lulu-bg-inset);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .sigil {
    color: var(--lulu-text-3);
    user-select: none;
  }
  .tool > .output {
    padding: 8px 12px;
    border-block-start: 1px solid var(--lulu-border);
    color: var(--lulu-text-2);
  }
  .tool > .fold {
    display: block;
    inline-size: 100%;
    padding-inline: 12px;
    border-block-start: 1px solid var(--lulu-border);
  }
`;

const extras = css`
  .images {
    display: flex;
    flex-wrap: wrap;
    gap: var(--lulu-space-2);
    padding-block: 4px;
  }
  .images img {
    display: block;
    max-inline-size: 100%;
    max-block-size: 360px;
    border: 1px solid var(--lulu-border);
    border-radius: var(--lulu-radius);
  }
  /* Their height is known before they are: what is below them does not move. */
  .images.sent {
    min-block-size: 128px;
  }
  .images.sent img {
    block-size: 120px;
  }
  .tool > .images {
    padding: 8px 12px;
    border-block-start: 1px solid var(--lulu-border);
  }
  .todos {
    margin: 0;
    padding: 6px 12px 8px;
    border-block-start: 1px solid var(--lulu-border);
    list-style: none;
    font-size: var(--lulu-text-size-s);
    line-height: 20px;
  }
  .todos li {
    display: flex;
    gap: 10px;
    padding-block: 2px;
    overflow-wrap: anywhere;
  }
  .todos li > :last-child {
    min-inline-size: 0;
  }
  .todos .mark {
    flex: none;
    inline-size: 12px;
    block-size: 12px;
    margin-block-start: 4px;
    border: 1.5px solid var(--lulu-text-3);
    border-radius: 50%;
  }
  .todos [data-state='in_progress'] {
    font-weight: 550;
  }
  .todos [data-state='in_progress'] .mark {
    border-color: var(--lulu-accent);
    background: radial-gradient(var(--lulu-accent) 40%, transparent 45%);
  }
  .todos [data-state='completed'] {
    color: var(--lulu-text-3);
  }
  .todos [data-state='completed'] .mark {
    border-color: var(--lulu-green);
    background: var(--lulu-green);
  }
  .plan .text {
    padding: 10px 14px 12px;
    border-block-start: 1px solid var(--lulu-border);
  }
`;

const diffs = css`
  .diff {
    border-block-start: 1px solid var(--lulu-border);
    overflow-x: auto;
    font: 12.5px / 20px var(--lulu-font-mono);
  }
  .rows {
    min-inline-size: 100%;
    inline-size: max-content;
  }
  .row {
    display: flex;
    min-block-size: 20px;
    white-space: pre;
    tab-size: 4;
  }
  .number,
  .sign {
    flex: none;
    color: var(--lulu-text-3);
    user-select: none;
  }
  .number {
    inline-size: 44px;
    padding-inline-end: 8px;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .sign {
    inline-size: 16px;
  }
  .row .text {
    padding-inline-end: 12px;
  }
  .row.added {
    background: var(--lulu-green-tint);
    color: var(--lulu-text);
  }
  .row.removed {
    background: var(--lulu-red-tint);
    color: var(--lulu-text);
  }
  .row.added :is(.sign, .number) {
    color: var(--lulu-green);
  }
  .row.removed :is(.sign, .number) {
    color: var(--lulu-red);
  }
  .fresh .row.added {
    background: none;
  }
  .fresh .row.added :is(.sign, .number) {
    color: var(--lulu-text-3);
  }
  .row.hunk {
    padding-inline-start: 30px;
    color: var(--lulu-text-3);
  }
`;

const lines = css`
  time {
    margin-inline-start: auto;
    color: var(--lulu-text-3);
    font-variant-numeric: tabular-nums;
  }
  .run,
  .ending,
  .usage,
  .notice,
  .asked {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 var(--lulu-space-2);
    color: var(--lulu-text-3);
    font-size: var(--lulu-text-size-xs);
    line-height: 20px;
    overflow-wrap: anywhere;
  }
  .run {
    padding-block-end: 6px;
    border-block-end: 1px solid var(--lulu-border);
  }
  .ending {
    padding-block: 2px;
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-s);
  }
  .ending strong {
    font-weight: 600;
  }
  .ending .dot {
    flex: none;
    align-self: center;
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--lulu-grey);
    forced-color-adjust: none;
  }
  .ending[data-status='Completed'] .dot {
    background: var(--lulu-green);
  }
  .ending[data-status='Failed'] .dot {
    background: var(--lulu-red);
  }
  .ending[data-status='Failed'] strong {
    color: var(--lulu-red);
  }
  .ending .reason {
    flex: 1;
    min-inline-size: 0;
  }
  .usage .trouble {
    color: var(--lulu-red);
  }
  .notice .label {
    color: var(--lulu-text-2);
    font-weight: 550;
  }
  .notice .output {
    flex-basis: 100%;
    font-size: 12px;
  }
  .asked {
    padding-inline-start: 12px;
    border-inline-start: 2px solid var(--lulu-border-strong);
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-s);
  }
  .asked code {
    font: 12.5px / 20px var(--lulu-font-mono);
  }
  .asked .answer {
    color: var(--lulu-text-3);
  }
  .asked[data-answer='open'] {
    border-inline-start-color: var(--lulu-amber);
  }
  .asked[data-answer='open'] .answer {
    color: var(--lulu-amber);
  }
  .asked[data-answer='deny'] .answer {
    color: var(--lulu-red);
  }
`;

const rhythm = css`
  .entry {
    padding-block: 6px;
    outline-offset: 2px;
  }
  .entry[data-kind='message'] {
    padding-block: 8px;
  }
  .entry[data-kind='prompt'] {
    padding-block: 12px 8px;
  }
  .entry:is([data-kind='thinking'], [data-kind='unrecognised']),
  .entry:has(> :is(.look, .group)) {
    padding-block: 0;
  }
  .entry[data-kind='run'] {
    padding-block: 12px 6px;
  }
  .steps {
    padding-inline-start: 14px;
    border-inline-start: 2px solid var(--lulu-border);
  }
  .group > .body {
    padding-inline-start: 4px;
  }
  .partial {
    padding-block: 8px;
  }
`;

export const entryStyles = [blocks, prose, extras, diffs, lines, rhythm];
