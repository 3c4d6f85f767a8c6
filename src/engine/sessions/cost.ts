import type { EventBody } from '../../contract/events.ts';

/**
 * Fills in what one turn cost where the agent only says its running total: the difference.
 *
 * Claude Code's `total_cost_usd` goes on across turns and across `--resume`.
 */
export function turnCost(body: EventBody, totalBefore: number | null): EventBody {
  if (body.type !== 'usage') return body;
  const { costUsd, totalCostUsd } = body.payload;
  if (costUsd !== null || totalCostUsd === null) return body;
  const difference = Math.max(0, totalCostUsd - (totalBefore ?? 0));
  return { ...body, payload: { ...body.payload, costUsd: difference } };
}
