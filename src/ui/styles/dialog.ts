/** What every modal dialog looks like. */
import { css } from 'lit';

export const dialogs = css`
  /* Held at its top: what grows, because an answer came late or a field is wrong, grows downwards. */
  dialog {
    --top: clamp(12px, 5dvh, 96px);
    inline-size: min(var(--lulu-dialog-width, 420px), calc(100vw - 24px));
    max-block-size: min(780px, calc(100dvh - 2 * var(--top)));
    margin-block: var(--top) auto;
    padding: 0;
    border: 0;
    border-radius: 12px;
    background: var(--lulu-bg-raised);
    box-shadow: var(--lulu-shadow);
    color: var(--lulu-text);
    overflow: auto;
    overscroll-behavior: contain;
  }
  @media (forced-colors: active) {
    dialog {
      border: 1px solid CanvasText;
    }
  }
  dialog::backdrop {
    background: var(--lulu-backdrop);
  }
  form,
  .body {
    display: grid;
    gap: var(--lulu-space-4);
    padding: 20px 24px;
  }
  h2 {
    font-size: var(--lulu-text-size-l);
    font-weight: 600;
    line-height: 24px;
  }
  p {
    color: var(--lulu-text-2);
    overflow-wrap: anywhere;
  }
  footer {
    display: flex;
    justify-content: flex-end;
    gap: var(--lulu-space-2);
    padding-block-start: var(--lulu-space-1);
  }
`;
