/** The findings as text. */
import { isHeld, ratioOf, type Budget, type Finding } from './bench.ts';

/** One line a finding, columns aligned. */
export function tableOf(findings: readonly Finding[]): string {
  const head = ['', 'floor', 'Lulu', 'ratio', 'budget', ''];
  const rows = [head, ...findings.map(cells)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, column) => align(cell, column, widths[column] ?? 0)).join('  '))
    .join('\n');
}

function cells(finding: Finding): string[] {
  const { what, unit, floor, lulu, budget } = finding;
  const ratio = ratioOf(finding);
  const held = isHeld(finding);
  return [
    what,
    floor === undefined ? '' : `${digits(floor)} ${unit}`,
    `${digits(lulu)} ${unit}`,
    ratio === undefined ? '' : `${digits(ratio)} ×`,
    budget === undefined ? '' : textOf(budget, unit),
    held === undefined ? '' : held ? 'held' : 'MISSED',
  ];
}

function textOf({ most, least, mostRatio, leastRatio }: Budget, unit: string): string {
  return [
    most === undefined ? [] : [`≤ ${digits(most)} ${unit}`],
    least === undefined ? [] : [`≥ ${digits(least)} ${unit}`],
    mostRatio === undefined ? [] : [`≤ ${digits(mostRatio)} ×`],
    leastRatio === undefined ? [] : [`≥ ${digits(leastRatio)} ×`],
  ]
    .flat()
    .join(', ');
}

/** Three digits that count. */
function digits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: decimals });
}

function align(cell: string, column: number, width: number): string {
  return column === 0 || column >= 4 ? cell.padEnd(width) : cell.padStart(width);
}
