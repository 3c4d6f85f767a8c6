/**
 * The one place where a string becomes markup, after DOMPurify.
 *
 * An agent's text is written by whatever it has read, so the list says what may stay, not what must go:
 * no images, forms, styles or scripts, and links only to the web and to mail.
 */
import DOMPurify, { type Config } from 'dompurify';

const allowed: Config & { RETURN_DOM_FRAGMENT: true } = {
  ALLOWED_TAGS: [
    ...['a', 'blockquote', 'br', 'code', 'del', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr'],
    ...[
      'li',
      'ol',
      'p',
      'pre',
      'span',
      'strong',
      'table',
      'tbody',
      'td',
      'th',
      'thead',
      'tr',
      'ul',
    ],
  ],
  ALLOWED_ATTR: ['align', 'class', 'href', 'start'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/iu,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

/** `html` as nodes, with everything that is not on the list taken out. */
export function toNodes(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, allowed);
}
