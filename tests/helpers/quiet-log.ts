import type { Log } from '../../src/hosts/log.ts';

/** A log that keeps what it was told. */
export interface QuietLog extends Log {
  readonly entries: readonly {
    readonly level: string;
    readonly facts: object;
    readonly message: string;
  }[];
}

export function quietLog(): QuietLog {
  const entries: { level: string; facts: object; message: string }[] = [];
  const at = (level: string) => (facts: object, message: string) => {
    entries.push({ level, facts, message });
  };
  return { entries, info: at('info'), warn: at('warn'), error: at('error') };
}
