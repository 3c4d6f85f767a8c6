/** Somebody who asks for many things at once, and remembers what was acknowledged. */
import type { SessionId } from '../../../src/contract/ids.ts';
import { scripted } from '../../helpers/engine.ts';
import type { EngineProcess } from '../engine-process.ts';
import type { Stage } from '../stage.ts';

/** A value that was asked for, and which of them may hold. One change is under way at a time. */
export class Wish<T> {
  /** The acknowledged one, and after it one whose answer never came. */
  possible: readonly T[];
  #underWay = false;

  constructor(known: T) {
    this.possible = [known];
  }

  /** Does nothing while an earlier wish has no answer. */
  async ask(value: T, change: () => Promise<unknown>): Promise<void> {
    if (this.#underWay) return;
    this.#underWay = true;
    this.possible = [...this.possible, value];
    try {
      await change();
      this.possible = [value];
    } finally {
      this.#underWay = false;
    }
  }

  /** What turned out to hold: from now on nothing else may. */
  isFound(value: T): void {
    this.possible = [value];
  }
}

interface Told {
  readonly prompt: string;
  /** The session; null while nobody has said which. */
  id: SessionId | null;
  acknowledged: boolean;
}

interface Known {
  readonly name: Wish<string>;
  readonly deleted: Wish<boolean>;
}

export class ImpatientUser {
  readonly sessions = new Map<SessionId, Known>();
  readonly prompts: Told[] = [];
  readonly approved: { readonly id: SessionId; readonly requestId: string }[] = [];
  readonly fontSize = new Wish(14);
  readonly #stage: Stage;
  readonly #roll: () => number;

  constructor(stage: Stage, roll: () => number) {
    this.#stage = stage;
    this.#roll = roll;
  }

  /** Resolves when it was answered, or never will be. */
  async asksSomething(engine: EngineProcess): Promise<void> {
    const ids = [...this.sessions.keys()].slice(-12);
    const id = ids[Math.floor(this.#roll() * ids.length)];
    const what = this.#roll();
    try {
      if (id === undefined || what < 0.35) await this.creates(engine);
      else if (what < 0.55) await this.sends(engine, id);
      else if (what < 0.65) await this.renames(engine, id);
      else if (what < 0.75) await this.approves(engine, id);
      else if (what < 0.85) await this.sets(engine);
      else await this.moves(engine, id, what < 0.93);
    } catch {
      // Refused, or the engine was gone: then it may or may not have been done, but not twice.
    }
  }

  /** A session that may ask for leave in the middle of its work. */
  async creates({ client }: EngineProcess, ...more: Record<string, unknown>[]): Promise<SessionId> {
    const told = this.#tells(null, more);
    const { path: repo } = this.#stage.repository;
    const { row } = await client.request('sessions.create', {
      ...{ repo, agent: 'demo', prompt: told.prompt, env: { GIVEN: told.prompt } },
    });
    Object.assign(told, { id: row.id, acknowledged: true });
    this.sessions.set(row.id, { name: new Wish(row.name), deleted: new Wish(false) });
    return row.id;
  }

  async sends({ client }: EngineProcess, id: SessionId): Promise<void> {
    const told = this.#tells(id);
    await client.request('sessions.send', { id, prompt: told.prompt });
    told.acknowledged = true;
  }

  async renames({ client }: EngineProcess, id: SessionId): Promise<void> {
    const name = `name ${this.#number()}`;
    await this.sessions
      .get(id)
      ?.name.ask(name, () => client.request('sessions.rename', { id, name }));
  }

  async approves({ client }: EngineProcess, id: SessionId): Promise<void> {
    const { open } = await client.request('sessions.show', { id });
    const requestId = open[0]?.requestId;
    if (requestId === undefined) return;
    await client.request('sessions.approve', { id, requestId });
    this.approved.push({ id, requestId });
  }

  async sets({ client }: EngineProcess): Promise<void> {
    const fontSize = 12 + Math.floor(this.#roll() * 7);
    await this.fontSize.ask(fontSize, () =>
      client.request('settings.set', { patch: { fontSize } }),
    );
  }

  /** Into the trash, or out of it. */
  async moves({ client }: EngineProcess, id: SessionId, isDeleted: boolean): Promise<void> {
    const method = isDeleted ? 'sessions.delete' : 'sessions.restore';
    await this.sessions.get(id)?.deleted.ask(isDeleted, () => client.request(method, { id }));
  }

  #tells(id: SessionId | null, more: readonly Record<string, unknown>[] = []): Told {
    const number = this.#number();
    const asks = this.#roll() < 0.3 ? [{ ask: { tool: 'Bash', input: { command: 'true' } } }] : [];
    const write = { path: `did-${number}.txt`, content: number };
    const delay = Math.floor(this.#roll() * 150);
    const prompt = scripted({ delay }, { write }, ...asks, ...more, { say: number });
    const told = { prompt, id, acknowledged: false };
    this.prompts.push(told);
    return told;
  }

  #number(): string {
    return `${String(this.prompts.length)}-${String(Math.floor(this.#roll() * 1e9))}`;
  }
}
