import { css } from 'lit';

export const newSessionStyles = css`
  :host {
    --lulu-dialog-width: 620px;
  }
  /* What gets the focus is not hidden behind the foot. */
  dialog {
    scroll-padding-block-end: 80px;
  }
  dialog:has(.problem, .failure) {
    scroll-padding-block-end: 240px;
  }
  form {
    gap: 18px;
  }
  .pair {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    gap: 18px var(--lulu-space-4);
  }
  .even {
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
  .field {
    min-inline-size: 0;
  }
  .field label {
    margin-block-end: 6px;
  }
  .field .hint,
  .field .error {
    display: block;
    margin-block-start: 6px;
  }
  .with-button {
    display: flex;
    gap: var(--lulu-space-1);
  }
  .with-button input {
    flex: 1;
    min-inline-size: 0;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 26px;
    margin-block: 4px 0;
    font-weight: 400;
  }
  .check input {
    inline-size: 16px;
    min-block-size: 16px;
    margin: 0;
    accent-color: var(--lulu-accent);
  }
  /* The commit is known a moment later than the dialog: its line is kept for it. */
  #base-about {
    min-block-size: 24px;
  }
  .optional {
    margin-inline-start: 4px;
    color: var(--lulu-text-3);
    font-weight: 400;
  }
  code {
    color: var(--lulu-text-2);
    font: var(--lulu-text-size-xs) var(--lulu-font-mono);
  }
  .problem {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px 12px;
    padding: 10px 12px;
    border-radius: var(--lulu-radius);
    background: var(--lulu-amber-tint);
    font-size: var(--lulu-text-size-s);
  }
  .problem p {
    flex: 1 1 320px;
    max-block-size: 7.5em;
    overflow-y: auto;
    color: var(--lulu-amber);
  }
  .failure {
    padding: 10px 12px;
    border-radius: var(--lulu-radius);
    background: var(--lulu-red-tint);
    color: var(--lulu-red);
    font-size: var(--lulu-text-size-s);
    overflow-wrap: anywhere;
  }
  .foot {
    position: sticky;
    inset-block-end: 0;
    display: grid;
    gap: 12px;
    margin: 0 -24px -20px;
    padding: 14px 24px;
    border-block-start: 1px solid var(--lulu-border);
    background: var(--lulu-bg-raised);
  }
  footer {
    align-items: center;
    padding: 0;
  }
  footer .hint {
    flex: 1;
  }
  @media (max-width: 560px) {
    .pair,
    .even {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
