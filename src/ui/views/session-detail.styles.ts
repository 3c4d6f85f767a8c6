import { css } from 'lit';

export const sessionDetailStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    min-block-size: 0;
    min-inline-size: 0;
    background: var(--lulu-bg);
  }
  lulu-timeline {
    flex: 1;
  }
  .foot {
    padding: var(--lulu-space-2) var(--lulu-edge) var(--lulu-space-4);
  }
  .foot > * {
    max-inline-size: var(--lulu-column);
    margin-inline: auto;
  }
  .requests {
    display: grid;
    gap: var(--lulu-space-2);
    max-block-size: 60vh;
    margin-block-end: var(--lulu-space-2);
    overflow: auto;
  }
  .requests:empty {
    display: none;
  }
`;
