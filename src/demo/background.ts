/** Work that goes on after the turn that began it: the reason why a result need not be the end. */
import { randomBytes } from 'node:crypto';
import type { Json } from './json.ts';
import type { Voice } from './voice.ts';

interface Task {
  readonly description: string;
  readonly timer: NodeJS.Timeout;
}

/** The background tasks of one process. `onEnd` gets the `origin` of the turn that a task's end makes. */
export class Background {
  readonly #voice: Voice;
  readonly #onEnd: (origin: Json) => void;
  readonly #tasks = new Map<string, Task>();

  constructor(voice: Voice, onEnd: (origin: Json) => void) {
    this.#voice = voice;
    this.#onEnd = onEnd;
  }

  get size(): number {
    return this.#tasks.size;
  }

  /** Starts a task that pretends to work for `ms`. */
  start(description: string, ms: number): void {
    const id = `b${randomBytes(4).toString('hex')}`;
    const timer = setTimeout(() => {
      this.#end(id, 'completed');
    }, ms);
    this.#tasks.set(id, { description, timer });
    this.#announce();
    this.#voice.system('task_started', {
      task_id: id,
      description,
      task_type: 'local_bash',
      is_backgrounded: true,
    });
  }

  /** Ends one task; false where there is none of that id. */
  stop(id: string): boolean {
    if (!this.#tasks.has(id)) return false;
    this.#end(id, 'stopped');
    return true;
  }

  stopAll(): void {
    for (const id of [...this.#tasks.keys()]) this.#end(id, 'stopped');
  }

  #end(id: string, status: 'completed' | 'stopped'): void {
    const task = this.#tasks.get(id);
    if (task === undefined) return;
    clearTimeout(task.timer);
    this.#tasks.delete(id);
    const summary = `Background task "${task.description}" ${status}`;
    const patch = { status: status === 'completed' ? status : 'killed', end_time: Date.now() };
    this.#voice.system('task_updated', { task_id: id, patch });
    this.#voice.system('task_notification', { task_id: id, status, summary, output_file: '' });
    this.#announce();
    if (status === 'completed') this.#onEnd({ kind: 'task-notification', task_id: id, summary });
  }

  /** The whole list, every time: the reader replaces what it knew. */
  #announce(): void {
    const tasks = [...this.#tasks].map(([id, { description }]) => ({
      task_id: id,
      task_type: 'local_bash',
      description,
    }));
    this.#voice.system('background_tasks_changed', { tasks });
  }
}
