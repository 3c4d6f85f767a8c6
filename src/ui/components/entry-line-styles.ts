import { css } from 'lit';

/** Entries of one line: runs, their ends, usage, notices, what was asked. */
export const lineStyles = css`
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
