/** How long the supervisor waits for things, in ms. An interrupt's waits add up to less than its 10 s. */
export interface Timings {
  /** For the agent to end its turn when asked through its protocol. */
  readonly askMs: number;
  /** For an agent whose work is done, or given up, to leave at the end of its input. */
  readonly leaveMs: number;
  /** For the process to leave after a signal it may handle: Claude Code took up to 3.5 s to clean up its tools. */
  readonly terminateMs: number;
  /** For everything that carries the run's marker to be gone after SIGKILL. */
  readonly killMs: number;
}

export const defaultTimings: Timings = {
  askMs: 2500,
  leaveMs: 1000,
  terminateMs: 3700,
  killMs: 2500,
};
