import type { AgentInfo } from '../contract/requests.ts';
import type { Adapter } from './agents/adapter.ts';
import type { Environment } from './agents/environment.ts';

/** Which agents can be started here, and what is in the way of the others. Starts each once. */
export function listAgents(
  adapters: readonly Adapter[],
  env: Environment,
  setting: string | null,
): Promise<AgentInfo[]> {
  return Promise.all(adapters.map((adapter) => agentInfo(adapter, env, setting)));
}

async function agentInfo(
  adapter: Adapter,
  base: Environment,
  setting: string | null,
): Promise<AgentInfo> {
  const { id, label } = adapter;
  const env = adapter.environment(base, {});
  try {
    const path = await adapter.locate({
      env,
      agentBin: null,
      setting: id === 'claude' ? setting : null,
    });
    const { version } = await adapter.check(path, env);
    return { id, label, available: true, path, version, problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { id, label, available: false, path: null, version: null, problem };
  }
}
