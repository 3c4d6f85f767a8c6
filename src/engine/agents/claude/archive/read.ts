/** Reading a transcript: a tree of entries, of which one branch is the conversation. */
import { AgentError } from '../../agent-error.ts';
import type { ConversationHistory, PastEvent } from '../../archive.ts';
import { decodeAssistant, decodeUser } from '../decode-conversation.ts';
import { number, record, string, type Json } from '../json.ts';
import { instantOf, isConversation, isInterruption, promptOf, toolIds } from './entry.ts';
import { entriesOf } from './lines.ts';
import type { EventBody } from '../../../../contract/events.ts';
import type { Signal } from '../../adapter.ts';

/** @throws {AgentError} `gone` where the file cannot be read. */
export async function readConversation(path: string): Promise<ConversationHistory> {
  try {
    const branch = await findBranch(path);
    return await readBranch(path, branch);
  } catch (error) {
    throw new AgentError('gone', `The conversation ${path} cannot be read.`, error);
  }
}

/** Which entries are the conversation, and which tools were called on the way. */
interface Branch {
  readonly entries: ReadonlySet<string>;
  readonly calls: ReadonlySet<string>;
}

interface Node {
  readonly parent: string | null;
  readonly calls: readonly string[];
}

/**
 * From the last entry up to the first. Parallel processes and rewinds leave branches that nobody goes on
 * from; a file that was cut has entries whose parent is gone: those follow what stands before them.
 */
async function findBranch(path: string): Promise<Branch> {
  const nodes = new Map<string, Node>();
  let before: string | null = null;
  let leaf: string | null = null;
  for await (const entry of entriesOf(path)) {
    const uuid = string(entry, 'uuid');
    if (uuid === null || entry['isSidechain'] === true) continue;
    const named = string(entry, 'parentUuid') ?? string(entry, 'logicalParentUuid');
    const parent = named !== null && !nodes.has(named) ? before : named;
    nodes.set(uuid, { parent, calls: toolIds(entry, 'tool_use') });
    before = uuid;
    if (isConversation(entry)) leaf = uuid;
  }
  const entries = new Set<string>();
  const calls = new Set<string>();
  for (let at = leaf; at !== null && !entries.has(at); at = nodes.get(at)?.parent ?? null) {
    entries.add(at);
    for (const call of nodes.get(at)?.calls ?? []) calls.add(call);
  }
  return { entries, calls };
}

async function readBranch(path: string, branch: Branch): Promise<ConversationHistory> {
  const events: PastEvent[] = [];
  let at = 0;
  let finished = false;
  let totalCostUsd: number | null = null;
  let model: string | null = null;
  for await (const entry of entriesOf(path)) {
    if (string(entry, 'type') === 'cost-state') {
      totalCostUsd = number(entry, 'totalCostUSD') ?? totalCostUsd;
    }
    if (!isConversation(entry) || !belongs(entry, branch)) continue;
    at = Math.max(at, instantOf(entry) ?? at);
    const said = eventsOf(entry);
    for (const event of said) events.push({ at, event });
    if (said.length > 0 || isInterruption(entry)) finished = isLastWord(entry);
    model = modelOf(entry) ?? model;
  }
  return { events, finished, totalCostUsd, model };
}

/** Results of tools called at once hang on their calls, beside the branch. */
function belongs(entry: Json, { entries, calls }: Branch): boolean {
  if (entries.has(string(entry, 'uuid') ?? '')) return true;
  return toolIds(entry, 'tool_result').some((id) => calls.has(id));
}

function eventsOf(entry: Json): readonly EventBody[] {
  const prompt = promptOf(entry);
  if (prompt !== null) return [{ type: 'prompt', payload: { text: prompt } }];
  if (isInterruption(entry)) return [notice('information', 'Interrupted by the user')];
  switch (string(entry, 'type')) {
    case 'assistant':
      return bodies(
        decodeAssistant({ ...entry, is_api_error_message: entry['isApiErrorMessage'] }),
      );
    case 'user':
      return bodies(decodeUser({ ...entry, tool_use_result: entry['toolUseResult'] }));
    case 'system':
      return systemEvents(entry);
    default:
      return [];
  }
}

function systemEvents(entry: Json): readonly EventBody[] {
  const content = string(entry, 'content') ?? '';
  switch (string(entry, 'subtype')) {
    case 'compact_boundary':
      return [notice('compaction', 'The conversation was compacted')];
    case 'model_fallback':
      return [notice('model-fallback', content === '' ? 'Another model took over' : content)];
    default:
      return [];
  }
}

function notice(kind: 'information' | 'compaction' | 'model-fallback', text: string): EventBody {
  return { type: 'notice', payload: { kind, text } };
}

/** A shape nobody knows says nothing: the transcript itself is still there. */
function bodies(signals: readonly Signal[] | null): readonly EventBody[] {
  return (signals ?? []).flatMap((signal) => (signal.kind === 'event' ? [signal.event] : []));
}

function isLastWord(entry: Json): boolean {
  return string(entry, 'type') === 'assistant' && toolIds(entry, 'tool_use').length === 0;
}

function modelOf(entry: Json): string | null {
  const message = record(entry, 'message');
  const model = message === null ? null : string(message, 'model');
  return model === '<synthetic>' ? null : model;
}
