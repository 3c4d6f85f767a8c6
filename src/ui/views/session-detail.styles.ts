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
  /* A line's place is kept: what goes wrong, or is waited for, moves nothing that is read. */
  .trouble {
    min-block-size: 26px;
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-s);
    line-height: 20px;
    overflow-wrap: anywhere;
  }
  .trouble p {
    padding-block-end: 4px;
  }
  .trouble .bad {
    color: var(--lulu-red);
  }
  /* What is asked comes above the composer and moves nothing but the end of the timeline. */
  .trouble,
  .requests,
  .foot {
    flex: none;
    box-sizing: border-box;
    inline-size: 100%;
    max-inline-size: calc(var(--lulu-column) + 2 * var(--lulu-edge));
    margin-inline: auto;
    padding: 2px var(--lulu-edge) 0;
  }
  .foot {
    padding-block-end: var(--lulu-space-4);
  }
  /* Nothing high until a card is there whole: what grows would be seen to move. */
  .requests {
    max-block-size: 60vh;
    padding-block: 0;
    overflow: auto;
  }
  .requests > :not(:defined) {
    display: none;
  }
  .requests > :defined {
    margin-block: 2px 6px;
  }
`;
