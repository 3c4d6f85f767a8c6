import { css } from 'lit';

/** What tools show besides their output: images, to-dos, plans. */
export const extraStyles = css`
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

/** Changes of files, line by line. */
export const diffStyles = css`
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
