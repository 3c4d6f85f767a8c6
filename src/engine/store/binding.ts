import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Options that make better-sqlite3 find its native addon.
 *
 * From source its own package knows the place. In a bundle there is no package: the build puts the
 * platform's addon beside the bundle, as `better_sqlite3.node`.
 */
export function sqliteOptions(): { nativeBinding?: string } {
  const beside = join(import.meta.dirname, 'better_sqlite3.node');
  return existsSync(beside) ? { nativeBinding: beside } : {};
}
