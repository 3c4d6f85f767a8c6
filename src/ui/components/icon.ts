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
  editor: svg`<path d="M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5" />`,
  pulse: svg`<path d="M1.5 8.5h3L6.5 4l3 8.5 2-4h3" />`,
  terminal: svg`<rect x="2" y="3" width="12" height="10" rx="1.5" /><path d="m4.75 6.25 2 1.75-2 1.75M8.5 10h2.75" />`,
  settings: svg`<path d="M2.5 4.75h6M12 4.75h1.5M2.5 11.25h1.5M7.5 11.25h6" /><circle cx="10.25" cy="4.75" r="1.75" /><circle cx="5.75" cy="11.25" r="1.75" />`,
  keyboard: svg`<rect x="1.75" y="4" width="12.5" height="8" rx="1.5" /><path d="M4.5 6.75h.1M7 6.75h.1M9.5 6.75h.1M11.75 6.75h.1M5.25 9.5h5.5" />`,
  open: svg`<path d="M6.25 3.5 10.75 8l-4.5 4.5" />`,
  image: svg`<rect x="2.25" y="3" width="11.5" height="10" rx="1.5" /><circle cx="5.75" cy="6.25" r="1.1" /><path d="m2.75 11.5 3.5-3 2.25 2 2.25-2.5 2.75 3" />`,
  link: svg`<path d="M6.75 9.25 9.25 6.75M7.25 4.75l1-1a2.83 2.83 0 0 1 4 4l-1 1M8.75 11.25l-1 1a2.83 2.83 0 0 1-4-4l1-1" />`,
  chevron: svg`<path d="m4.5 6.5 3.5 3.5 3.5-3.5" />`,
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
