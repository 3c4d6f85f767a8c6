/** One turn: a prompt, and everything the agent says and does for it. */
import { randomBytes } from 'node:crypto';
import type { Approvals } from './approvals.ts';
import { edit, glob, read, write } from './files.ts';
import type { Json } from './json.ts';
import { Interrupted, wait } from './patience.ts';
import { bash } from './shell.ts';
import type { Block, ToolAnswer, Voice } from './voice.ts';

/** Characters in one partial, and how long one takes at the pace of a demonstration, in ms. */
const piece = 24;
const pieceMs = 45;

const rejected =
  "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the new_string was NOT written to the file). STOP what you are doing and wait for the user to tell you how to proceed.";

export interface ToolOutcome extends ToolAnswer {
  /** Whether the tool was run at all. */
  readonly ran: boolean;
}

export interface TurnContext {
  readonly voice: Voice;
  readonly approvals: Approvals;
  readonly signal: AbortSignal;
  /** 1: the pace of a demonstration; 0: no waiting. */
  readonly pace: number;
}

/** What a story or a script can do. Everything waits for leave, for the pace, and for an interrupt. */
export class Turn {
  readonly context: TurnContext;
  readonly denials: Json[] = [];
  lastText = '';
  outputTokens = 0;
  #messageId = newId('msg');

  constructor(context: TurnContext) {
    this.context = context;
  }

  /** Waits `ms` at the pace of a demonstration. */
  pause(ms: number): Promise<void> {
    return wait(ms * this.context.pace, this.context.signal);
  }

  /** Says `text`, in pieces first where partials were asked for. */
  async say(text: string, pace = this.context.pace): Promise<void> {
    await this.#stream({ type: 'text', text: '' }, 'text_delta', 'text', text, pace);
    this.lastText = text;
    this.outputTokens += tokens(text);
  }

  async think(text: string, pace = this.context.pace): Promise<void> {
    const start: Block = { type: 'thinking', thinking: '', signature: '' };
    await this.#stream(start, 'thinking_delta', 'thinking', text, pace);
    this.outputTokens += tokens(text);
  }

  /** A message as one line, without partials: for floods. */
  blurt(text: string): void {
    this.context.voice.assistant(this.#messageId, { type: 'text', text });
    this.lastText = text;
    this.outputTokens += tokens(text);
  }

  /** Uses one of the tools that exist, if the mode, a rule or the user allows it. */
  useTool(name: string, input: Json): Promise<ToolOutcome> {
    return this.#call(name, input, 'by-mode', (given) => this.#run(name, given));
  }

  /** Asks for leave whatever the mode, and pretends to have run `name` when allowed. */
  pretendTool(name: string, input: Json): Promise<ToolOutcome> {
    return this.#call(name, input, 'always', (given) =>
      Promise.resolve({ content: `Pretended to run ${name}.`, isError: false, detail: given }),
    );
  }

  /** Asks the user a question and hands back what the tool made of the answer. */
  askUser(questions: readonly Json[]): Promise<ToolOutcome> {
    return this.#call('AskUserQuestion', { questions }, 'always', (given) =>
      Promise.resolve(answered(given)),
    );
  }

  /** Proposes a plan; once it is approved, edits are asked for again, or as the answer says. */
  async proposePlan(plan: string): Promise<ToolOutcome> {
    const { approvals } = this.context;
    const outcome = await this.#call('ExitPlanMode', { plan }, 'always', () =>
      Promise.resolve({
        content: 'User has approved your plan. You can now start coding.',
        isError: false,
        detail: { plan },
      }),
    );
    if (outcome.ran && approvals.mode === 'plan') approvals.changeMode('default');
    return outcome;
  }

  async #call(
    name: string,
    input: Json,
    asking: 'always' | 'by-mode',
    run: (input: Json) => Promise<ToolAnswer>,
  ): Promise<ToolOutcome> {
    const { voice, approvals, signal } = this.context;
    const id = newId('toolu');
    voice.assistant(this.#messageId, { type: 'tool_use', id, name, input });
    this.outputTokens += tokens(JSON.stringify(input));
    try {
      const verdict =
        asking === 'always'
          ? await approvals.ask(name, input, id, signal)
          : await approvals.leave(name, input, id, signal);
      if (!verdict.allowed) return this.#refused(id, name, input, verdict);
      const answer = await run(verdict.input);
      voice.toolResult(id, answer);
      return { ...answer, ran: true };
    } catch (error) {
      if (error instanceof Interrupted) {
        voice.toolResult(id, {
          content: rejected,
          isError: true,
          detail: 'User rejected tool use',
        });
        throw new Interrupted('tools');
      }
      const content = error instanceof Error ? error.message : String(error);
      const answer = { content, isError: true, detail: `Error: ${content}` };
      voice.toolResult(id, answer);
      return { ...answer, ran: true };
    }
  }

  #refused(
    id: string,
    tool: string,
    input: Json,
    verdict: { message: string; interrupt: boolean },
  ): ToolOutcome {
    this.denials.push({ tool_name: tool, tool_use_id: id, tool_input: input });
    if (verdict.interrupt) throw new Interrupted('tools');
    const answer: ToolAnswer = {
      content: verdict.message,
      isError: true,
      detail: `Error: ${verdict.message}`,
      refused: 'permission-rule',
    };
    this.context.voice.toolResult(id, answer);
    return { ...answer, ran: false };
  }

  #run(name: string, input: Json): Promise<ToolAnswer> {
    switch (name) {
      case 'Read':
        return read(input);
      case 'Glob':
        return glob();
      case 'Write':
        return write(input);
      case 'Edit':
        return edit(input);
      case 'Bash':
        return bash(input, this.context.signal);
      default:
        return Promise.reject(new Error(`No such tool available: ${name}`));
    }
  }

  async #stream(
    block: Block,
    delta: string,
    key: string,
    text: string,
    pace: number,
  ): Promise<void> {
    const { voice, signal } = this.context;
    const id = (this.#messageId = newId('msg'));
    const say = (event: Json): void => {
      voice.partial(id, event);
    };
    const whole = (said: string): Block =>
      block.type === 'thinking'
        ? { type: 'thinking', thinking: said, signature: 'demo' }
        : { type: 'text', text: said };

    say({ type: 'message_start', message: { id, role: 'assistant', content: [] } });
    say({ type: 'content_block_start', index: 0, content_block: block });
    let at = 0;
    try {
      for (; at < text.length; at += piece) {
        if (voice.partials) {
          say({
            type: 'content_block_delta',
            index: 0,
            delta: { type: delta, [key]: text.slice(at, at + piece) },
          });
        }
        if (pace > 0) await wait(pieceMs * pace, signal);
        else signal.throwIfAborted();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      voice.assistant(id, whole(text.slice(0, at + piece)), { aborted: true });
      throw new Interrupted('streaming');
    }
    voice.assistant(id, whole(text));
    say({ type: 'content_block_stop', index: 0 });
    say({ type: 'message_stop' });
  }
}

function answered(input: Json): ToolAnswer {
  const given = Object.entries(input['answers'] ?? {})
    .map(([question, answer]) => `"${question}"="${String(answer)}"`)
    .join(', ');
  return {
    content: `Your questions have been answered: ${given}. You can now continue with these answers in mind.`,
    isError: false,
    detail: { questions: input['questions'], answers: input['answers'] },
  };
}

function newId(kind: 'msg' | 'toolu'): string {
  return `${kind}_demo_${randomBytes(9).toString('hex')}`;
}

/** Four characters a token: nobody counts for real here. */
function tokens(text: string): number {
  return Math.ceil(text.length / 4);
}
