import * as v from 'valibot';
import { Settings } from '../../contract/settings.ts';

const defaults: Settings = {
  order: null,
  theme: 'system',
  claudePath: null,
  liveAgents: 8,
  density: 'comfortable',
  fontSize: 14,
  notifyWaiting: true,
  notifyCompleted: true,
  notifyFailed: true,
  editor: null,
  terminal: null,
};

/** The settings as stored, with the defaults for what is missing or no longer makes sense. */
export function readSettings(stored: Readonly<Record<string, unknown>>): Settings {
  const settings: Record<string, unknown> = { ...defaults };
  for (const [name, schema] of Object.entries(Settings.entries)) {
    const value = v.safeParse(schema, stored[name]);
    if (value.success) settings[name] = value.output;
  }
  return v.parse(Settings, settings);
}
