/** The process table of the machine we run on. */
import { AgentError } from '../agent-error.ts';
import { darwinTable } from './darwin-table.ts';
import { linuxTable } from './linux-table.ts';
import type { ProcessTable } from './process-table.ts';

/**
 * The table of this machine.
 *
 * @throws {AgentError} `unsupported-platform` where runs cannot work.
 */
export function processTable(platform: NodeJS.Platform = process.platform): ProcessTable {
  if (platform === 'linux') return linuxTable;
  if (platform === 'darwin') return darwinTable;
  throw new AgentError(
    'unsupported-platform',
    `Lulu cannot run agents on ${platform} yet: it needs /bin/sh and named pipes. Use Linux, macOS, or WSL on Windows.`,
  );
}
