/** A hidden page gets no frames; a screen reader, the title and a badge still want to know. */
const hiddenPageMs = 250;

/** Runs `task` in the next frame, or shortly after where there are no frames. */
export function onNextFrame(task: () => void): void {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    task();
  };
  const timer = setTimeout(once, hiddenPageMs);
  const frame = requestAnimationFrame(once);
}
