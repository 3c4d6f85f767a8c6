import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { imageName } from '../../../src/core/prompt-images.ts';
import { claudeAdapter } from '../../../src/engine/agents/claude/claude-adapter.ts';
import { keepImage, readImage, withImages } from '../../../src/engine/sessions/images.ts';
import { temporaryFolder } from '../../helpers/repository.ts';

/** One transparent pixel. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

describe('images of prompts', () => {
  test('are kept once, for their owner alone, and read back', async () => {
    const folder = temporaryFolder();

    const name = await keepImage(folder, 'image/png', pixel);

    expect(name).toMatch(/^[0-9a-f]{16}\.png$/);
    expect(await keepImage(folder, 'image/png', pixel)).toBe(name);
    expect(await readImage(folder, name)).toBe(pixel);
    expect(statSync(join(folder, 'images', name)).mode & 0o777).toBe(0o600);
  });

  test('are refused where they are something else', async () => {
    const script = Buffer.from('<svg onload="x()">').toString('base64');

    await expect(keepImage(temporaryFolder(), 'image/png', script)).rejects.toMatchObject({
      kind: 'bad-request',
      field: 'data',
    });
  });

  test('go to the agent with the prompt that names them, before its words', async () => {
    const folder = temporaryFolder();
    const name = await keepImage(folder, 'image/png', pixel);
    const text = `What is this? ${imageName(name)} ${imageName('0123456789abcdef.png')}`;

    const line = withImages(claudeAdapter, folder).encodePrompt(text, 'p1');

    expect(JSON.parse(line)).toMatchObject({
      type: 'user',
      uuid: 'p1',
      message: {
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: pixel } },
          { type: 'text', text },
        ],
      },
    });
  });

  test('leave a prompt without any as plain text', () => {
    const line = withImages(claudeAdapter, temporaryFolder()).encodePrompt('Go on');

    expect(JSON.parse(line)).toMatchObject({ message: { content: 'Go on' } });
  });
});
