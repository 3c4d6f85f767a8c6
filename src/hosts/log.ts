/** What hosts need of a logger; a pino logger is one. Never given parameters: they may hold secrets. */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
