/** What was typed into the new-session dialog: kept across a failed start and a reload, and checked as the engine will. */
import * as v from 'valibot';
import { NewSession, type Params, type PermissionMode } from '../../contract/requests.ts';
import type { AgentId } from '../../contract/rows.ts';
import { newSessionText } from '../strings.ts';

export interface Draft {
  readonly repo: string;
  readonly base: string;
  /** HEAD with what is not committed; `base` does not count then. */
  readonly uncommitted: boolean;
  readonly prompt: string;
  readonly name: string;
  readonly agent: AgentId;
  readonly permissionMode: PermissionMode;
}

export type DraftField = keyof Draft;

export const emptyDraft: Draft = {
  repo: '',
  base: '',
  uncommitted: false,
  prompt: '',
  name: '',
  agent: 'claude',
  permissionMode: 'acceptEdits',
};

const key = 'lulu-new-session';

const StoredDraft = v.object({
  repo: v.string(),
  base: v.string(),
  uncommitted: v.optional(v.boolean(), false),
  prompt: v.string(),
  name: v.string(),
  agent: NewSession.entries.agent.wrapped,
  permissionMode: NewSession.entries.permissionMode.wrapped,
});

export function loadDraft(storage: Storage): Draft {
  try {
    const stored = v.safeParse(StoredDraft, JSON.parse(storage.getItem(key) ?? 'null'));
    return stored.success ? stored.output : emptyDraft;
  } catch {
    return emptyDraft;
  }
}

/** A prompt too large for the tab's storage is kept by the open dialog alone. */
export function saveDraft(storage: Storage, draft: Draft): void {
  try {
    storage.setItem(key, JSON.stringify(draft));
  } catch (error) {
    console.warn('The draft is too large to survive a reload', error);
  }
}

/** After a start: the next session is likely to be of the same repository and kind. */
export function nextDraft(draft: Draft): Draft {
  return { ...draft, prompt: '', name: '' };
}

/** The draft as a request; fields left empty are left to the engine. */
export function requestOf(draft: Draft): Params<'sessions.create'> {
  return {
    repo: draft.repo.trim(),
    prompt: draft.prompt,
    name: draft.name.trim() || null,
    base: draft.uncommitted ? null : draft.base.trim() || null,
    uncommitted: draft.uncommitted,
    agent: draft.agent,
    permissionMode: draft.permissionMode,
  };
}

const labels: Readonly<Record<DraftField, string>> = newSessionText.fields;

/** What is wrong with the draft, by field, as far as can be said without the engine. */
export function problemsOf(draft: Draft): Partial<Record<DraftField, string>> {
  const result = v.safeParse(NewSession, requestOf(draft));
  const problems: Partial<Record<DraftField, string>> = {};
  for (const issue of result.issues ?? []) {
    const field = fieldNamed(v.getDotPath(issue));
    if (field !== undefined) problems[field] ??= `${labels[field]} ${issue.message}.`;
  }
  return problems;
}

/** The field of the dialog an error is about, if it is about one. */
export function fieldNamed(name: string | null | undefined): DraftField | undefined {
  return Object.keys(labels).find((field): field is DraftField => field === name);
}
