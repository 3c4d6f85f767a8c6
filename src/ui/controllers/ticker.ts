/** One timer for everything on the page that shows an age. It rests while nothing does, or nobody looks. */
type Tick = (now: number) => void;

const everyMs = 1000;
const all = new Set<Tick>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Calls `tick` each second with the time in ms. Returns what ends it. */
export function onTick(tick: Tick): () => void {
  if (all.size === 0) start();
  all.add(tick);
  return () => {
    all.delete(tick);
    if (all.size === 0) stop();
  };
}

function start(): void {
  document.addEventListener('visibilitychange', tickAll);
  timer = setInterval(tickAll, everyMs);
}

function stop(): void {
  document.removeEventListener('visibilitychange', tickAll);
  clearInterval(timer);
}

function tickAll(): void {
  if (document.hidden) return;
  const now = Date.now();
  for (const tick of all) tick(now);
}
