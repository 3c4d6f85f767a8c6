/** What the detail asks the engine about its session. Changes resolve to why they were refused; empty: done. */
import type { RequestId, SessionId } from '../../contract/ids.ts';
import type { Method, Params } from '../../contract/requests.ts';
import type { ComposerMode } from '../components/composer.ts';
import type { RequestAnswer } from '../components/detail-events.ts';
import type { PickedImage } from '../components/prompt-images.ts';
import { promptBefore } from '../data/past-prompts.ts';
import { RequestError, type Transport } from '../data/transport.ts';

export class SessionLine {
  readonly #transport: Transport;
  readonly #id: SessionId;
  /** As `promptBefore` of data/past-prompts. */
  readonly promptBefore: ReturnType<typeof promptBefore>;

  constructor(transport: Transport, id: SessionId) {
    this.#transport = transport;
    this.#id = id;
    this.promptBefore = promptBefore(transport, id);
  }

  send(mode: ComposerMode, prompt: string, now: boolean): Promise<string> {
    const id = this.#id;
    return mode === 'resume'
      ? this.#change('sessions.resume', { id, prompt })
      : this.#change('sessions.send', { id, prompt, now });
  }

  /** `prompt` null takes it out. */
  changeQueued(queuedId: number, prompt: string | null): Promise<string> {
    const which = { id: this.#id, queuedId };
    return prompt === null
      ? this.#change('sessions.unqueue', which)
      : this.#change('sessions.requeue', { ...which, prompt });
  }

  answer(requestId: RequestId, answer: RequestAnswer): Promise<string> {
    const which = { id: this.#id, requestId };
    switch (answer.behavior) {
      case 'allow': {
        const { input = null, permissionMode = null, always = null } = answer;
        return this.#change('sessions.approve', { ...which, input, permissionMode, always });
      }
      case 'deny':
        return this.#change('sessions.deny', { ...which, message: answer.message });
      case 'answer':
        return this.#change('sessions.answer', { ...which, answers: { ...answer.answers } });
    }
  }

  /** Completion is a convenience: without it one types on. */
  readonly completeFile = async (prefix: string): Promise<readonly string[]> => {
    const reply = await this.#read('files.complete', { id: this.#id, prefix });
    return reply?.paths ?? [];
  };

  /** @throws {RequestError} */
  readonly keepImage = async (image: PickedImage): Promise<string> => {
    return (await this.#transport.request('images.keep', { id: this.#id, ...image })).name;
  };

  /** The address of an image; null where there is none any more. */
  readonly imageOf = async (name: string): Promise<string | null> => {
    const image = await this.#read('images.get', { id: this.#id, name });
    return image === null ? null : `data:${image.mediaType};base64,${image.data}`;
  };

  async #read<M extends 'files.complete' | 'images.get'>(method: M, params: Params<M>) {
    try {
      return await this.#transport.request(method, params);
    } catch (error) {
      if (error instanceof RequestError) return null;
      throw error;
    }
  }

  async #change<M extends Method>(method: M, params: Params<M>): Promise<string> {
    try {
      await this.#transport.request(method, params);
      return '';
    } catch (error) {
      if (error instanceof RequestError) return error.message;
      throw error;
    }
  }
}
