import type { Finding } from '../contract/requests.ts';
import type { Store } from './store/store.ts';

/** So many of the newest lines are looked at for what they were. */
const looked = 1000;
const shown = 5;

/** What agents said that nobody understood: how much, and of which kinds. Never more than a note. */
export function misunderstoodFinding(store: Store): Finding {
  const { count, newest } = store.unrecognised(looked);
  if (count === 0) {
    return {
      level: 'ok',
      topic: 'agent',
      text: 'Every line of every agent was understood',
      action: null,
    };
  }
  const lines = count === 1 ? '1 line' : `${String(count)} lines`;
  const kinds = [...countKinds(newest)]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, shown)
    .map(([kind, times]) => `${kind} ×${String(times)}`);
  return {
    level: 'warning',
    topic: 'agent',
    text: `${lines} of agents were not understood: ${kinds.join(', ')}`,
    action: 'They are kept as they came and change nothing. A newer Lulu may know them',
  };
}

function countKinds(lines: readonly string[]): Map<string, number> {
  const kinds = new Map<string, number>();
  for (const line of lines) {
    const kind = kindOf(line);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return kinds;
}

/** `system/new_thing`; by its beginning, since a kept line may be cut. */
function kindOf(line: string): string {
  const [type, subtype] = ['type', 'subtype'].map(
    (key) => new RegExp(`"${key}":"([\\w.-]{1,60})"`, 'u').exec(line)?.[1],
  );
  if (!line.startsWith('{') || type === undefined) return 'no JSON';
  return subtype === undefined ? type : `${type}/${subtype}`;
}
