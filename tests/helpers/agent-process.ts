/** An agent that speaks stream-json, as a real process with real pipes. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** One line of output, unchecked but for being an object. */
export type Line = Record<string, unknown>;

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A running agent: what it said so far, and ways to say something and to wait for more. */
export class AgentProcess {
  readonly lines: Line[] = [];
  /** Bytes that were no JSON object, a line each. */
  readonly unreadable: string[] = [];
  stderr = '';
  readonly process: ChildProcess;
  readonly exit: Promise<Ended>;
  readonly #watchers = new Set<() => void>();

  constructor(child: ChildProcess) {
    this.process = child;
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#take(line);
      for (const check of this.#watchers) check();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.exit = once(child, 'close').then(([code, signal]: (number | string | null)[]) => ({
      code: typeof code === 'number' ? code : null,
      signal: typeof signal === 'string' ? signal : null,
    }));
  }

  send(message: Line): void {
    this.process.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  prompt(text: string): void {
    this.send({ type: 'user', message: { role: 'user', content: text } });
  }

  control(subtype: string, rest: Line = {}): void {
    const request_id = `test-${subtype}`;
    this.send({ type: 'control_request', request_id, request: { subtype, ...rest } });
  }

  /** Answers a `can_use_tool` request. */
  answer(request: Line, response: Line): void {
    this.send({
      type: 'control_response',
      response: { subtype: 'success', request_id: request['request_id'], response },
    });
  }

  /** Allows what the first open request asks, as it was asked. */
  async allow(): Promise<void> {
    const asked = await this.line('control_request');
    const { input } = asked['request'] as { input: unknown };
    this.answer(asked, { behavior: 'allow', updatedInput: input });
  }

  /** The `nth` line (from 1) that fits `type` and, where given, `subtype`. Rejects when the agent ends without it. */
  line(type: string, subtype?: string, nth = 1): Promise<Line> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const found = this.of(type, subtype)[nth - 1];
        if (found === undefined) return;
        this.#watchers.delete(check);
        resolve(found);
      };
      this.#watchers.add(check);
      void this.exit.then(({ code }) => {
        check();
        reject(new Error(`no ${type} ${subtype ?? ''}; exit ${String(code)}: ${this.stderr}`));
      });
      check();
    });
  }

  of(type: string, subtype?: string): Line[] {
    return this.lines.filter(
      (line) => line['type'] === type && (subtype === undefined || line['subtype'] === subtype),
    );
  }

  /** The texts of all messages, in order. */
  texts(): string[] {
    return this.of('assistant').flatMap((line) => {
      const { content } = line['message'] as { content: { type: string; text: string }[] };
      return content.filter((block) => block.type === 'text').map((block) => block.text);
    });
  }

  /** End of input, then the exit. */
  end(): Promise<Ended> {
    this.process.stdin?.end();
    return this.exit;
  }

  #take(line: string): void {
    try {
      this.lines.push(JSON.parse(line) as Line);
    } catch {
      this.unreadable.push(line);
    }
  }
}
