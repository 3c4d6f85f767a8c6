import { css } from 'lit';

/** Prompts, errors, and the heads and bodies of what can be unfolded. */
export const blockStyles = css`
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
