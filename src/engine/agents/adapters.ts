/** Every agent Lulu knows, by id. */
import type { AgentId } from '../../contract/rows.ts';
import type { Adapter } from './adapter.ts';
import { claudeAdapter } from './claude/claude-adapter.ts';
import { demoAdapter } from './demo/demo-adapter.ts';

/** @param demoProgram The demo agent's script, absolute. */
export function agentAdapters(demoProgram: string): Readonly<Record<AgentId, Adapter>> {
  return { claude: claudeAdapter, demo: demoAdapter(demoProgram) };
}
