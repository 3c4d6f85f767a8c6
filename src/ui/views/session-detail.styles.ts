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
  /* What is asked comes above the composer and moves nothing but the end of the timeline. */
  .requests,
  .foot {
    flex: none;
    box-sizing: border-box;
    inline-size: 100%;
    max-inline-size: calc(var(--lulu-column) + 2 * var(--lulu-edge));
    margin-inline: auto;
    padding: var(--lulu-space-2) var(--lulu-edge) 0;
  }
  .foot {
    padding-block-end: var(--lulu-space-4);
  }
  .requests {
    display: grid;
    gap: var(--lulu-space-2);
    max-block-size: 60vh;
    overflow: auto;
  }
  .requests:empty {
    display: none;
  }
`;
