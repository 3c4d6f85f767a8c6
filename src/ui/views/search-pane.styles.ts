import { css } from 'lit';

export const searchStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-block-size: 0;
  }
  .head {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 0 var(--lulu-space-3) 4px;
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-s);
  }
  .results {
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--lulu-border-strong) transparent;
    padding: 0 var(--lulu-space-2) var(--lulu-space-2);
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .hit {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-content: stretch;
    gap: 3px;
    inline-size: 100%;
    padding: 9px var(--lulu-space-3);
    border: 0;
    background: none;
    font: inherit;
    text-align: start;
    white-space: normal;
  }
  .hit:hover:not(:disabled) {
    background: var(--lulu-hover);
  }
  .hit:focus {
    background: var(--lulu-selected);
  }
  .hit:focus-visible {
    outline-offset: -2px;
  }
  .line {
    display: flex;
    align-items: baseline;
    gap: var(--lulu-space-2);
    min-inline-size: 0;
  }
  .name {
    flex: 1;
    font-weight: 550;
  }
  time {
    flex: none;
    color: var(--lulu-text-3);
    font-size: var(--lulu-text-size-xs);
    font-variant-numeric: tabular-nums;
  }
  .snippet {
    display: -webkit-box;
    overflow: hidden;
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-s);
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  .kind {
    margin-inline-end: 4px;
    color: var(--lulu-text-3);
    font-size: var(--lulu-text-size-xs);
  }
  mark {
    border-radius: 2px;
    background: var(--lulu-amber-tint);
    color: var(--lulu-text);
  }
`;
