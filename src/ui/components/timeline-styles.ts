/** The timeline's frame: a scrolling pane with one column, and the pill that leads back to the tail. */
import { css } from 'lit';

export const timelineStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    background: var(--lulu-bg);
  }
  .scroller {
    flex: 1;
    min-block-size: 0;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-gutter: stable both-edges;
  }
  .scroller:focus-visible {
    outline-offset: -2px;
  }
  .column {
    position: relative;
    /* In line with what is above and below: the place of the scrollbar counts as margin. */
    --side: max(0px, var(--lulu-edge) - var(--gutter, 0px));
    max-inline-size: calc(var(--lulu-column) + 2 * var(--side));
    margin-inline: auto;
    padding: var(--lulu-space-4) var(--side) var(--lulu-space-1);
  }
  .end {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--lulu-space-2);
    min-block-size: 32px;
    color: var(--lulu-text-3);
    font-size: var(--lulu-text-size-xs);
  }
  .end[role='alert'] {
    color: var(--lulu-red);
  }
  .entry-menu {
    position: absolute;
    inset-inline-end: 0;
    display: none;
    align-items: center;
    justify-content: center;
    inline-size: 26px;
    block-size: 24px;
    padding: 0;
    border: 1px solid var(--lulu-border);
    border-radius: var(--lulu-radius);
    background: var(--lulu-bg);
    color: var(--lulu-text-3);
  }
  .column:is(:hover, :focus-within) .entry-menu {
    display: inline-flex;
  }
  .entry-menu:hover {
    background: linear-gradient(var(--lulu-selected), var(--lulu-selected)), var(--lulu-bg);
    color: var(--lulu-text);
  }
  .entry.found {
    box-shadow:
      -10px 0 0 var(--lulu-bg),
      -13px 0 0 var(--lulu-accent);
    animation: found 1.6s ease-out 2s forwards;
  }
  @keyframes found {
    to {
      box-shadow:
        -10px 0 0 transparent,
        -13px 0 0 transparent;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .entry.found {
      animation-duration: 0s;
      animation-delay: 3s;
    }
  }
  ::highlight(lulu-find) {
    background: var(--lulu-amber-tint);
    color: var(--lulu-text);
  }
  ::highlight(lulu-find-here) {
    background: var(--lulu-amber);
    color: var(--lulu-bg);
  }
  /* Inside what scrolls: a wheel turned above the pill scrolls too. */
  .pill-place {
    position: sticky;
    inset-block-end: var(--lulu-space-3);
    display: flex;
    align-items: flex-end;
    justify-content: center;
    block-size: 0;
  }
  .pill {
    flex: none;
    min-block-size: 28px;
    padding: 0 12px;
    border: 1px solid var(--lulu-border-strong);
    border-radius: 14px;
    background: var(--lulu-bg-raised);
    box-shadow: 0 2px 8px rgb(20 20 40 / 12%);
    color: var(--lulu-text);
    font: 500 var(--lulu-text-size-xs) / 1 var(--lulu-font);
    font-variant-numeric: tabular-nums;
  }
  .pill:hover {
    background: linear-gradient(var(--lulu-hover), var(--lulu-hover)), var(--lulu-bg-raised);
  }
`;
