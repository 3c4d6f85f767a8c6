/** The few drawings the app uses: 16 px, one stroke, in the colour of the text around them. */
import { html, svg, type TemplateResult } from 'lit';

const paths = {
  plus: svg`<path d="M8 3v10M3 8h10" />`,
  search: svg`<circle cx="7" cy="7" r="4.25" /><path d="m10.2 10.2 3.05 3.05" />`,
  order: svg`<path d="M3 4.5h10M4.75 8h6.5M6.5 11.5h3" />`,
  more: svg`<g fill="currentColor" stroke="none"><circle cx="3.5" cy="8" r="1.25" /><circle cx="8" cy="8" r="1.25" /><circle cx="12.5" cy="8" r="1.25" /></g>`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8" />`,
  back: svg`<path d="M9.75 3.5 5.25 8l4.5 4.5" />`,
  folder: svg`<path d="M2 4.75c0-.7.55-1.25 1.25-1.25h2.9l1.5 1.75h5.1c.7 0 1.25.55 1.25 1.25v4.75c0 .7-.55 1.25-1.25 1.25h-9.5c-.7 0-1.25-.55-1.25-1.25z" />`,
  check: svg`<path d="m3.25 8.5 3.25 3.25 6.25-7" />`,
  play: svg`<path d="M5 3.5v9l7.25-4.5z" />`,
  stop: svg`<rect x="4" y="4" width="8" height="8" rx="1.25" />`,
  trash: svg`<path d="M2.75 4.25h10.5M6.25 4V2.75h3.5V4M4.25 4.5l.6 8.75h6.3l.6-8.75M6.9 7v3.75M9.1 7v3.75" />`,
  rename: svg`<path d="M3 13h2.25l7.4-7.4a1.5 1.5 0 0 0-2.25-2.25L3 10.75z" />`,
  copy: svg`<rect x="5.5" y="5.5" width="7.75" height="7.75" rx="1.5" /><path d="M10.5 3.25V3a.75.75 0 0 0-.75-.75H3.5c-.7 0-1.25.55-1.25 1.25v6.25c0 .4.35.75.75.75h.25" />`,
  open: svg`<path d="M6.25 3.5 10.75 8l-4.5 4.5" />`,
  warning: svg`<path d="M8 2.5 14 13H2zM8 6.5v3M8 11.25v.1" />`,
} as const;

export type IconName = keyof typeof paths;

export function icon(name: IconName): TemplateResult {
  return html`<svg
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.4"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${paths[name]}
  </svg>`;
}
