/** A tool call with its result: commands and edits are shown, looking around is folded. */
import { html, nothing, type TemplateResult } from 'lit';
import { oneLine, toolSubject } from '../../core/ask.ts';
import type { EntryOf } from '../../core/timeline-entry.ts';
import { countRows } from '../rendering/line-diff.ts';
import {
  exitCode,
  plainOutput,
  resultText,
  stringField,
  toJson,
  withoutExitLine,
} from '../rendering/payload-text.ts';
import { formatWhole } from '../rendering/quantities.ts';
import { editRows } from '../rendering/tool-change.ts';
import { diffBlock } from './diff-block.ts';
import type { EntryContext } from './entry-context.ts';
import { disclosure } from './entry-text.ts';
import { cutNote, foldedText } from './folded-text.ts';

type Tool = EntryOf<'tool'>;

export function toolEntry(entry: Tool, context: EntryContext): TemplateResult {
  const { call, result } = entry;
  if (call === null) return lookEntry(entry, context);
  if (call.name === 'Bash') return commandEntry(entry, context);
  const rows = editRows(call, result);
  if (rows === undefined) return lookEntry(entry, context);
  const { added, removed } = countRows(rows);
  return html`<div class="tool" data-failed=${isFailed(entry)}>
    <div class="head">
      <span class="name">${call.name}</span>
      <span class="subject code">${subjectOf(entry, context)}</span>
      <span class="aside">
        ${added > 0 ? html`<span class="added">+${formatWhole(added)}</span>` : nothing}
        ${removed > 0 ? html`<span class="removed">−${formatWhole(removed)}</span>` : nothing}
        ${progress(entry, context)}
      </span>
    </div>
    ${isFailed(entry) ? failure(entry, context) : diffBlock(rows, context)}
    ${cutNote([call.input, result?.detail], context)}
  </div>`;
}

/** A command and what it printed: the end of long output is what tells how it went. */
function commandEntry(entry: Tool, context: EntryContext): TemplateResult {
  const { call, result } = entry;
  const command = stringField(call?.input, 'command') ?? toJson(call?.input);
  const about = stringField(call?.input, 'description');
  const output = result === null ? '' : withoutExitLine(outputOf(result));
  return html`<div class="tool command" data-failed=${isFailed(entry)}>
    <div class="head">
      <span class="name">Bash</span>
      <span class="subject">${about ?? nothing}</span>
      <span class="aside">${progress(entry, context)}</span>
    </div>
    <pre class="typed"><span class="sigil" aria-hidden="true">$ </span>${command}</pre>
    ${output === '' ? nothing : foldedText(output, context, { end: true })}
    ${cutNote([call?.input, result?.content, result?.detail], context)}
  </div>`;
}

/** One line for what was looked at or asked for; input and result when it is unfolded. */
function lookEntry(entry: Tool, context: EntryContext): TemplateResult {
  const { call, result } = entry;
  const summary = html`<span class="name">${call?.name ?? 'Result'}</span>
    <span class="subject code">${subjectOf(entry, context)}</span>
    <span class="aside">${progress(entry, context)}</span>`;
  return html`<div class="look" data-failed=${isFailed(entry)}>
    ${disclosure(
      context,
      summary,
      () => html`
        ${
          call === null || isSubjectAll(entry)
            ? nothing
            : html`<pre class="output boxed">${toJson(call.input)}</pre>`
        }
        ${result === null ? nothing : html`<pre class="output boxed">${outputOf(result)}</pre>`}
        ${cutNote([call?.input, result?.content], context)}
      `,
    )}
  </div>`;
}

function failure(entry: Tool, context: EntryContext): TemplateResult {
  return entry.result === null ? html`` : foldedText(outputOf(entry.result), context);
}

/** How the call stands: at work, failed (with its code), or nothing where all went well. */
function progress(entry: Tool, context: EntryContext): TemplateResult | typeof nothing {
  const { call, result } = entry;
  if (result === null) {
    return context.live ? html`<span class="working">working</span>` : nothing;
  }
  if (!result.isError) return nothing;
  const code =
    call?.name === 'Bash' ? exitCode(resultText(result.content), result.detail) : undefined;
  return html`<span class="failed">${code === undefined ? 'failed' : `exit ${code}`}</span>`;
}

function subjectOf({ call, result }: Tool, { worktree }: EntryContext): string {
  if (call === null) return oneLine(outputOf(result ?? { content: '' }), 160);
  const subject = toolSubject(call.name, call.input, worktree);
  return oneLine(subject ?? inlineInput(call.input), 300);
}

function inlineInput(input: unknown): string {
  const text = typeof input === 'string' ? input : toJson(input);
  return text === '{}' ? '' : text;
}

/** The line already says all there is in the input. */
function isSubjectAll({ call }: Tool): boolean {
  if (call === null || typeof call.input !== 'object' || call.input === null) return false;
  return Object.keys(call.input).length <= 1 && toolSubject(call.name, call.input) !== undefined;
}

function isFailed({ result }: Tool): boolean {
  return result?.isError ?? false;
}

function outputOf(result: { readonly content: unknown }): string {
  return plainOutput(resultText(result.content)).replace(/\s+$/u, '');
}
