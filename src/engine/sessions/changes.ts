import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { EventBody } from '../../contract/events.ts';
import { PermissionMode } from '../../contract/requests.ts';
import type { SessionFacts } from '../../core/row.ts';
import type { Adapter, Signal } from '../agents/adapter.ts';

/** What can be changed of a session while it runs. */
export type Change =
  | { readonly what: 'mode'; readonly value: PermissionMode }
  | { readonly what: 'model'; readonly value: string };

type ControlReply = Extract<Signal, { kind: 'control-reply' }>;

/** Another engine may read the answer, so the request's id says what was asked for. */
const prefix = 'lulu-change';

export function changeId({ what, value }: Change): string {
  return [prefix, what, value, randomUUID()].join(' ');
}

export function encodeChange(adapter: Adapter, requestId: string, change: Change): string {
  return change.what === 'mode'
    ? adapter.encodePermissionMode(requestId, change.value)
    : adapter.encodeModel(requestId, change.value);
}

/** What an agent's answer to a change of ours means; null where it answers something else. */
export function readChange({ requestId, ok, error }: ControlReply): EventBody | null {
  const [start, what, value = ''] = requestId.split(' ');
  if (start !== prefix) return null;
  const mode = v.safeParse(PermissionMode, value);
  const change: Change | null =
    what === 'model' ? { what, value } : mode.success ? { what: 'mode', value: mode.output } : null;
  if (change === null) return null;
  return ok ? changed(change) : refused(change, error ?? 'it gave no reason');
}

/** A change that has been made, or counts from the next run on. */
export function changed(change: Change, from = ''): EventBody {
  const { what, value } = change;
  const text = what === 'mode' ? `Permission mode: ${value}${from}` : `Model: ${value}${from}`;
  const field = what === 'mode' ? { permissionMode: value } : { model: value };
  return { type: 'notice', payload: { kind: 'mode-changed', text, ...field } };
}

function refused({ what, value }: Change, why: string): EventBody {
  const asked = what === 'mode' ? `the permission mode ${value}` : `the model ${value}`;
  const text = `The agent did not change to ${asked}: ${why}`;
  return { type: 'notice', payload: { kind: 'change-refused', text } };
}

/** What a confirmed change leaves chosen. */
export function chosenIn(event: EventBody): Pick<SessionFacts, 'chosenMode' | 'chosenModel'> {
  if (event.type !== 'notice' || event.payload.kind !== 'mode-changed') return {};
  const { model, permissionMode } = event.payload;
  return {
    ...(model === undefined ? {} : { chosenModel: model }),
    ...(permissionMode === undefined ? {} : { chosenMode: permissionMode }),
  };
}

/** Whether a change says what holds already: an agent may confirm one twice. */
export function isNoChange(event: EventBody, facts: SessionFacts): boolean {
  if (event.type !== 'notice' || event.payload.kind !== 'mode-changed') return false;
  const { model, permissionMode } = event.payload;
  const sameModel = model === undefined || model === facts.chosenModel;
  const sameMode = permissionMode === undefined || permissionMode === facts.chosenMode;
  return sameModel && sameMode;
}
