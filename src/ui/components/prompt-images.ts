/**
 * Images in a prompt: kept by the engine beside the session, and named in the text, so that a draft, a queued
 * message and history are nothing but text. Pure but for the reading of a file.
 */
import { imageMarks, imageName, imageTypes, type ImageType } from '../../core/prompt-images.ts';
import { detailStrings } from '../detail-strings.ts';

const words = detailStrings.composer;

/** What the API takes, in bytes. */
const largest = 5_000_000;

export interface PickedImage {
  readonly mediaType: ImageType;
  /** Base64. */
  readonly data: string;
}

/** Stores an image and says by what name the text refers to it. @throws with words for people. */
export type KeepImage = (image: PickedImage) => Promise<string>;

/** Images among what was pasted or dropped. */
export function imagesIn(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])].filter((file) => file.type.startsWith('image/'));
}

/** @throws {Error} saying why it cannot be attached. */
export async function readImage(file: File): Promise<PickedImage> {
  const mediaType = Object.values(imageTypes).find((type) => type === file.type);
  if (mediaType === undefined) throw new Error(words.notAnImage);
  if (file.size > largest) throw new Error(words.tooLarge);
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(typeof reader.result === 'string' ? reader.result : '');
    };
    reader.onerror = () => {
      reject(reader.error ?? new Error(words.notAnImage));
    };
    reader.readAsDataURL(file);
  });
  return { mediaType, data: url.slice(url.indexOf(',') + 1) };
}

/** The names of the images a text refers to. */
export function namesIn(text: string): string[] {
  return imageMarks(text).map(({ name }) => name);
}

/** The text with the image named at its end, on a line of its own. */
export function withImage(text: string, name: string): string {
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${text}${gap}${imageName(name)}\n`;
}

export function withoutImage(text: string, name: string): string {
  return text
    .replace(imageName(name), '')
    .replace(/\n{3,}/gu, '\n\n')
    .replace(/^\n+/u, '');
}
