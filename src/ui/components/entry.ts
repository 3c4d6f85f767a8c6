/** One entry of the timeline, by its kind. Templates, not elements: what is drawn at once can be measured at once. */
import type { TemplateResult } from 'lit';
import type { Entry } from '../../core/timeline-entry.ts';
import { approvalEntry, questionEntry } from './entry-approval.ts';
import type { EntryContext } from './entry-context.ts';
import { groupEntry } from './entry-group.ts';
import { noticeEntry, runEntry, statusEntry, usageEntry } from './entry-line.ts';
import {
  errorEntry,
  messageEntry,
  promptEntry,
  thinkingEntry,
  unrecognisedEntry,
} from './entry-text.ts';
import { toolEntry } from './entry-tool.ts';

export function entryTemplate(entry: Entry, context: EntryContext): TemplateResult {
  switch (entry.kind) {
    case 'prompt':
      return promptEntry(entry.text, context);
    case 'message':
      return messageEntry(entry.text, context);
    case 'thinking':
      return thinkingEntry(entry.text, context);
    case 'error':
      return errorEntry(entry.text, context);
    case 'tool':
      return toolEntry(entry, context);
    case 'approval':
      return approvalEntry(entry, context);
    case 'question':
      return questionEntry(entry);
    case 'run':
      return runEntry(entry);
    case 'status':
      return statusEntry(entry);
    case 'usage':
      return usageEntry(entry);
    case 'notice':
      return noticeEntry(entry, context);
    case 'group':
      return groupEntry(entry, context);
    case 'unrecognised':
      return unrecognisedEntry(entry, context);
  }
}
