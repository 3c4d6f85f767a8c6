/** Rules against WebFetch: by host. Core has no URL class; this reads less than one would, on purpose. */
import type { Rule } from '../../contract/rules.ts';
import { textField } from '../ask.ts';
import { ask, byRule, type Decision, type ToolUse } from './decision.ts';
import { oddCharacters } from './odd-characters.ts';

const readable = /^https?:\/\/([a-z0-9._-]+)(?::\d{1,5})?(?:[/?#][\x21-\x5b\x5d-\x7e]*)?$/iu;
const plainHost = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/u;
const fourNumbers = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/u;

/**
 * The host every reader of `url` would go to, in lower case; null where readers could differ (a user in front
 * of it, a backslash, numbers that stand for an address, characters outside ASCII).
 */
export function hostOf(url: string): string | null {
  const host = readable.exec(url)?.[1]?.toLowerCase().replace(/\.$/u, '');
  if (host === undefined || !plainHost.test(host)) return null;
  const last = host.slice(host.lastIndexOf('.') + 1);
  const isNumeric = /^(?:\d+|0x[\da-f]*)$/u.test(last);
  return isNumeric && !fourNumbers.test(host) ? null : host;
}

/** `rules` are those of the tool that hold here, in the order they are to be named. */
export function decideWeb(rules: readonly Rule[], { input }: ToolUse): Decision {
  const url = textField(input, 'url');
  const denied = rules.find(
    (rule) =>
      rule.behavior === 'deny' &&
      (rule.pattern === null ||
        (url !== undefined && possibleHosts(url).some((host) => names(rule.pattern, host)))),
  );
  if (denied !== undefined) return byRule(denied);
  const allowing = rules.filter(({ behavior }) => behavior === 'allow');
  if (allowing.length === 0) return ask(null);
  if (url === undefined) return ask('it names no address');
  const odd = oddCharacters(url);
  if (odd !== null) return ask(`its address ${odd}`);
  const host = hostOf(url);
  if (host === null) return ask('which host it goes to cannot be told for certain');
  const found = allowing.find(({ pattern }) => names(pattern, host));
  return found === undefined ? ask(null) : byRule(found);
}

/** `*.example.org` is every host below example.org, not example.org itself. */
function names(pattern: string | null, host: string): boolean {
  if (pattern === null) return true;
  const wanted = pattern.trim().toLowerCase().replace(/\.$/u, '');
  return wanted.startsWith('*.')
    ? host.endsWith(wanted.slice(1)) && host.length > wanted.length - 1
    : host === wanted;
}

/** Every host some reader of a crooked address may go to: for denying alone. */
function possibleHosts(url: string): readonly string[] {
  const straight = decoded(url.replaceAll(/[\t\n\r]/gu, ''))
    .normalize('NFKC')
    .replaceAll('\\', '/');
  const authority = /^\s*(?:[a-z][a-z0-9+.-]*:)?\/*([^/?#]*)/iu.exec(straight)?.[1] ?? '';
  return authority.split('@').map((part) =>
    part
      .toLowerCase()
      .replace(/:[^\]]*$/u, '')
      .replace(/\.+$/u, '')
      .trim(),
  );
}

function decoded(text: string): string {
  return text.replaceAll(/%([0-7][\da-f])/giu, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
