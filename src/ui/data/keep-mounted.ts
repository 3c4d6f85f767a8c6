/**
 * Keeps `element` in `body`, whatever empties it.
 *
 * Neutralino's library replaces the whole body with one line of text when its socket fails; the app
 * itself has more to say then (what was lost, what to do).
 *
 * @returns What ends it.
 */
export function keepMounted(element: Element, body: HTMLElement): () => void {
  const restore = (): void => {
    if (element.parentElement === body && body.childElementCount === 1) return;
    body.replaceChildren(element);
  };
  const observer = new MutationObserver(restore);
  observer.observe(body, { childList: true });
  return () => {
    observer.disconnect();
  };
}
