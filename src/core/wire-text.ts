/** JSON text that survives every wire. */

/** Half a surrogate pair, which JSON writes as an escape; the even backslashes before it are not part of one. */
const loneSurrogate = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/gu;

/**
 * `value` as JSON with every lone surrogate replaced by U+FFFD: strict parsers, Neutralino's among
 * them, refuse the whole message for one.
 */
export function wellFormedJson(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes('\\ud') ? text.replace(loneSurrogate, '$1\ufffd') : text;
}
