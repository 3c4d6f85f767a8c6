import { setTimeout as delay } from 'node:timers/promises';
import type { Exit } from '../../contract/events.ts';
import { isOver } from '../../core/session.ts';
import type { Adapter, Refusal } from '../agents/adapter.ts';
import type { Identity } from '../agents/process-host/identity.ts';
import type { SpoolPlace } from '../agents/line-splitter.ts';
import { tailSpool, type SpoolTail } from '../agents/spool.ts';
import { failpoint } from '../failpoint.ts';
import { eventsOfEnd, stderrTail } from './ending.ts';
import { Ingest } from './ingest.ts';
import type { LiveSession } from './live-session.ts';
import { RunInput } from './run-input.ts';
import type { RunPlace, RunTools } from './run-tools.ts';

/** Between two looks at processes that do not even react to SIGKILL, in ms. */
const stuckMs = 2000;

/**
 * Output taken in at once, in bytes. A chunk a run is one commit when many flood: with 64 KiB it holds up
 * the loop for tens of milliseconds under twenty of them, with a mebibyte for a second.
 */
const chunkBytes = 64 * 1024;

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
  readonly #input: RunInput;
  readonly #ingest: Ingest;
  readonly #tail: SpoolTail;
  readonly #detached = new AbortController();
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
    /** Seen alive by this engine; see `RunEnd`. */
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
    this.#input = new RunInput(place, tools);
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

  /** Tells the agent what is to be told and was not yet; see `RunInput`. */
  flush(): Promise<void> {
    return this.#input.flush();
  }

  /** Whether the agent has not been told anything yet; see `RunInput`. */
  isUntold(): boolean {
    return this.#input.isUntold();
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
    this.#input.end();
    await this.#tail.stop();
    await this.#input.settled();
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
    this.#input.end();
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
    const { state, facts } = this.session;
    const { runId, runKey, dir } = this.place;
    const events = eventsOfEnd({
      exit,
      stderr: stderrTail(dir),
      adapter: this.#adapter,
      isOver: isOver(state, runId),
      witnessed: this.#witnessed,
      problem: this.#problem,
      began: facts.agentSeen,
    });
    await recorder.note(this.session, {
      runId,
      events,
      also: (tx) => {
        tx.updateRun(runKey, { endedAt: now(), exit });
      },
    });
  }
}
