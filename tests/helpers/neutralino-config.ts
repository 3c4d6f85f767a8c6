import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const Config = v.looseObject({
  version: v.string(),
  tokenSecurity: v.string(),
  exportAuthInfo: v.boolean(),
  documentRoot: v.string(),
  url: v.string(),
  nativeAllowList: v.array(v.string()),
  serverHeaders: v.record(v.string(), v.string()),
  cli: v.looseObject({ binaryVersion: v.string() }),
  modes: v.looseObject({
    window: v.looseObject({ title: v.string(), enableInspector: v.boolean() }),
  }),
  extensions: v.array(
    v.object({ id: v.string(), commandLinux: v.string(), commandDarwin: v.string() }),
  ),
});

/** The configuration that ships. */
export const neutralinoConfig = v.parse(
  Config,
  JSON.parse(readFileSync(new URL('../../neutralino.config.json', import.meta.url), 'utf8')),
);
