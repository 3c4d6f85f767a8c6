/** The demo agent as a real process with real pipes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('../../src/demo/main.ts', import.meta.url));

/** One line of output, unchecked but for being an object. */
export type Line = Record<string, unknown>;

/** A temporary folder that goes when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lulu-demo-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface StartOptions {
  readonly cwd: string;
  readonly flags?: readonly string[];
  readonly env?: Record<string, string>;
  /** A file descriptor for standard output instead of a pipe. */
  readonly stdout?: number;
}

/** A running demo agent: what it said so far, and a way to wait for more. */
export class DemoAgent {
  readonly lines: Line[] = [];
  /** Bytes that were no JSON object, a line each. */
  readonly unreadable: string[] = [];
  stderr = '';
  readonly process: ChildProcess;
  readonly exit: Promise<{ code: number | null; signal: string | null }>;
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

  script(...steps: Line[]): void {
    this.prompt(`Play this.\ndemo: ${JSON.stringify(steps)}`);
  }

  control(subtype: string, rest: Line = {}): void {
    const request_id = `test-${subtype}`;
    this.send({ type: 'control_request', request_id, request: { subtype, ...rest } });
  }

  /** Answers the open request with `response`. */
  answer(request: Line, response: Line): void {
    this.send({
      type: 'control_response',
      response: { subtype: 'success', request_id: request['request_id'], response },
    });
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
  end(): Promise<{ code: number | null; signal: string | null }> {
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

/** Starts the agent without pauses in its story; it is killed when the test is over. */
export function startDemoAgent(options: StartOptions): DemoAgent {
  const flags = ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json'];
  const asking = ['--verbose', '--permission-prompt-tool', 'stdio'];
  const child = spawn(
    process.execPath,
    [program, ...flags, ...asking, ...(options.flags ?? ['--permission-mode', 'acceptEdits'])],
    {
      cwd: options.cwd,
      stdio: ['pipe', options.stdout ?? 'pipe', 'pipe'],
      env: {
        ...process.env,
        LULU_DEMO_PACE: '0',
        LULU_DEMO_STATE: join(options.cwd, '..', 'state'),
        ...options.env,
      },
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  return new DemoAgent(child);
}
