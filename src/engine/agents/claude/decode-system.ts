/** What the CLI says about itself: starts, retries, background work, modes. Pure. */
import type { Signal } from '../adapter.ts';
import { keyRefused } from './failures.ts';
import { number, plainLine, record, records, string, type Json } from './json.ts';
import { notice, nothing, said } from './signals.ts';

/** Null: not understood. */
export function decodeSystem(line: Json): readonly Signal[] | null {
  switch (string(line, 'subtype')) {
    case 'init':
      return agentStarted(line);
    case 'api_retry':
      return string(line, 'error') === 'authentication_failed'
        ? notice('authentication-failed', keyRefused)
        : notice('api-retry', retryText(line));
    case 'background_tasks_changed':
      return backgroundTasks(line);
    case 'status':
      return status(line);
    case 'compact_boundary':
      return notice('compaction', compactionText(record(line, 'compact_metadata')));
    case 'permission_denied': {
      const tool = string(line, 'tool_name') ?? 'A tool';
      const why = plainLine(string(line, 'message') ?? '') ?? 'no reason was given';
      return notice('permission-denied', `${tool} was not allowed: ${why}`);
    }
    case 'task_started':
      return taskStarted(line);
    case 'task_notification':
      return taskEnded(line);
    case 'model_fallback':
    case 'model_refusal_fallback':
    case 'model_refusal_no_fallback':
      return fallback(line);
    case 'informational':
    case 'local_command_output':
      return information(string(line, 'content'));
    case 'notification':
      return information(string(line, 'text'));
    case 'hook_response':
      return hookEnded(line);
    case 'plugin_install':
      return information(string(line, 'error'));
    case 'session_writes_lost':
      return said({ type: 'error', payload: { text: lostText(string(line, 'error_code')) } });
    case 'commands_changed':
    case 'control_request_progress':
    case 'elicitation_complete':
    case 'files_persisted':
    case 'hook_progress':
    case 'hook_started':
    case 'memory_recall':
    case 'mirror_error':
    case 'session_state_changed':
    case 'session_title_changed':
    case 'task_progress':
    case 'task_updated':
    case 'thinking_tokens':
    case 'ui_invalidate':
    case 'worker_shutting_down':
      return nothing;
    case null:
    default:
      return null;
  }
}

/** Said at the start of every turn, not of the process. */
function agentStarted(line: Json): readonly Signal[] {
  const model = string(line, 'model');
  const permissionMode = string(line, 'permissionMode');
  return notice('agent-started', `Started with ${model ?? 'an unnamed model'}`, {
    ...(model === null ? {} : { model }),
    ...(permissionMode === null ? {} : { permissionMode }),
  });
}

function retryText(line: Json): string {
  const [attempt, retries] = [number(line, 'attempt') ?? 1, number(line, 'max_retries')];
  const of = retries === null ? '' : ` of ${String(retries)}`;
  const status = number(line, 'error_status');
  const error = string(line, 'error') ?? 'unknown';
  const cause = status === null ? `no answer, ${error}` : `${String(status)} ${error}`;
  const seconds = Math.max(1, Math.round((number(line, 'retry_delay_ms') ?? 0) / 1000));
  return `Waiting for the API, try ${String(attempt)}${of} (${cause}), next in ${String(seconds)} s`;
}

/** The whole list each time; ambient tasks are the CLI's own and keep no run open. */
function backgroundTasks(line: Json): readonly Signal[] | null {
  if (!Array.isArray(line['tasks'])) return null;
  const running = records(line, 'tasks').filter((task) => task['ambient'] !== true);
  const tasks = running.map((task) => plainLine(string(task, 'description') ?? '') ?? 'a task');
  const text =
    tasks.length === 0
      ? 'Nothing runs in the background'
      : `Background ${tasks.length === 1 ? 'task' : 'tasks'}: ${tasks.join(', ')}`;
  return notice('background-tasks', text, { tasks });
}

function status(line: Json): readonly Signal[] {
  const permissionMode = string(line, 'permissionMode');
  if (permissionMode !== null) {
    return notice('mode-changed', `Permission mode: ${permissionMode}`, { permissionMode });
  }
  if (string(line, 'compact_result') === 'failed') {
    const why = plainLine(string(line, 'compact_error') ?? '') ?? 'no reason was given';
    return notice('compaction', `The conversation could not be compacted: ${why}`);
  }
  return string(line, 'status') === 'compacting'
    ? notice('compaction', 'Compacting the conversation')
    : nothing;
}

function compactionText(metadata: Json | null): string {
  const before = metadata === null ? null : number(metadata, 'pre_tokens');
  const after = metadata === null ? null : number(metadata, 'post_tokens');
  if (before === null) return 'The conversation was compacted';
  const to = after === null ? '' : ` to ${String(after)}`;
  return `The conversation was compacted from ${String(before)}${to} tokens`;
}

/** Commands in the background are told by the list of tasks; subagents have a story of their own. */
function taskStarted(line: Json): readonly Signal[] {
  if (string(line, 'task_type') === 'local_bash') return nothing;
  return notice('subagent', `Subagent started: ${string(line, 'description') ?? 'a task'}`);
}

function taskEnded(line: Json): readonly Signal[] {
  const summary = string(line, 'summary') ?? '';
  const ending = string(line, 'status') ?? 'ended';
  if (summary === '') return notice('subagent', `A background task ${ending}`);
  const report = line['summary_is_report'] === true;
  return notice('subagent', report ? `Subagent ${ending}: ${summary}` : summary);
}

function fallback(line: Json): readonly Signal[] {
  const [from, to] = [string(line, 'original_model'), string(line, 'fallback_model')];
  const said = plainLine(string(line, 'content') ?? '');
  const text = said ?? fallbackText(string(line, 'subtype'), from ?? 'The model', to);
  return notice('model-fallback', text, to === null ? {} : { model: to });
}

function fallbackText(subtype: string | null, from: string, to: string | null): string {
  const why = subtype === 'model_fallback' ? 'is not available just now' : 'refused to answer';
  return to === null ? `${from} ${why}` : `${from} ${why}, so ${to} took over`;
}

function hookEnded(line: Json): readonly Signal[] {
  if (string(line, 'outcome') !== 'error') return nothing;
  const name = string(line, 'hook_name') ?? 'A hook';
  const words = string(line, 'stderr') ?? string(line, 'output') ?? '';
  return notice('information', `The hook ${name} failed: ${plainLine(words) ?? 'it said nothing'}`);
}

function information(text: string | null): readonly Signal[] {
  return text === null || text === '' ? nothing : notice('information', text);
}

function lostText(code: string | null): string {
  const why = code === 'EDQUOT' ? 'the disk quota is used up' : 'the disk is full';
  return `The agent could not write its own record of the session: ${why}. Resuming may not know all of it.`;
}
