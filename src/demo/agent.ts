/** The demo agent: takes what comes in on standard input, one turn at a time. */
import { Approvals } from './approvals.ts';
import { Background } from './background.ts';
import { isRecord, textAt, type Json } from './json.ts';
import { remember, type Conversation } from './memory.ts';
import { Interrupted } from './patience.ts';
import { findScript } from './script.ts';
import { killCommands } from './shell.ts';
import { perform, type Stage } from './steps.ts';
import { tellStory } from './story.ts';
import { Turn } from './turn.ts';
import { costOf, version, type Voice } from './voice.ts';

interface Work {
  readonly text: string;
  readonly uuid: string | undefined;
  /** Set on turns that nobody asked for: the end of a background task. */
  readonly origin: Json | undefined;
}

export interface AgentOptions {
  readonly asks: boolean;
  readonly permissionMode: string;
  readonly pace: number;
  readonly scriptFile: string | undefined;
  /** Where the conversation is kept, and what it holds so far. */
  readonly memoryFolder: string;
  readonly conversation: Conversation;
}

/** Tokens that a turn pretends to have read: the prompt is never the whole of it. */
const overhead = 1200;

export class Agent {
  readonly #voice: Voice;
  readonly #options: AgentOptions;
  readonly #approvals: Approvals;
  readonly #background: Background;
  readonly #queue: Work[] = [];
  #conversation: Conversation;
  #running: AbortController | undefined;
  #inputEnded = false;
  #deaf = false;
  #leaving = false;
  #ignoresSignals = false;
  #lastFailed = false;
  #messages = 0;

