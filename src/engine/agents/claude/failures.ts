/** Why a turn or a run failed, in one plain line that says what to do about it. Pure. */

/** What the API and the CLI said about a failure; all that is known of it. */
export interface Failure {
  readonly words: string;
  /** The HTTP status of the API's answer; null where there was none. */
  readonly status: number | null;
  /** The API's own name for it (`authentication_error`), or the CLI's for a lost connection. */
  readonly type: string | null;
}

/** Said at the first refusal of a key, which the CLI would try again for three minutes. */
export const keyRefused =
  'The API does not accept the key or login. Check ANTHROPIC_API_KEY, or run `claude` in a terminal, then `/login`; then resume';

/** The CLI's own words, for failures that have no status or come on stderr. The first that fits is said. */
const byWords: readonly (readonly [RegExp, string])[] = [
  [
    /not logged in|please run \/login/iu,
    'Not logged in: run `claude` in a terminal, then `/login`; then resume. Or set ANTHROPIC_API_KEY',
  ],
  [/invalid api key|oauth token (has )?expired|failed to authenticate.*401/iu, keyRefused],
  [
    /credit balance is too low/iu,
    'The credit balance is too low: add credit to the account of this key, then resume',
  ],
  [
    /prompt is too long/iu,
    'The conversation has become too long for the model: start a new session, or resume with a model that takes more',
  ],
  [
    /usage limit reached|hit your .*limit/iu,
    'The usage limit of the subscription is reached: resume when it has been reset',
  ],
  [
    /cannot be used with root|bypass_root/iu,
    'Claude Code does not bypass permissions as root: choose another permission mode, or run Lulu as another user',
  ],
  [
    /selected model|model_not_found/iu,
    'The model does not exist, or this account may not use it: choose another model, then resume',
  ],
  [
    /repeated 529|overloaded/iu,
    'The API is overloaded (529). It is usually over in a minute: resume then',
  ],
  [
    /connection refused|ECONNREFUSED|ENOTFOUND|connection error|unable to connect|fetch failed/iu,
    'The API cannot be reached: check the network, proxy and ANTHROPIC_BASE_URL, then resume',
  ],
];

/** Null: its own words have to do. */
export function explainWords(words: string): string | null {
  return byWords.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

/** One line for the row; null where nothing better is known than the words themselves. */
export function explainFailure({ words, status, type }: Failure): string | null {
  const known = explainWords(words);
  if (known !== null) return known;
  if (type === 'connection_failed') {
    return 'The connection to the API was lost: check the network and proxy, then resume';
  }
  if (status === null) return null;
  const said = plainWords(words, status);
  if (status === 401) return keyRefused;
  if (status === 403) {
    return `The API refuses this account (403): ${said}. Check what the key or login may do, then resume`;
  }
  if (status === 429) {
    return 'Too many requests for this account (429): wait a little, then resume';
  }
  if (status === 529) return 'The API is overloaded (529): wait a little, then resume';
  if (status >= 500) {
    return `The API failed (${String(status)}): ${said}. Resume to try again`;
  }
  return `The API refused the request (${String(status)}): ${said}`;
}

/** The first sentence of the API's words, without what the CLI puts around them. */
function plainWords(words: string, status: number): string {
  const own = words
    .replace(/^Failed to authenticate\.\s*/u, '')
    .replace(/^API Error:\s*/u, '')
    .replace(new RegExp(`^${String(status)}\\s*`, 'u'), '');
  const sentence =
    own
      .split(/\.\s|\n/u)[0]
      ?.replace(/\.$/u, '')
      .trim() ?? '';
  return sentence === '' ? 'it gave no reason' : sentence.slice(0, 200).toWellFormed();
}
