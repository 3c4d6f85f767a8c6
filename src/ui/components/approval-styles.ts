import { css } from 'lit';

/** What every card of something the agent asks looks like. */
export const approvalStyles = css`
  :host {
    display: block;
    border: 1px solid color-mix(in srgb, var(--lulu-amber) 50%, var(--lulu-border));
    border-radius: var(--lulu-radius-l);
    background: var(--lulu-bg-raised);
    overflow: hidden;
  }
  #ask {
    padding: 10px 14px 8px;
    font-weight: 600;
    line-height: 20px;
    overflow-wrap: anywhere;
  }
  .reason {
    padding: 0 14px 8px;
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-s);
  }
  .what {
    max-block-size: min(36vh, 420px);
    overflow: auto;
    border-block: 1px solid var(--lulu-border);
    background: var(--lulu-bg-inset);
  }
  .what > :is(pre, .prose) {
    margin: 0;
    padding: 8px 14px;
  }
  .what > .prose {
    max-inline-size: none;
  }
  .what .diff {
    border: 0;
    background: var(--lulu-bg);
  }
  textarea {
    min-block-size: 64px;
    max-block-size: min(36vh, 420px);
    padding: 8px 14px;
    border: 0;
    border-radius: 0;
    background: var(--lulu-bg);
    font: 13px / 20px var(--lulu-font-mono);
    resize: vertical;
  }
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: var(--lulu-space-2);
    padding: var(--lulu-space-2);
  }
  form > input {
    flex: 1 1 180px;
    min-inline-size: 0;
    inline-size: auto;
    font-size: var(--lulu-text-size-s);
  }
  .note {
    padding: 0 14px 8px;
    background: none;
  }
  @media (max-width: 560px) {
    form > input {
      flex-basis: 100%;
    }
  }
`;
