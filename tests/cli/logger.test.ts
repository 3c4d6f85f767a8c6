import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createContext } from '../../src/cli/context.ts';
import { openLog } from '../../src/cli/logger.ts';
import { temporaryFolder } from '../helpers/repository.ts';

/** Takes nothing, as a full disk does. */
const full = '/dev/full';

test.skipIf(!existsSync(full))(
  'a log that cannot be written costs its lines, and nothing else',
  async () => {
    const context = createContext([], { 'data-dir': temporaryFolder() });
    const log = openLog({ ...context, data: { ...context.data, log: full } });
    for (let line = 0; line < 3; line += 1) {
      expect(() => {
        log.warn({ line }, 'not written');
      }).not.toThrow();
      await nextTurn();
    }
  },
);
