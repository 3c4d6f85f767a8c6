/** A tool call with its result: commands and edits are shown, looking around is folded. */
import { html, nothing, type TemplateResult } from 'lit';
import { toolSubject } from '../../core/ask.ts';
import { countRows, type DiffRow } from '../rendering/line-diff.ts';
import { renderMarkdown } from '../rendering/markdown.ts';
import { stringField, toJson } from '../rendering/payload-text.ts';
import { formatWhole } from '../rendering/quantities.ts';
import { editRows } from '../rendering/tool-change.ts';
import { diffBlock } from './diff-block.ts';
import { detailStrings } from '../detail-strings.ts';
import type { EntryContext } from './entry-context.ts';
import { disclosure } from './entry-text.ts';
import {
  commandOutput,
  imagesOf,
  isFailed,
  outputOf,
  progress,
  subjectOf,
  type ToolEntry,
} from './entry-tool-parts.ts';
import { planEntry, todoEntry } from './entry-tool-plan.ts';
import { cutNote, foldedText } from './folded-text.ts';

const words = detailStrings.tool;

export function toolEntry(entry: ToolEntry, context: EntryContext): TemplateResult {
  const { call, result } = entry;
  if (call === null) return lookEntry(entry, context);
  if (call.name === 'Bash') return commandEntry(entry, context);
  const special = isFailed(entry)
    ? undefined
    : (todoEntry(call, context) ?? planEntry(call, context));
  if (special !== undefined) return special;
  const rows = editRows(call, result);
  return rows === undefined ? lookEntry(entry, context) : editEntry(entry, rows, context);
}

function editEntry(
  entry: ToolEntry,
  rows: readonly DiffRow[],
  context: EntryContext,
): TemplateResult {
  const { call, result } = entry;
  const { added, removed } = countRows(rows);
  return html`<div class="tool" data-failed=${isFailed(entry)}>
    <div class="head">
      <span class="name">${call?.name}</span>
      <span class="subject code">${subjectOf(entry, context)}</span>
      <span class="aside">
        ${added > 0 ? html`<span class="added">+${formatWhole(added)}</span>` : nothing}
        ${removed > 0 ? html`<span class="removed">−${formatWhole(removed)}</span>` : nothing}
        ${progress(entry, context)}
      </span>
    </div>
    ${
      isFailed(entry) && result !== null
        ? foldedText(outputOf(result), context)
        : diffBlock(rows, context)
    }
    ${cutNote([call?.input, result?.detail], context)}
  </div>`;
}

/** A command and what it printed: the end of long output is what tells how it went. */
function commandEntry(entry: ToolEntry, context: EntryContext): TemplateResult {
  const { call, result } = entry;
  const command = stringField(call?.input, 'command') ?? toJson(call?.input);
  const about = stringField(call?.input, 'description');
  const output = result === null ? '' : commandOutput(result);
  return html`<div class="tool command" data-failed=${isFailed(entry)}>
    <div class="head">
      <span class="name">Bash</span>
      <span class="subject">${about ?? nothing}</span>
      <span class="aside">${progress(entry, context)}</span>
    </div>
    <pre class="typed"><span class="sigil" aria-hidden="true">$ </span>${command}</pre>
    ${output === '' ? nothing : foldedText(output, context, { end: true })}
    ${imagesOf(result?.content, context)}
    ${cutNote([call?.input, result?.content, result?.detail], context)}
  </div>`;
}

/** One line for what was looked at or asked for; input and result when it is unfolded. */
function lookEntry(entry: ToolEntry, context: EntryContext): TemplateResult {
  const { call, result } = entry;
  const summary = html`<span class="name">${call?.name ?? words.result}</span>
    <span class="subject code">${subjectOf(entry, context)}</span>
    <span class="aside">${sizeOf(entry)} ${progress(entry, context)}</span>`;
  return html`<div class="look" data-failed=${isFailed(entry)}>
    ${disclosure(
      context,
      summary,
      () => html`
        ${call === null || isSubjectAll(entry) ? nothing : inputOf(call)}
        ${result === null ? nothing : resultOf(entry, result)} ${imagesOf(result?.content, context)}
        ${cutNote([call?.input, result?.content], context)}
      `,
    )}
  </div>`;
}

type Call = NonNullable<ToolEntry['call']>;
type Result = NonNullable<ToolEntry['result']>;

/** Tools whose input holds words for somebody, and whose result is somebody's answer. */
const spoken: ReadonlySet<string> = new Set(['Agent', 'Task', 'WebFetch']);

function inputOf({ name, input }: Call): TemplateResult {
  const prompt = spoken.has(name) ? stringField(input, 'prompt') : undefined;
  if (prompt !== undefined) return html`<div class="boxed">${renderMarkdown(prompt)}</div>`;
  return html`<pre class="output boxed">${toJson(input)}</pre>`;
}

function resultOf(entry: ToolEntry, result: Result): TemplateResult | typeof nothing {
  const text = outputOf(result);
  if (text === '') return nothing;
  if (!result.isError && entry.call !== null && spoken.has(entry.call.name)) {
    return html`<div class="boxed">${renderMarkdown(text)}</div>`;
  }
  return html`<pre class="output boxed">${text}</pre>`;
}

/** How much was found or read, before it is unfolded. */
function sizeOf(entry: ToolEntry): TemplateResult | typeof nothing {
  const { call, result } = entry;
  if (result === null || call === null || result.isError) return nothing;
  const said = (key: string): number | undefined => {
    const value: unknown =
      typeof result.detail === 'object' && result.detail !== null
        ? Reflect.get(result.detail, key)
        : undefined;
    return typeof value === 'number' ? value : undefined;
  };
  const lines = (): number => outputOf(result).split('\n').length;
  switch (call.name) {
    case 'Read':
      return imagesCount(result.content) > 0
        ? nothing
        : html`<span>${words.lines(said('numLines') ?? lines())}</span>`;
    case 'Grep':
      return html`<span>${words.hits(said('numMatches') ?? said('numLines') ?? lines())}</span>`;
    case 'Glob':
      return html`<span>${words.files(said('numFiles') ?? lines())}</span>`;
    default:
      return nothing;
  }
}

function imagesCount(content: unknown): number {
  return Array.isArray(content) ? content.filter((block) => isImage(block)).length : 0;
}

function isImage(block: unknown): boolean {
  return typeof block === 'object' && block !== null && Reflect.get(block, 'type') === 'image';
}

/** The line already says all there is in the input. */
function isSubjectAll({ call }: ToolEntry): boolean {
  if (call === null || typeof call.input !== 'object' || call.input === null) return false;
  return Object.keys(call.input).length <= 1 && toolSubject(call.name, call.input) !== undefined;
}
