/** What every page beside the list looks like: settings, trash, check-up. */
import { css } from 'lit';

export const pageStyles = css`
  :host {
    display: block;
    block-size: 100%;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--lulu-border-strong) transparent;
  }
  .page {
    max-inline-size: 720px;
    margin-inline: auto;
    padding: 0 var(--lulu-space-5) 48px;
  }
  header {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    gap: var(--lulu-space-2);
    min-block-size: var(--lulu-bar-height);
    background: var(--lulu-bg);
  }
  header h2 {
    flex: 1;
    font-size: 15px;
    font-weight: 600;
  }
  h2:focus {
    outline: none;
  }
  .about {
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-s);
  }
  .quiet-line {
    color: var(--lulu-text-2);
    font-size: var(--lulu-text-size-s);
    overflow-wrap: anywhere;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    padding-block: 14px;
    border-block-end: 1px solid var(--lulu-border);
  }
  .failure {
    margin-block: var(--lulu-space-3);
    padding: 10px 12px;
    border-radius: var(--lulu-radius);
    background: var(--lulu-red-tint);
    color: var(--lulu-red);
    font-size: var(--lulu-text-size-s);
    overflow-wrap: anywhere;
  }
`;
