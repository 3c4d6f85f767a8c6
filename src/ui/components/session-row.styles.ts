import { css } from 'lit';

export const rowStyles = css`
  :host {
    display: block;
    position: relative;
    block-size: var(--lulu-row-height);
    contain: strict;
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: center;
    justify-content: stretch;
    gap: calc(var(--lulu-row-height) / 12);
    inline-size: 100%;
    block-size: 100%;
    padding: 0 var(--lulu-space-3);
    border: 0;
    border-radius: var(--lulu-radius);
    background: none;
    font: inherit;
    text-align: start;
  }
  .row:hover:not(:disabled) {
    background: var(--lulu-hover);
  }
  :host([selected]) .row {
    background: var(--lulu-selected);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  :host([opened])::before {
    content: '';
    position: absolute;
    inset-block: 12px;
    inset-inline-start: 0;
    z-index: 1;
    inline-size: 3px;
    border-radius: 2px;
    background: var(--lulu-accent);
    pointer-events: none;
  }
  /* Colours of the system's own: what a tint says is said by a line. */
  @media (forced-colors: active) {
    :host([selected]) .row {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    :host([opened])::before {
      background: Highlight;
    }
  }
  .line {
    display: flex;
    align-items: center;
    gap: var(--lulu-space-2);
    min-inline-size: 0;
    block-size: var(--lulu-line);
  }
  .line:first-child {
    align-items: baseline;
  }
  [part='name'] {
    flex: 1;
    font-weight: 550;
    font-size: var(--lulu-text-size);
    line-height: var(--lulu-line);
  }
  time {
    flex: none;
    color: var(--lulu-text-3);
    font-size: var(--lulu-text-size-xs);
    font-variant-numeric: tabular-nums;
  }
  [part='detail'] {
    flex: 1;
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-s);
    line-height: var(--lulu-line);
  }
  /* Words that run from right to left are cut at their own end, and stand where all others do. */
  :is([part='name'], [part='detail']):dir(rtl) {
    text-align: end;
  }
  [part='detail'].attention {
    color: var(--lulu-text);
  }
  [part='detail'].bad {
    color: var(--lulu-red);
  }
  :host(:hover) [part='detail'],
  :host(:focus-within) [part='detail'],
  :host([selected]) [part='detail'] {
    padding-inline-end: 28px;
  }
  .restored {
    flex: none;
    padding-inline: 6px;
    border: 1px solid var(--lulu-border-strong);
    border-radius: 5px;
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-xs);
    line-height: 18px;
  }
  .actions {
    position: absolute;
    inset-block-end: calc(var(--lulu-row-height) / 12);
    inset-inline-end: 6px;
    min-block-size: 26px;
    opacity: 0;
  }
  :host(:hover) .actions,
  :host(:focus-within) .actions,
  :host([selected]) .actions {
    opacity: 1;
  }
`;
