/** What is typed and not sent yet: kept by the page for each session. */

export function keptDraft(sessionId: string): string {
  return sessionStorage.getItem(keyOf(sessionId)) ?? '';
}

export function keepDraft(sessionId: string, text: string): void {
  if (text === '') sessionStorage.removeItem(keyOf(sessionId));
  else store(keyOf(sessionId), text);
}

function keyOf(sessionId: string): string {
  return `lulu-draft:${sessionId}`;
}

function store(key: string, text: string): void {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // A draft beyond the storage's quota lives as long as the page: typing goes on.
  }
}
