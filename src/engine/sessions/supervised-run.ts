import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { EventBody, Exit } from '../../contract/events.ts';
import type { RunId } from '../../contract/ids.ts';
import { currentRun } from '../../core/session.ts';
import type { Adapter, Refusal } from '../agents/adapter.ts';
import { flushInput, sentBytes } from '../agents/input-file.ts';
import type { Identity } from '../agents/process-host/identity.ts';
import type { ProcessHost } from '../agents/process-host.ts';
import type { SpoolPlace } from '../agents/line-splitter.ts';
import { lendSpareFile } from '../agents/spare-file.ts';
import { tailSpool, type SpoolTail } from '../agents/spool.ts';
import { failpoint } from '../failpoint.ts';
import type { Store } from '../store/store.ts';
import { exitText, lastWords, neverBegan, restored, stderrTail } from './ending.ts';
import { Ingest } from './ingest.ts';
import type { DiskTrouble } from './disk-trouble.ts';
import type { LiveSession } from './live-session.ts';
import type { Recorder } from './recorder.ts';
import type { Rules } from './rules.ts';
import type { Timings } from './timings.ts';

/** Between two looks at processes that do not even react to SIGKILL, in ms. */
const stuckMs = 2000;

/**
 * Output taken in at once, in bytes. A chunk a run is one commit when many flood: with 64 KiB it holds up
 * the loop for tens of milliseconds under twenty of them, with a mebibyte for a second.
 */
const chunkBytes = 64 * 1024;

/** What every run needs of the engine. */
export interface RunTools {
  readonly store: Store;
  readonly host: ProcessHost;
  readonly recorder: Recorder;
  readonly rules: Rules;
  readonly disk: DiskTrouble;
  readonly timings: Timings;
  readonly log: Logger;
  readonly now: () => number;
  /** The session's live text has changed. */
  readonly partial: (session: LiveSession) => void;
}

/** Where a run is kept. `dir` is absolute. */
export interface RunPlace {
  readonly runKey: number;
  readonly runId: RunId;
  readonly dir: string;
}

/**
 * One agent process under supervision, from its committed identity to its recorded end.
 *
 * It only reads and signals: the process does not notice when this object goes away, and another one
 * can be made for it from what the database holds.
 */
export class SupervisedRun {
  readonly session: LiveSession;
  readonly place: RunPlace;
  readonly identity: Identity;
  /**
   * Settles when the process is gone, its output is stored and its end is recorded; or at `detach`.
   * With a refusal nothing has been recorded: the run has yet to begin, the other way.
   */
  readonly ended: Promise<Refusal | null>;
  readonly #tools: RunTools;
  readonly #adapter: Adapter;
  readonly #witnessed: boolean;
  readonly #ingest: Ingest;
  readonly #tail: SpoolTail;
  readonly #detached = new AbortController();
  /** It needs no input any more: its process is gone, or left to itself. */
  readonly #inputOver = new AbortController();
  #flushing: Promise<void> = Promise.resolve();
  #leaving: Promise<unknown> | null = null;
  #interrupting: Promise<boolean> | null = null;
  /** Why it was given up, where it was. */
  #problem: string | null = null;

