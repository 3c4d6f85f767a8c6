import { css } from 'lit';

/** What a question card has besides what all cards have. */
export const questionStyles = css`
  .questions {
    max-block-size: min(46vh, 520px);
    padding: 2px 14px 8px;
    overflow: auto;
  }
  fieldset {
    margin: 0;
    padding: 8px 0 4px;
    border: 0;
  }
  fieldset + fieldset {
    border-block-start: 1px solid var(--lulu-border);
  }
  legend {
    float: inline-start;
    inline-size: 100%;
    padding: 0 0 4px;
    font-weight: 600;
    line-height: 20px;
    overflow-wrap: anywhere;
  }
  legend .hint {
    font-weight: 400;
  }
  label {
    display: flex;
    clear: both;
    gap: 10px;
    padding: 4px 8px;
    margin-inline: -8px;
    border-radius: var(--lulu-radius);
    color: var(--lulu-text);
    font-weight: 400;
    line-height: 20px;
  }
  label:hover {
    background: var(--lulu-hover);
  }
  label input {
    flex: none;
    inline-size: 16px;
    min-block-size: 16px;
    block-size: 16px;
    margin: 2px 0;
    accent-color: var(--lulu-accent);
  }
  label span {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  small {
    display: block;
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-xs);
    line-height: 18px;
  }
  .other {
    min-block-size: 28px;
    margin: 2px 0 4px 26px;
    inline-size: calc(100% - 26px);
    padding-block: 2px;
    font-size: var(--lulu-text-size-s);
  }
  form {
    border-block-start: 1px solid var(--lulu-border);
  }
`;
