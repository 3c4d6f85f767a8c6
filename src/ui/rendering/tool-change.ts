/** What a call of a file tool changes, as diff rows. Pure. */
import type { Payload } from '../../contract/events.ts';
import { lineDiff, patchRows, type DiffRow } from './line-diff.ts';
import { fieldOf, stringField } from './payload-text.ts';

/**
 * The rows of an edit: the patch the tool says it has made, else what its input asks for.
 * Undefined for tools that change no file, and where the input has another shape.
 */
export function editRows(
  call: Payload<'tool_call'>,
  result: Payload<'tool_result'> | null,
): readonly DiffRow[] | undefined {
  const patch = patchRows(fieldOf(result?.detail, 'structuredPatch') ?? result?.detail);
  switch (call.name) {
    case 'Edit':
      return patch ?? replacement(call.input);
    case 'MultiEdit':
      return patch ?? replacements(fieldOf(call.input, 'edits'));
    case 'Write': {
      const content = stringField(call.input, 'content');
      return patch ?? (content === undefined ? undefined : lineDiff('', content));
    }
    default:
      return undefined;
  }
}

function replacement(input: unknown): readonly DiffRow[] | undefined {
  const [before, after] = [stringField(input, 'old_string'), stringField(input, 'new_string')];
  return before === undefined || after === undefined ? undefined : lineDiff(before, after);
}

function replacements(edits: unknown): readonly DiffRow[] | undefined {
  if (!Array.isArray(edits)) return undefined;
  const rows: DiffRow[] = [];
  for (const edit of edits) {
    const part = replacement(edit);
    if (part === undefined) return undefined;
    if (rows.length > 0) rows.push({ kind: 'hunk', oldLine: null, newLine: null, text: '' });
    rows.push(...part);
  }
  return rows;
}
