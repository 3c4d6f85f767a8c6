import { css } from 'lit';
import { blockStyles } from './entry-block-styles.ts';
import { lineStyles } from './entry-line-styles.ts';
import { proseStyles } from './entry-prose-styles.ts';
import { diffStyles, extraStyles } from './entry-tool-styles.ts';

/** How far entries stand apart. */
const rhythm = css`
  .entry {
    padding-block: 6px;
    outline-offset: 2px;
  }
  .entry[data-kind='message'] {
    padding-block: 8px;
  }
  .entry[data-kind='prompt'] {
    padding-block: 12px 8px;
  }
  .entry:is([data-kind='thinking'], [data-kind='unrecognised']),
  .entry:has(> :is(.look, .group)) {
    padding-block: 0;
  }
  .entry[data-kind='run'] {
    padding-block: 12px 6px;
  }
  .steps {
    padding-inline-start: 14px;
    border-inline-start: 2px solid var(--lulu-border);
  }
  .group > .body {
    padding-inline-start: 4px;
  }
  .partial {
    padding-block: 8px;
  }
`;

/**
 * How entries look. Line heights and gaps are whole pixels, so that what is put back in place lands
 * on the pixel it came from.
 */
export const entryStyles = [blockStyles, proseStyles, extraStyles, diffStyles, lineStyles, rhythm];
