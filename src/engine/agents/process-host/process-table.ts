/** What the operating system knows about processes, behind one small interface. */

/** One process for good: a pid alone is reused. `startedAt` is opaque text, compared only for equality. */
export interface ProcessId {
  readonly pid: number;
  readonly startedAt: string;
}

/** A live process; zombies are not. */
export interface ProcessFacts extends ProcessId {
  readonly group: number;
}

export interface Marked extends ProcessId {
  readonly runId: string;
}

/** Each look throws when the system will open no more files: it then says nothing about any process. */
export interface ProcessTable {
  /** Changes with every boot of the machine. */
  bootId(): string;
  /** Null where no such process lives. */
  read(pid: number): ProcessFacts | null;
  /** Everything that lives in a process group. */
  inGroup(group: number): readonly ProcessFacts[];
  /** Every live process that carries the marker, whatever its session or parent. */
  marked(): readonly Marked[];
  /** The same without holding up the event loop: whatever was there all the while is in it. */
  findMarked(): Promise<readonly Marked[]>;
}
