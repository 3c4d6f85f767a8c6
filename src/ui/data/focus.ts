/** Whether the keyboard is nowhere on the page: what had it is gone, or has let go of it. */
export function hasNoFocus(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}
