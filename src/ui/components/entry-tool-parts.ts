/** What the entries of all tools are made of. */
import { html, nothing, type TemplateResult } from 'lit';
import { oneLine, toolSubject } from '../../core/ask.ts';
import type { EntryOf } from '../../core/timeline-entry.ts';
import {
  exitCode,
  fieldOf,
  plainOutput,
  resultText,
  toJson,
  withoutExitLine,
} from '../rendering/payload-text.ts';
import { formatDuration } from '../rendering/quantities.ts';
import { resultImages } from '../rendering/result-images.ts';
import { detailStrings } from '../detail-strings.ts';
import type { EntryContext } from './entry-context.ts';

export type ToolEntry = EntryOf<'tool'>;

const words = detailStrings.tool;
/** Shorter calls do not say how long they took, in ms. */
const slow = 2000;

/** How the call stands: at work, failed (with its code), or how long it took where that was long. */
export function progress(entry: ToolEntry, context: EntryContext): TemplateResult {
  const { call, result } = entry;
  if (result === null) {
    return html`${context.live ? html`<span class="working">${words.working}</span>` : nothing}`;
  }
  const { detail } = result;
  const isBash = call?.name === 'Bash';
  const code = isBash ? exitCode(resultText(result.content), detail) : undefined;
  const took = tookMs(entry);
  return html`
    ${took === undefined ? nothing : html`<span>${formatDuration(took)}</span>`}
    ${
      fieldOf(detail, 'backgroundTaskId') === undefined
        ? nothing
        : html`<span>${words.inBackground}</span>`
    }
    ${
      fieldOf(detail, 'interrupted') === true
        ? html`<span class="failed">${words.stopped}</span>`
        : nothing
    }
    ${
      result.isError
        ? html`<span class="failed">${code === undefined ? words.failed : words.exit(code)}</span>`
        : code === undefined || code === 0
          ? nothing
          : html`<span>${words.exit(code)}</span>`
    }
  `;
}

function tookMs({ events }: ToolEntry): number | undefined {
  const [first, last] = [events[0], events[1]];
  if (first === undefined || last === undefined) return undefined;
  const took = Date.parse(last.at) - Date.parse(first.at);
  return took >= slow ? took : undefined;
}

export function isFailed({ result }: ToolEntry): boolean {
  return result?.isError ?? false;
}

export function subjectOf({ call, result }: ToolEntry, { worktree }: EntryContext): string {
  if (call === null) return oneLine(outputOf(result ?? { content: '' }), 160);
  const subject = toolSubject(call.name, call.input, worktree);
  return oneLine(subject ?? inlineInput(call.input), 300);
}

function inlineInput(input: unknown): string {
  const text = typeof input === 'string' ? input : toJson(input);
  return text === '{}' ? '' : text;
}

export function outputOf(result: { readonly content: unknown }): string {
  return plainOutput(resultText(result.content)).replace(/\s+$/u, '');
}

export function commandOutput(result: { readonly content: unknown }): string {
  return withoutExitLine(outputOf(result));
}

/** The images of a result; one that was sent in part can be asked for. */
export function imagesOf(content: unknown, context: EntryContext): TemplateResult | typeof nothing {
  const images = resultImages(content);
  if (images.length === 0) return nothing;
  return html`<div class="images">
    ${images.map(({ url }) =>
      url === null
        ? html`<button type="button" class="fold" @click=${context.showWhole}>
            ${words.imageCut}
          </button>`
        : html`<img src=${url} alt=${words.image} decoding="async" />`,
    )}
  </div>`;
}
