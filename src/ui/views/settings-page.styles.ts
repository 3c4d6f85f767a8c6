import { css } from 'lit';

export const settingsStyles = css`
  section {
    display: grid;
    justify-items: start;
    gap: var(--lulu-space-4);
    padding-block: 20px;
    border-block-end: 1px solid var(--lulu-border);
  }
  section:last-child {
    border: 0;
  }
  h3 {
    font-weight: 600;
  }
  .field {
    display: grid;
    grid-template-columns: minmax(120px, 180px) minmax(0, 1fr);
    gap: 4px var(--lulu-space-4);
    inline-size: 100%;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .field > label,
  .field > legend {
    padding-block-start: 6px;
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-s);
    font-weight: 500;
  }
  /* A legend takes no part in its fieldset's grid unless it floats. */
  .field > legend {
    float: inline-start;
    padding-inline: 0;
  }
  .field p {
    margin-block-start: 4px;
  }
  .field p:empty {
    display: none;
  }
  select,
  input[type='number'] {
    inline-size: auto;
    min-inline-size: 120px;
  }
  .with-button {
    display: flex;
    gap: var(--lulu-space-2);
  }
  .with-button input {
    flex: 1;
    min-inline-size: 0;
  }
  fieldset:not(.field) {
    display: grid;
    gap: 2px;
    margin: 0;
    padding: 0;
    border: 0;
  }
  fieldset .hint {
    padding: 0;
    margin-block-end: 6px;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 30px;
    color: var(--lulu-text);
    font-weight: 400;
  }
  .check input,
  .choice input {
    inline-size: 16px;
    min-block-size: 16px;
    margin: 0;
    accent-color: var(--lulu-accent);
  }
  .choice {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .choice label {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 32px;
    padding-inline: 10px 12px;
    border: 1px solid var(--lulu-border-strong);
    border-radius: var(--lulu-radius);
    color: var(--lulu-text);
  }
  .choice label:has(:checked) {
    border-color: var(--lulu-accent);
    background: var(--lulu-accent-tint);
  }
  .choice label:has(:focus-visible) {
    outline: 2px solid var(--lulu-focus);
    outline-offset: 1px;
  }
  .choice input:focus-visible {
    outline: none;
  }
  @media (max-width: 560px) {
    .field {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