  constructor(voice: Voice, options: AgentOptions) {
    this.#voice = voice;
    this.#options = options;
    this.#conversation = options.conversation;
    this.#approvals = new Approvals(voice, { asks: options.asks, mode: options.permissionMode });
    this.#background = new Background(voice, (origin) => {
      this.#enqueue({ text: '', uuid: undefined, origin });
    });
  }

  /** One message from standard input. Types nobody knows are ignored. */
  receive(message: Json): void {
    if (this.#deaf) return;
    const request = message['request'];
    const response = message['response'];
    if (message['type'] === 'user') {
      const uuid = textAt(message, 'uuid');
      this.#lifecycle(uuid, 'queued');
      this.#enqueue({ text: promptOf(message), uuid, origin: undefined });
    } else if (message['type'] === 'control_response' && isRecord(response)) {
      this.#approvals.answer(response);
    } else if (message['type'] === 'control_request' && isRecord(request)) {
      this.#control(textAt(message, 'request_id') ?? '', request);
    }
  }

  /** Nothing more will come: what runs and what is queued is finished, then the process ends. */
  endOfInput(): void {
    if (this.#deaf) return;
    this.#inputEnded = true;
    this.#approvals.endOfInput();
    this.#leaveIfDone();
  }

  /** SIGINT ends the turn and then the process; the others end it at once. */
  signalled(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void {
    if (this.#ignoresSignals) return;
    this.#leaving = true;
    if (signal === 'SIGINT' && this.#running !== undefined) {
      this.#approvals.withdraw();
      this.#running.abort();
      return;
    }
    killCommands();
    process.exit({ SIGINT: 0, SIGTERM: 143, SIGHUP: 129 }[signal]);
  }

  #control(requestId: string, request: Json): void {
    const ok = (response: Json): void => {
      this.#reply({ subtype: 'success', request_id: requestId, response });
    };
    const refuse = (error: string): void => {
      this.#reply({ subtype: 'error', request_id: requestId, error });
    };
    const subtype = textAt(request, 'subtype') ?? '';
    switch (subtype) {
      case 'initialize':
        ok({ commands: [], models: [{ value: this.#voice.model }], version });
        return;
      case 'interrupt':
        this.#approvals.withdraw();
        ok({ still_queued: this.#queue.flatMap((work) => work.uuid ?? []) });
        this.#background.stopAll();
        this.#running?.abort();
        return;
      case 'set_permission_mode': {
        const mode = textAt(request, 'mode') ?? 'default';
        const refusal = this.#approvals.changeMode(mode);
        if (refusal === undefined) ok({ mode });
        else refuse(refusal);
        return;
      }
      case 'set_model': {
        const model = textAt(request, 'model') ?? this.#voice.model;
        this.#voice.model = model;
        ok({ model });
        return;
      }
      case 'stop_task':
        if (this.#background.stop(textAt(request, 'task_id') ?? '')) ok({});
        else refuse('No such task');
        this.#leaveIfDone();
        return;
      case 'end_session':
        ok({});
        this.#background.stopAll();
        killCommands();
        process.exit(0);
        return;
      default:
        refuse(`Unsupported control request subtype: ${subtype}`);
    }
  }

  #reply(response: Json): void {
    this.#voice.control({ type: 'control_response', response });
  }

  #enqueue(work: Work): void {
    this.#queue.push(work);
    if (this.#running === undefined) void this.#work();
  }

  async #work(): Promise<void> {
    for (let work = this.#queue.shift(); work !== undefined; work = this.#queue.shift()) {
      this.#running = new AbortController();
      await this.#turn(work, this.#running.signal);
      this.#running = undefined;
      if (this.#leaving) process.exit(0);
    }
    this.#leaveIfDone();
  }

  async #turn(work: Work, signal: AbortSignal): Promise<void> {
    this.#lifecycle(work.uuid, 'started');
    this.#voice.init(this.#approvals.mode);
    this.#keep({ ...this.#conversation, turns: this.#conversation.turns + 1 });
    const turn = new Turn({
      voice: this.#voice,
      approvals: this.#approvals,
      signal,
      pace: this.#options.pace,
    });
    const finish = this.#finisher(work, turn);
    try {
      await this.#play(work, turn, finish);
      finish(undefined, 'completed');
    } catch (error) {
      if (error instanceof Interrupted) this.#cutShort(error, finish);
      else finish(error instanceof Error ? error.message : String(error), 'turn_setup_failed');
    }
    this.#lifecycle(work.uuid, 'completed');
  }

  #play(work: Work, turn: Turn, finish: Finish): Promise<void> {
    if (work.origin !== undefined) return turn.say('The background work is done.', 0);
    const steps = findScript(work.text, this.#options.scriptFile);
    if (steps === undefined) return tellStory(turn, work.text, this.#conversation.turns);
    return perform(steps, this.#stage(turn, finish));
  }

  #stage(turn: Turn, finish: Finish): Stage {
    return {
      turn,
      finish: (error) => {
        finish(error, 'completed');
      },
      startBackground: (description, ms) => {
        this.#background.start(description, ms);
      },
      ignoreSignals: () => {
        this.#ignoresSignals = true;
      },
      goDeaf: () => {
        this.#deaf = true;
      },
      nextNumber: () => (this.#messages += 1),
    };
  }

  #cutShort(error: Interrupted, finish: Finish): void {
    const suffix = error.during === 'tools' ? ' for tool use' : '';
    this.#voice.user({ type: 'text', text: `[Request interrupted by user${suffix}]` });
    finish('Interrupted by the user', `aborted_${error.during}`);
  }

  /** A turn has one result, whoever is first to print it. */
  #finisher(work: Work, turn: Turn): Finish {
    const startedAt = Date.now();
    let finished = false;
    return (error, reason) => {
      if (finished) return;
      finished = true;
      const { outputTokens } = turn;
      const inputTokens = overhead + Math.ceil(work.text.length / 4);
      const before = this.#conversation;
      this.#lastFailed = error !== undefined;
      this.#voice.result({
        subtype: error === undefined ? 'success' : 'error_during_execution',
        isError: error !== undefined,
        text: error ?? turn.lastText,
        reason,
        startedAt,
        inputTokens,
        outputTokens,
        denials: turn.denials,
        queued: this.#queue.length,
        origin: work.origin,
        before,
      });
      this.#keep({
        turns: before.turns,
        totalCostUsd: before.totalCostUsd + costOf(inputTokens, outputTokens),
        inputTokens: before.inputTokens + inputTokens,
        outputTokens: before.outputTokens + outputTokens,
      });
    };
  }

  /** A full or read-only disk costs the memory, not the work. */
  #keep(conversation: Conversation): void {
    this.#conversation = conversation;
    try {
      remember(this.#options.memoryFolder, this.#voice.sessionId, conversation);
    } catch (error) {
      process.stderr.write(`The conversation could not be kept: ${String(error)}\n`);
    }
  }

  #lifecycle(uuid: string | undefined, state: string): void {
    if (uuid !== undefined)
      this.#voice.line({ type: 'command_lifecycle', command_uuid: uuid, state });
  }

  #leaveIfDone(): void {
    const idle = this.#running === undefined && this.#queue.length === 0;
    if (idle && this.#inputEnded && this.#background.size === 0) {
      process.exit(this.#lastFailed ? 1 : 0);
    }
  }
}

/** Prints the result line: a success, or a failure that says `error`. */
type Finish = (error: string | undefined, reason: string) => void;

function promptOf(message: Json): string {
  const inner = message['message'];
  const content = isRecord(inner) ? inner['content'] : undefined;
  if (typeof content === 'string') return content;
  const blocks: unknown[] = Array.isArray(content) ? content : [];
  return blocks
    .filter(isRecord)
    .map((block) => textAt(block, 'text') ?? '')
    .join('\n');
}
