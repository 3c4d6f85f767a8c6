/**
 * The engine's one public file: what hosts and the command line may know of it.
 *
 * An engine owns a data directory: it supervises agents, keeps their events and answers requests.
 * It knows no window and no HTTP.
 */
export { checkWritable, dataDirectory, type DataDirectory } from './data-directory.ts';
export { EngineError } from './engine-error.ts';
export type { Change, Engine, Reader } from './engine-port.ts';
export { takeLock, type EngineLock } from './lock.ts';
export { openReader } from './reader.ts';
export { demoProgramBeside, diagnoseWithoutEngine, startEngine } from './start-engine.ts';
