/** What buttons, fields and headings look like, for every component's shadow root. */
import { css } from 'lit';

export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    color: var(--lulu-text);
    font: var(--lulu-text-size) / 1.45 var(--lulu-font);
  }
  [hidden] {
    display: none !important;
  }
  :focus-visible {
    outline: 2px solid var(--lulu-focus);
    outline-offset: 1px;
  }
  h1,
  h2,
  h3,
  p {
    margin: 0;
    font-size: inherit;
  }
  svg {
    display: block;
    flex: none;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .ellipsis {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;

export const buttons = css`
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-block-size: 32px;
    padding: 0 12px;
    border: 1px solid var(--lulu-border-strong);
    border-radius: var(--lulu-radius);
    background: var(--lulu-bg-raised);
    color: var(--lulu-text);
    font: 500 var(--lulu-text-size-s) / 1 var(--lulu-font);
    white-space: nowrap;
    cursor: default;
    transition: background-color 80ms;
  }
  button:hover:not(:disabled) {
    background: linear-gradient(var(--lulu-hover), var(--lulu-hover)), var(--lulu-bg-raised);
  }
  button:disabled {
    opacity: 0.5;
  }
  button.primary {
    border-color: transparent;
    background: var(--lulu-accent);
    color: var(--lulu-on-accent);
  }
  button.primary:hover:not(:disabled) {
    background: var(--lulu-accent-hover);
  }
  button.danger {
    border-color: transparent;
    background: var(--lulu-red);
    color: var(--lulu-bg);
  }
  button.danger:hover:not(:disabled) {
    background: color-mix(in srgb, var(--lulu-red) 88%, var(--lulu-text));
  }
  button.quiet {
    border-color: transparent;
    background: none;
    color: var(--lulu-text-2);
  }
  button.quiet:hover:not(:disabled) {
    background: var(--lulu-selected);
    color: var(--lulu-text);
  }
  button.icon {
    inline-size: 28px;
    min-block-size: 28px;
    padding: 0;
  }
  @media (prefers-reduced-motion: reduce) {
    button {
      transition: none;
    }
  }
`;

export const fields = css`
  label {
    display: block;
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-s);
    font-weight: 500;
  }
  input,
  textarea,
  select {
    display: block;
    inline-size: 100%;
    min-block-size: 32px;
    padding: 5px 10px;
    border: 1px solid var(--lulu-border-strong);
    border-radius: var(--lulu-radius);
    background: var(--lulu-bg);
    color: var(--lulu-text);
    font: var(--lulu-text-size) / 1.45 var(--lulu-font);
  }
  /* Its own arrow: what a select looks like otherwise is the toolkit's choice, and differs from everything here. */
  select {
    padding-inline-end: 28px;
    appearance: none;
    background:
      linear-gradient(45deg, transparent 50%, var(--lulu-text-2) 50%) right 14px center / 4px 4px
        no-repeat,
      linear-gradient(135deg, var(--lulu-text-2) 50%, transparent 50%) right 10px center / 4px 4px
        no-repeat,
      var(--lulu-bg);
  }
  textarea {
    min-block-size: 96px;
    max-block-size: 40vh;
    resize: vertical;
  }
  input::placeholder,
  textarea::placeholder {
    color: var(--lulu-text-3);
    opacity: 1;
  }
  input:focus-visible,
  textarea:focus-visible,
  select:focus-visible {
    outline: 2px solid var(--lulu-focus);
    outline-offset: -1px;
    border-color: transparent;
  }
  [aria-invalid='true'] {
    border-color: var(--lulu-red);
  }
  .error {
    color: var(--lulu-red);
    font-size: var(--lulu-text-size-s);
  }
  .hint {
    color: var(--lulu-text-3);
    font-size: var(--lulu-text-size-xs);
  }
`;
