/** What axe says about a whole page, everything in shadow roots included. */
import { source, type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

/** A line for each place of each rule that is broken. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const { violations } = await page.evaluate(runAxe);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help} (${target.flat().join(' ')})`),
  );
}

/** Runs in the page. */
function runAxe(): Promise<AxeResults> {
  const { axe } = globalThis as unknown as {
    axe: { run: (context: Document, options: RunOptions) => Promise<AxeResults> };
  };
  return axe.run(document, { resultTypes: ['violations'] });
}
