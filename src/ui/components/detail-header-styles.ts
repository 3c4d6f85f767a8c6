import { css } from 'lit';

export const detailHeaderStyles = css`
  :host {
    display: block;
    padding: 10px var(--lulu-edge) 8px;
    border-block-end: 1px solid var(--lulu-border);
    background: var(--lulu-bg);
  }
  .top {
    display: flex;
    align-items: center;
    gap: var(--lulu-space-2);
    min-block-size: 32px;
  }
  h2 {
    min-inline-size: 0;
    font-size: var(--lulu-text-size-l);
    font-weight: 600;
    line-height: 24px;
  }
  h2:dir(rtl) {
    text-align: end;
  }
  .badge {
    flex: none;
    padding-inline: 6px;
    border: 1px solid var(--lulu-border-strong);
    border-radius: 5px;
    color: var(--lulu-text-2);
    font: 500 var(--lulu-text-size-xs) / 18px var(--lulu-font);
  }
  .age {
    flex: none;
    color: var(--lulu-text-3);
    font-size: var(--lulu-text-size-xs);
    font-variant-numeric: tabular-nums;
  }
  .actions {
    display: flex;
    flex: none;
    align-items: center;
    gap: var(--lulu-space-1);
    margin-inline-start: auto;
  }
  .actions button:not(.icon) {
    min-block-size: 28px;
    margin-inline-end: var(--lulu-space-1);
  }
  /* One line of where it works, one of what it uses: what is known later never makes a line more. */
  dl {
    display: flex;
    align-items: center;
    gap: 0 var(--lulu-space-4);
    min-block-size: 24px;
    margin: 0;
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-xs);
    font-variant-numeric: tabular-nums;
    line-height: 24px;
  }
  dl > div {
    display: flex;
    flex: none;
    align-items: center;
    min-inline-size: 0;
  }
  /* The facts speak for themselves; their names are for who cannot see where they stand. */
  dt {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .named {
    gap: 4px;
  }
  .named dt {
    position: static;
    inline-size: auto;
    block-size: auto;
    clip-path: none;
  }
  dd {
    margin: 0;
    white-space: nowrap;
  }
  .choice {
    gap: 2px;
    min-block-size: 24px;
    padding: 0 4px 0 6px;
    border-color: transparent;
    background: none;
    color: inherit;
    font: inherit;
  }
  .choice:hover:not(:disabled) {
    background: var(--lulu-selected);
    color: var(--lulu-text);
  }
  .choice svg {
    inline-size: 12px;
    block-size: 12px;
    opacity: 0.7;
  }
  dl > :is(.path, .model) {
    flex: 0 1 auto;
  }
  .path {
    max-inline-size: 48ch;
  }
  .base {
    max-inline-size: 45%;
  }
  .base dd {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  /* A button's padding is not seen: its text stands where a fact's would. */
  dl > :is(.model, .mode) {
    margin-inline: -7px;
  }
  .model :is(dd, button) {
    min-inline-size: 0;
    max-inline-size: 100%;
  }
  .path dd {
    display: flex;
    align-items: center;
    gap: 2px;
    min-inline-size: 0;
    font-family: var(--lulu-font-mono);
    font-size: 12px;
  }
  .path button.icon {
    inline-size: 24px;
    min-block-size: 24px;
  }
  /* The name has a line of its own where there is little room: it is what tells one session from another. */
  @media (max-width: 640px) {
    .top {
      flex-wrap: wrap;
      row-gap: 0;
    }
    h2 {
      flex: 1 0 100%;
    }
  }
`;
