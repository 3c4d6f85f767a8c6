/** Images that belong to prompts: files beside the session's runs, so that neither log nor database holds them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { imageEnding, imageMarks, type ImageType } from '../../core/prompt-images.ts';
import type { Adapter, PromptImage } from '../agents/adapter.ts';
import { makeFolder } from '../agents/make-folder.ts';
import { EngineError } from '../engine-error.ts';

/** A request to the API holds 32 MB; with this much of base64 there is room for the conversation. */
const mostCharacters = 20_000_000;

/** How a file of each kind begins: what is called an image must be one. */
const beginnings: Readonly<Record<ImageType, RegExp>> = {
  'image/png': /^\x89PNG\r\n/,
  'image/jpeg': /^\xff\xd8\xff/,
  'image/gif': /^GIF8/,
  'image/webp': /^RIFF[^]{4}WEBP/,
};

/**
 * Keeps an image in a session's folder; the same image is kept once. Resolves to its name.
 *
 * @throws {EngineError} `bad-request` where it is none of its type.
 */
export async function keepImage(folder: string, type: ImageType, data: string): Promise<string> {
  const bytes = Buffer.from(data, 'base64');
  if (!beginnings[type].test(bytes.subarray(0, 16).toString('latin1'))) {
    throw new EngineError('bad-request', `This is no ${type}. Save it again, or take another.`, {
      field: 'data',
    });
  }
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const name = `${hash}.${imageEnding(type) ?? 'png'}`;
  const images = join(folder, 'images');
  makeFolder(images);
  const path = join(images, name);
  await writeFile(`${path}.new`, bytes, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  return name;
}

/** Base64. @throws {EngineError} `bad-request` where there is none of that name. */
export async function readImage(folder: string, name: string): Promise<string> {
  const bytes = await readFile(join(folder, 'images', name)).catch(() => null);
  if (bytes !== null) return bytes.toString('base64');
  throw new EngineError('bad-request', `There is no image ${name} here any more.`, {
    field: 'name',
  });
}

/** The same adapter, which sends with a prompt the images its text names. */
export function withImages(adapter: Adapter, folder: string): Adapter {
  return {
    ...adapter,
    encodePrompt: (text, promptId) => adapter.encodePrompt(text, promptId, namedIn(text, folder)),
  };
}

/** In the order they are named, as many as a request can hold. One that is gone is but words. */
function namedIn(text: string, folder: string): PromptImage[] {
  const images: PromptImage[] = [];
  let characters = 0;
  for (const { name, mediaType } of imageMarks(text)) {
    const data = contentOf(join(folder, 'images', name));
    characters += data.length;
    if (data !== '' && characters <= mostCharacters) images.push({ mediaType, data });
  }
  return images;
}

/** Read at once: what an agent is sent is settled inside the transaction that records it. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, 'base64');
  } catch {
    return '';
  }
}
