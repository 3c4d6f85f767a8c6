import { expect, test } from 'vitest';
import { rowHeightOf } from '../../src/core/row-height.ts';

test('rows grow with the text, and two lines of it always fit', () => {
  expect(rowHeightOf({ density: 'comfortable', fontSize: 14 })).toBe(60);
  expect(rowHeightOf({ density: 'compact', fontSize: 14 })).toBe(48);
  for (const density of ['comfortable', 'compact'] as const) {
    for (let fontSize = 12; fontSize <= 18; fontSize += 1) {
      const lines = 2 * (fontSize + 6) + rowHeightOf({ density, fontSize }) / 12;
      expect(rowHeightOf({ density, fontSize })).toBeGreaterThanOrEqual(Math.floor(lines));
    }
  }
});
