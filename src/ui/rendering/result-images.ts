/** Images in a tool's result or a prompt, as addresses an `<img>` may have. Pure. */
import { fieldOf, isCut, stringField } from './payload-text.ts';

/** `url` null: the engine has sent only part of it. */
export interface ResultImage {
  readonly mediaType: string;
  readonly url: string | null;
}

/** What browsers draw and nothing in can run. */
const drawn: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** The image blocks of a content array, in order; blocks of a type that is not drawn are left out. */
export function resultImages(content: unknown): readonly ResultImage[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((block): ResultImage[] => {
    const source = fieldOf(block, 'type') === 'image' ? fieldOf(block, 'source') : undefined;
    const [mediaType, data] = [stringField(source, 'media_type'), stringField(source, 'data')];
    if (mediaType === undefined || data === undefined || !drawn.has(mediaType)) return [];
    if (isCut(data)) return [{ mediaType, url: null }];
    const isWhole = /^[A-Za-z0-9+/=]+$/u.test(data);
    return isWhole ? [{ mediaType, url: `data:${mediaType};base64,${data}` }] : [];
  });
}
