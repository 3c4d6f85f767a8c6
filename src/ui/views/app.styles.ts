import { css } from 'lit';

export const appStyles = css`
  :host {
    display: grid;
    grid-template: auto minmax(0, 1fr) / clamp(300px, 30vw, 400px) minmax(0, 1fr);
    block-size: 100dvh;
    background: var(--lulu-bg);
  }
  lulu-notice-bar {
    grid-column: 1 / -1;
    grid-row: 1;
  }
  /* Comes and goes by itself: nothing a reader looks at may move for it, and what it hides is out of use. */
  lulu-notice-bar.over {
    position: fixed;
    inset: 0 0 auto;
    z-index: 5;
  }
  lulu-list-pane {
    grid-area: 2 / 1;
    min-block-size: 0;
    border-inline-end: 1px solid var(--lulu-border);
  }
  main {
    grid-area: 2 / 2;
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-inline-size: 0;
    min-block-size: 0;
  }
  main > :last-child {
    grid-row: 2;
    min-block-size: 0;
    min-inline-size: 0;
  }
  nav {
    display: none;
  }
  [inert] {
    --lulu-motion: paused;
    filter: grayscale(1);
    opacity: 0.55;
  }
  kbd {
    padding: 1px 6px;
    border: 1px solid var(--lulu-border-strong);
    border-radius: 4px;
    font: var(--lulu-text-size-xs) var(--lulu-font);
  }
  code {
    font-family: var(--lulu-font-mono);
  }
  /* Below this, list and detail do not fit side by side: one at a time. */
  @media (max-width: 899px) {
    :host {
      grid-template-columns: minmax(0, 1fr);
    }
    main {
      grid-column: 1;
    }
    lulu-list-pane {
      border: 0;
    }
    :host([showing='list']) main,
    :host([showing='detail']) lulu-list-pane {
      display: none;
    }
    nav {
      display: block;
      padding: 6px 8px;
      border-block-end: 1px solid var(--lulu-border);
    }
    nav button {
      padding-inline: 6px 10px;
    }
  }
`;
