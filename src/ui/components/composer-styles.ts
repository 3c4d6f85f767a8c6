import { css } from 'lit';

export const composerStyles = css`
  :host {
    position: relative;
    display: block;
  }
  form {
    padding: 6px 6px 6px 12px;
    border: 1px solid var(--lulu-border-strong);
    border-radius: var(--lulu-radius-l);
    background: var(--lulu-bg-raised);
  }
  form:focus-within {
    border-color: transparent;
    outline: 2px solid var(--lulu-focus);
    outline-offset: -1px;
  }
  form.dropping {
    border-style: dashed;
    border-color: var(--lulu-accent);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    justify-content: flex-end;
    gap: var(--lulu-space-1);
  }
  textarea,
  textarea:focus-visible {
    flex: 1 1 160px;
    min-inline-size: 0;
    min-block-size: 32px;
    max-block-size: 38vh;
    padding: 6px 0;
    border: 0;
    outline: none;
    background: none;
    line-height: 20px;
    resize: none;
  }
  textarea:disabled {
    color: var(--lulu-text-3);
  }
  .line > .icon {
    block-size: 32px;
  }
  .images {
    display: flex;
    flex-wrap: wrap;
    gap: var(--lulu-space-2);
    margin: 4px 0 6px;
    padding: 0;
    list-style: none;
  }
  .images li {
    position: relative;
  }
  .images img,
  .images .blank {
    display: block;
    inline-size: 56px;
    block-size: 56px;
    border: 1px solid var(--lulu-border);
    border-radius: var(--lulu-radius);
    background: var(--lulu-bg-inset);
    object-fit: cover;
  }
  .images button.icon {
    position: absolute;
    inset-block-start: -6px;
    inset-inline-end: -6px;
    inline-size: 24px;
    min-block-size: 24px;
    border-color: var(--lulu-border-strong);
    border-radius: 50%;
    background: var(--lulu-bg-raised);
  }
  [role='listbox'] {
    position: absolute;
    inset-inline: 0;
    inset-block-end: calc(100% + 4px);
    z-index: 2;
    max-block-size: min(300px, 40vh);
    margin: 0;
    padding: 5px;
    border-radius: var(--lulu-radius-l);
    background: var(--lulu-bg-raised);
    box-shadow: var(--lulu-shadow);
    overflow: auto;
    list-style: none;
  }
  [role='option'] {
    display: flex;
    gap: var(--lulu-space-2);
    min-block-size: 28px;
    padding: 4px 8px;
    border-radius: var(--lulu-radius);
    font-size: var(--lulu-text-size-s);
    line-height: 20px;
    white-space: nowrap;
  }
  [role='option'] > .where {
    color: var(--lulu-text-3);
    overflow: hidden;
    text-overflow: ellipsis;
  }
  [role='option'][aria-selected='true'] {
    background: var(--lulu-selected);
  }
  .note {
    padding: 4px 12px 0;
  }
`;