  constructor(options: {
    session: LiveSession;
    place: RunPlace;
    identity: Identity;
    adapter: Adapter;
    position: SpoolPlace;
    /** Seen alive by this engine. Where not, an end that nobody recorded is no failure: it is not known. */
    witnessed: boolean;
    tools: RunTools;
  }) {
    const { session, place, identity, adapter, tools } = options;
    this.session = session;
    this.place = place;
    this.identity = identity;
    this.#tools = tools;
    this.#adapter = adapter;
    this.#witnessed = options.witnessed;
    this.#ingest = new Ingest({ session, place, adapter, tools });
    this.#tail = tailSpool({
      dir: place.dir,
      file: 'out.jsonl',
      ...options.position,
      readBytes: chunkBytes,
      onChunk: (chunk) => this.#ingest.take(chunk),
    });
    this.#tail.done.catch((error: unknown) => {
      tools.log.error({ err: error, run: place.runId }, 'the output of a run cannot be followed');
    });
    this.ended = this.#follow();
  }

  /** Sends what the database says was to be sent and is not in the input file yet; waits for the disk. */
  flush(): Promise<void> {
    const next = this.#flushing.then(() => this.#writeInput());
    this.#flushing = next.catch(() => undefined);
    return next;
  }

  async #writeInput(): Promise<void> {
    const { store, disk } = this.#tools;
    const { dir, runKey } = this.place;
    const { signal } = this.#inputOver;
    try {
      const write = () => flushInput(dir, store.inputs(runKey, sentBytes(dir)));
      await disk.outlast(() => lendSpareFile(write), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Whether the agent has not been told anything yet, so that it cannot have done anything. */
  isUntold(): boolean {
    try {
      return sentBytes(this.place.dir) === 0;
    } catch {
      return false;
    }
  }

  /** Ends a run that cannot go on; its failure then says why. */
  giveUp(problem: string): void {
    this.#tools.log.warn({ run: this.place.runId, problem }, 'a run is given up');
    this.#problem ??= problem;
    void this.leave();
  }

  /** Tells the agent that nothing more will come; it finishes what it has and leaves. */
  endInput(): void {
    this.#tools.host.endInput(this.identity);
  }

  /** Ends a process whose work is accounted for: end of input, then signals. Idempotent. */
  leave(): Promise<unknown> {
    this.#leaving ??= this.#end(this.#tools.timings.leaveMs * 5);
    return this.#leaving;
  }

  /** Ends a process that would go on in vain. Idempotent. */
  stop(): Promise<unknown> {
    this.#leaving ??= this.#end(0);
    return this.#leaving;
  }

  /**
   * Ends the run's whole tree: the agent has been asked through its protocol; wait for that, then end
   * its input, then signal. At most one ladder at a time.
   *
   * @returns whether everything that carried the run's marker is verified to be gone.
   */
  async interrupt(): Promise<boolean> {
    this.#interrupting ??= this.#askThenEnd().finally(() => {
      this.#interrupting = null;
    });
    return await this.#interrupting;
  }

  /** Stops looking; the agent goes on. */
  async detach(): Promise<void> {
    this.#detached.abort();
    this.#inputOver.abort();
    await this.#tail.stop();
    await this.#flushing;
    await this.ended;
  }

  async #askThenEnd(): Promise<boolean> {
    const { askMs, leaveMs } = this.#tools.timings;
    if (this.isUntold()) return await this.#end(leaveMs);
    await this.session.until((state) => state.phase !== 'active' || !state.working, askMs);
    return await this.#end(leaveMs);
  }

  /** End of input, TERM to the group, KILL to everything marked. True: verified that nothing is left. */
  async #end(patienceMs: number): Promise<boolean> {
    const { host, timings } = this.#tools;
    this.endInput();
    if ((await this.#exitWithin(patienceMs)) === null) {
      host.signalGroup(this.identity, 'SIGTERM');
      if ((await this.#exitWithin(timings.terminateMs)) === null) {
        host.signalGroup(this.identity, 'SIGKILL');
      }
    }
    return await this.#sweep();
  }

  #exitWithin(deadlineMs: number): Promise<Exit | null> {
    return this.#tools.host.waitForEnd(this.identity, {
      deadlineMs,
      signal: this.#detached.signal,
    });
  }

  /** Nothing an agent started may outlive its run: tools are session leaders of their own. */
  async #sweep(): Promise<boolean> {
    const { host, timings, log } = this.#tools;
    const { runId } = this.place;
    const options = { deadlineMs: timings.killMs, shim: this.identity.shim };
    try {
      return (await host.sweep(runId, 'SIGKILL', options)).length === 0;
    } catch (error) {
      log.warn({ err: error, run: runId }, 'the processes of a run cannot be looked at');
      return false;
    }
  }

  async #follow(): Promise<Refusal | null> {
    const { host, log } = this.#tools;
    const { signal } = this.#detached;
    const exit = await host.waitForEnd(this.identity, { signal });
    if (exit === null || signal.aborted) return null;
    this.#inputOver.abort();
    if (!(await this.#untilTreeIsDead())) return null;
    failpoint('tree-dead');
    await this.#tail.drain().catch((error: unknown) => {
      log.error(
        { err: error, run: this.place.runId },
        'the output of a run was not read to its end',
      );
    });
    failpoint('process-gone');
    const refusal = this.#refusal(exit);
    if (refusal === null) await this.#recordEnd(exit);
    return refusal;
  }

  /**
   * A run is alive while anything with its marker is: until then nothing may say that it has ended.
   *
   * @returns false when this engine lets go first.
   */
  async #untilTreeIsDead(): Promise<boolean> {
    const { signal } = this.#detached;
    for (let told = false; ; told = true) {
      await (this.#interrupting ?? this.#leaving);
      if (signal.aborted) return false;
      if (await this.#sweep()) return true;
      if (!told)
        this.#tools.log.warn({ run: this.place.runId }, 'a run ended, its processes did not');
      await delay(stuckMs, undefined, { signal }).catch(() => undefined);
    }
  }

  #refusal(exit: Exit): Refusal | null {
    const { state } = this.session;
    const begins = state.phase === 'active' && !state.interrupting && exit.code === 1;
    if (!begins) return null;
    return this.#ingest.refusal ?? this.#adapter.refusal(stderrTail(this.place.dir));
  }

  async #recordEnd(exit: Exit): Promise<void> {
    const { recorder, now } = this.#tools;
    const events = this.#eventsOfEnd(exit);
    await recorder.note(this.session, {
      runId: this.place.runId,
      events,
      also: (tx) => {
        tx.updateRun(this.place.runKey, { endedAt: now(), exit });
      },
    });
  }

  #eventsOfEnd(exit: Exit): readonly EventBody[] {
    const unknown = exit.code === null && exit.signal === null;
    const { state } = this.session;
    const isOver = state.phase === 'ended' || currentRun(state) !== this.place.runId;
    if (unknown && !this.#witnessed && !isOver) return [restored];
    const stderr = stderrTail(this.place.dir);
    const { label } = this.#adapter;
    const known = exit.code === 0 ? null : this.#adapter.explain(stderr);
    const why = this.#problem ?? known ?? this.#unexplained(exit, lastWords(stderr));
    const text = isOver ? `${label} has left` : why;
    const exited: EventBody = { type: 'notice', payload: { kind: 'run-exited', text, exit } };
    if (stderr.trim() === '' || exit.code === 0) return [exited];
    return [{ type: 'notice', payload: { kind: 'stderr', text: stderr } }, exited];
  }

  #unexplained(exit: Exit, said: string | null): string {
    const { label } = this.#adapter;
    const text = exitText(label, exit, said);
    const began = this.session.facts.agentSeen || exit.code === null;
    return began ? text : neverBegan(text, label);
  }
}
