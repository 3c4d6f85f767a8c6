/** Claude Code, driven over stream-json. */
import type { Adapter } from '../adapter.ts';
import { claudeArchive } from './archive/archive.ts';
import { checkProgram } from './check.ts';
import { claudeCommand } from './command.ts';
import { decode } from './decode.ts';
import {
  encodeAllow,
  encodeAnswers,
  encodeDeny,
  encodeEndSession,
  encodeInterrupt,
  encodeModel,
  encodePermissionMode,
  encodePrompt,
  encodeRefusal,
} from './encode.ts';
import { claudeEnvironment } from './environment.ts';
import { explainWords } from './failures.ts';
import { locateClaude } from './locate.ts';
import { refusal } from './refusal.ts';

/** Everything any agent shares that speaks Claude Code's protocol. */
export const streamJson = {
  command: claudeCommand,
  environment: claudeEnvironment,
  encodePrompt,
  encodeAllow,
  encodeDeny,
  encodeAnswers,
  encodeRefusal,
  encodeInterrupt,
  encodeEndSession,
  encodePermissionMode,
  encodeModel,
  explain: explainWords,
  refusal,
  decode,
} as const;

export const claudeAdapter: Adapter = {
  ...streamJson,
  id: 'claude',
  label: 'Claude Code',
  locate: locateClaude,
  archive: claudeArchive,
  check: (program, env) => checkProgram(program, claudeEnvironment(env, {})),
};
