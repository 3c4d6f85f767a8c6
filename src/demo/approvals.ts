/** Asking leave to use a tool, and what the answers mean for the next time. */
import { randomUUID } from 'node:crypto';
import { isAbsolute, relative, resolve } from 'node:path';
import { isRecord, textAt, type Json } from './json.ts';
import { Interrupted } from './patience.ts';
import type { Voice } from './voice.ts';

export type Verdict =
  | { readonly allowed: true; readonly input: Json }
  | { readonly allowed: false; readonly message: string; readonly interrupt: boolean };

interface Pending {
  readonly input: Json;
  readonly settle: (verdict: Verdict) => void;
  readonly cancel: () => void;
}

interface Rule {
  readonly tool: string;
  readonly content: string | undefined;
}

const closed = 'AbortError: Tool permission stream closed before response received';
const readers = new Set(['Read', 'Glob']);
const editors = new Set(['Write', 'Edit']);

/** The requests that are open, the mode, and the rules that answers have added. */
export class Approvals {
  readonly #voice: Voice;
  readonly #asks: boolean;
  readonly #mayBypass: boolean;
  readonly #open = new Map<string, Pending>();
  readonly #rules: Rule[] = [];
  #inputEnded = false;
  #mode: string;

  constructor(voice: Voice, options: { asks: boolean; mode: string }) {
    this.#voice = voice;
    this.#asks = options.asks;
    this.#mode = options.mode;
    this.#mayBypass = options.mode === 'bypassPermissions';
  }

  get mode(): string {
    return this.#mode;
  }

  /** Returns why not, in Claude Code's words, or undefined where the mode is now `mode`. */
  changeMode(mode: string): string | undefined {
    if (mode === 'bypassPermissions' && !this.#mayBypass) {
      return 'Cannot set permission mode to bypassPermissions because the session was not launched with --dangerously-skip-permissions';
    }
    this.#mode = mode;
    this.#voice.system('status', { status: null, permissionMode: mode });
    return undefined;
  }

  /** Whether `tool` may be used on `input`: by mode, by rule, or by asking. */
  async leave(tool: string, input: Json, toolUseId: string, signal: AbortSignal): Promise<Verdict> {
    if (this.#needsNoLeave(tool, input)) return { allowed: true, input };
    if (this.#mode !== 'dontAsk' && this.#asks) return this.ask(tool, input, toolUseId, signal);
    const message = `Claude requested permissions to use ${tool}, but you haven't granted it yet.`;
    this.#voice.system('permission_denied', { tool_name: tool, tool_use_id: toolUseId, message });
    return { allowed: false, message, interrupt: false };
  }

  /** Asks, whatever the mode. @throws {Interrupted} when the turn is interrupted meanwhile. */
  ask(tool: string, input: Json, toolUseId: string, signal: AbortSignal): Promise<Verdict> {
    const requestId = randomUUID();
    this.#voice.control({
      type: 'control_request',
      request_id: requestId,
      request: request(tool, input, toolUseId),
    });
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#open.delete(requestId);
        signal.removeEventListener('abort', cancel);
      };
      const cancel = (): void => {
        done();
        reject(new Interrupted('tools'));
      };
      const settle = (verdict: Verdict): void => {
        done();
        resolve(verdict);
      };
      this.#open.set(requestId, { input, settle, cancel });
      signal.addEventListener('abort', cancel, { once: true });
      if (this.#inputEnded) settle(nobodyAnswers);
    });
  }

  /** A `control_response` from outside. Unknown and repeated ones are ignored. */
  answer(response: Json): void {
    const pending = this.#open.get(textAt(response, 'request_id') ?? '');
    if (pending === undefined) return;
    const answer = response['response'];
    if (textAt(response, 'subtype') !== 'success' || !isRecord(answer)) {
      const message = textAt(response, 'error') ?? 'invalid permission result';
      pending.settle({ allowed: false, message, interrupt: false });
    } else if (answer['behavior'] === 'allow') {
      this.#learn(answer['updatedPermissions']);
      const updated = answer['updatedInput'];
      pending.settle({ allowed: true, input: isRecord(updated) ? updated : pending.input });
    } else {
      const message = textAt(answer, 'message') ?? 'invalid permission result';
      pending.settle({ allowed: false, message, interrupt: answer['interrupt'] === true });
    }
  }

  /** Takes every open request back, before an interrupt is acknowledged. */
  withdraw(): void {
    for (const requestId of this.#open.keys()) {
      this.#voice.control({ type: 'control_cancel_request', request_id: requestId });
    }
  }

  /** Nobody can answer any more: open requests and later ones are denied, the turn goes on. */
  endOfInput(): void {
    this.#inputEnded = true;
    for (const pending of [...this.#open.values()]) pending.settle(nobodyAnswers);
  }

  #needsNoLeave(tool: string, input: Json): boolean {
    if (readers.has(tool) || this.#mode === 'bypassPermissions' || this.#mode === 'auto') {
      return true;
    }
    if (this.#mode === 'acceptEdits' && editors.has(tool)) return isInside(input);
    const command = textAt(input, 'command');
    return this.#rules.some(
      (rule) => rule.tool === tool && (rule.content === undefined || rule.content === command),
    );
  }

  #learn(updates: unknown): void {
    for (const update of Array.isArray(updates) ? updates.filter(isRecord) : []) {
      if (update['type'] === 'setMode') this.changeMode(textAt(update, 'mode') ?? this.#mode);
      if (update['type'] !== 'addRules' || update['behavior'] !== 'allow') continue;
      for (const rule of Array.isArray(update['rules']) ? update['rules'].filter(isRecord) : []) {
        const tool = textAt(rule, 'toolName');
        if (tool !== undefined) this.#rules.push({ tool, content: textAt(rule, 'ruleContent') });
      }
    }
  }
}

const nobodyAnswers: Verdict = {
  allowed: false,
  message: `Tool permission request failed: ${closed}`,
  interrupt: false,
};

function isInside(input: Json): boolean {
  const path = relative(process.cwd(), resolve(textAt(input, 'file_path') ?? '..'));
  return path !== '' && !path.startsWith('..') && !isAbsolute(path) && !/^\.git(\/|$)/.test(path);
}

function request(tool: string, input: Json, toolUseId: string): Json {
  const common = {
    subtype: 'can_use_tool',
    tool_name: tool,
    display_name: tool,
    input,
    tool_use_id: toolUseId,
  };
  if (tool === 'AskUserQuestion') return { ...common, requires_user_interaction: true };
  if (editors.has(tool)) {
    const suggestion = { type: 'setMode', mode: 'acceptEdits', destination: 'session' };
    return {
      ...common,
      description: textAt(input, 'file_path'),
      permission_suggestions: [suggestion],
    };
  }
  const rule = { toolName: tool, ruleContent: textAt(input, 'command') };
  return {
    ...common,
    description: textAt(input, 'description') ?? tool,
    permission_suggestions: [
      { type: 'addRules', rules: [rule], behavior: 'allow', destination: 'localSettings' },
    ],
    decision_reason: 'This command requires approval',
    decision_reason_type: 'other',
  };
}
