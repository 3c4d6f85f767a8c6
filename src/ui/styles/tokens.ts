/** The look, as custom properties on the root: everything else refers to these. Contrast is WCAG 2.2 AA. */
import { css } from 'lit';

const light = css`
  color-scheme: light;
  /* surfaces */
  --lulu-bg: #ffffff;
  --lulu-bg-side: #f8f8f9;
  --lulu-bg-raised: #ffffff;
  --lulu-bg-inset: #f4f4f6;
  --lulu-hover: rgb(20 20 40 / 4%);
  --lulu-selected: rgb(20 20 40 / 7%);
  --lulu-border: #e7e7eb;
  --lulu-border-strong: #d3d3da;
  --lulu-backdrop: rgb(20 20 30 / 28%);
  --lulu-shadow: 0 0 0 1px rgb(20 20 40 / 6%), 0 12px 32px rgb(20 20 40 / 16%);
  /* text */
  --lulu-text: #1b1b20;
  --lulu-text-2: #55555f;
  --lulu-text-3: #5f5f6a;
  /* the one accent */
  --lulu-accent: #4a55cc;
  --lulu-accent-hover: #3e48b5;
  --lulu-accent-tint: #eceefb;
  --lulu-on-accent: #ffffff;
  --lulu-focus: #4a55cc;
  /* meanings */
  --lulu-green: #186c34;
  --lulu-green-tint: #e4f4e8;
  --lulu-red: #b3261e;
  --lulu-red-tint: #fdebe9;
  --lulu-amber: #7d4e00;
  --lulu-amber-tint: #fdeecb;
  --lulu-grey: #55555f;
  --lulu-grey-tint: #ececf0;
`;

const dark = css`
  color-scheme: dark;
  --lulu-bg: #151619;
  --lulu-bg-side: #1a1b1f;
  --lulu-bg-raised: #222328;
  --lulu-bg-inset: #1e1f24;
  --lulu-hover: rgb(255 255 255 / 4%);
  --lulu-selected: rgb(255 255 255 / 8%);
  --lulu-border: #292a30;
  --lulu-border-strong: #3c3d46;
  --lulu-backdrop: rgb(0 0 0 / 50%);
  --lulu-shadow: 0 0 0 1px rgb(255 255 255 / 8%), 0 16px 40px rgb(0 0 0 / 55%);
  --lulu-text: #ececf1;
  --lulu-text-2: #aeaeb9;
  --lulu-text-3: #93939f;
  --lulu-accent: #a0a8ff;
  --lulu-accent-hover: #b4baff;
  --lulu-accent-tint: #292c4a;
  --lulu-on-accent: #14152b;
  --lulu-focus: #a0a8ff;
  --lulu-green: #79d492;
  --lulu-green-tint: #1b3323;
  --lulu-red: #ff9d94;
  --lulu-red-tint: #40211f;
  --lulu-amber: #f2c267;
  --lulu-amber-tint: #3c2f16;
  --lulu-grey: #aeaeb9;
  --lulu-grey-tint: #2c2d33;
`;

export const tokens = css`
  :root {
    ${light}
    --lulu-font: system-ui, -apple-system, 'Segoe UI', 'Cantarell', 'Noto Sans', sans-serif;
    --lulu-font-mono: ui-monospace, 'SF Mono', 'Cascadia Code', 'DejaVu Sans Mono', monospace;
    /* the one size that is set; nothing is ever smaller than 12 px */
    --lulu-text-size: 14px;
    --lulu-text-size-s: max(12px, calc(var(--lulu-text-size) - 1px));
    --lulu-text-size-xs: max(12px, calc(var(--lulu-text-size) - 2px));
    --lulu-text-size-l: calc(var(--lulu-text-size) + 2px);
    --lulu-line: calc(var(--lulu-text-size) + 6px);
    --lulu-space-1: 4px;
    --lulu-space-2: 8px;
    --lulu-space-3: 12px;
    --lulu-space-4: 16px;
    --lulu-space-5: 24px;
    --lulu-space-6: 32px;
    --lulu-radius: 6px;
    --lulu-radius-l: 10px;
    --lulu-row-height: 60px;
    --lulu-bar-height: 52px;
    /* of the detail: from its sides to what it shows, and how wide that is at most */
    --lulu-edge: 24px;
    --lulu-column: 752px;
  }
  @media (max-width: 640px) {
    :root {
      --lulu-edge: 16px;
    }
  }
  :root[data-density='compact'] {
    --lulu-space-3: 10px;
    --lulu-space-4: 12px;
    --lulu-space-5: 18px;
    --lulu-bar-height: 44px;
  }
  @media (prefers-color-scheme: dark) {
    :root:not([data-theme='light']) {
      ${dark}
    }
  }
  :root[data-theme='dark'] {
    ${dark}
  }
`;

/** The page itself: the app fills the window, and only panes scroll. */
export const page = css`
  html,
  body {
    block-size: 100%;
    margin: 0;
    overflow: hidden;
    background: var(--lulu-bg);
    color: var(--lulu-text);
    font: var(--lulu-text-size) / 1.45 var(--lulu-font);
    -webkit-font-smoothing: antialiased;
    text-size-adjust: 100%;
  }
`;
