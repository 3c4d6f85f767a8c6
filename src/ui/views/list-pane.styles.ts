import { css } from 'lit';

export const listPaneStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    background: var(--lulu-bg-side);
  }
  header {
    display: grid;
    gap: var(--lulu-space-1);
    padding: 0 var(--lulu-space-3) var(--lulu-space-2) 20px;
  }
  .content {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    min-block-size: 0;
  }
  .content > :last-child {
    grid-row: 2;
    min-block-size: 0;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 2px;
    block-size: var(--lulu-bar-height);
  }
  h1 {
    flex: 1;
    font-size: 15px;
    font-weight: 600;
  }
  h1 span {
    margin-inline-start: 6px;
    color: var(--lulu-text-3);
    font-weight: 400;
    font-size: var(--lulu-text-size-s);
    font-variant-numeric: tabular-nums;
  }
  lulu-filter-field.idle {
    visibility: hidden;
  }
  lulu-filter-field {
    margin-inline-start: -8px;
  }
  .search {
    justify-content: flex-start;
    gap: 10px;
    min-inline-size: 0;
    margin: 0 var(--lulu-space-2) var(--lulu-space-1);
    padding-inline: var(--lulu-space-3);
    font-weight: 400;
  }
  .search span {
    flex: 1;
    line-height: 1.5;
    text-align: start;
  }
  kbd {
    padding: 1px 6px;
    border: 1px solid var(--lulu-border-strong);
    border-radius: 4px;
    color: var(--lulu-text-3);
    font: var(--lulu-text-size-xs) var(--lulu-font);
  }
`;
