/** Images a prompt refers to, as `[image 0123456789abcdef.png]` in its text. Pure. */

/** What an image may be, by how its file ends. */
export const imageTypes = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
} as const;
export type ImageType = (typeof imageTypes)[keyof typeof imageTypes];

/** An image is sent once, however often it is named, and not more of them than this: the API's limit is 100. */
const most = 20;

export interface ImageMark {
  /** The file's name. */
  readonly name: string;
  readonly mediaType: ImageType;
}

/** Files named by sixteen hexadecimal digits of their hash and their kind, in the order they are named. */
export function imageMarks(text: string): ImageMark[] {
  const names = new Set<string>();
  for (const [, name] of text.matchAll(/\[image ([0-9a-f]{16}\.(?:png|jpg|gif|webp))\]/gu)) {
    if (name !== undefined && names.size < most) names.add(name);
  }
  return [...names].map((name) => ({ name, mediaType: typeOf(name) }));
}

/** How a text refers to the image of that name. */
export function imageName(name: string): string {
  return `[image ${name}]`;
}

/** How the file of an image of that type ends; undefined for what is not taken. */
export function imageEnding(mediaType: string): string | undefined {
  return Object.entries(imageTypes).find(([, type]) => type === mediaType)?.[0];
}

function typeOf(name: string): ImageType {
  const ending = name.slice(name.lastIndexOf('.') + 1);
  const found = Object.entries(imageTypes).find(([each]) => each === ending);
  return found?.[1] ?? 'image/png';
}
