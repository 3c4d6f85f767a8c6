/** Tools by which an agent says what it is going to do: its to-dos, and a plan it wants approved. */
import { html, type TemplateResult } from 'lit';
import type { Payload } from '../../contract/events.ts';
import { renderMarkdown } from '../rendering/markdown.ts';
import { fieldOf, stringField } from '../rendering/payload-text.ts';
import { formatWhole } from '../rendering/quantities.ts';
import { detailStrings } from '../detail-strings.ts';
import type { EntryContext } from './entry-context.ts';
import { cutNote } from './folded-text.ts';

const words = detailStrings.tool;

type TodoState = keyof typeof words.todoStates;

interface Todo {
  readonly text: string;
  readonly state: TodoState;
}

/** Undefined where the call is none, or its input has another shape. */
export function todoEntry(
  { name, input }: Payload<'tool_call'>,
  context: EntryContext,
): TemplateResult | undefined {
  const todos = name === 'TodoWrite' ? todosOf(fieldOf(input, 'todos')) : undefined;
  if (todos === undefined) return undefined;
  const done = todos.filter(({ state }) => state === 'completed').length;
  return html`<div class="tool">
    <div class="head">
      <span class="name">${words.todos}</span>
      <span class="aside">${formatWhole(done)} / ${formatWhole(todos.length)}</span>
    </div>
    <ul class="todos">
      ${todos.map(
        ({ text, state }) =>
          html`<li data-state=${state}>
            <span class="mark" role="img" aria-label=${words.todoStates[state]}></span
            ><span>${text}</span>
          </li>`,
      )}
    </ul>
    ${cutNote(input, context)}
  </div>`;
}

/** Undefined where the call is none, or has no plan in words. */
export function planEntry(
  { name, input }: Payload<'tool_call'>,
  context: EntryContext,
): TemplateResult | undefined {
  const plan = name === 'ExitPlanMode' ? stringField(input, 'plan') : undefined;
  if (plan === undefined) return undefined;
  return html`<div class="tool plan">
    <div class="head"><span class="name">${words.plan}</span></div>
    <div class="text">${renderMarkdown(plan)}</div>
    ${cutNote(input, context)}
  </div>`;
}

function todosOf(todos: unknown): readonly Todo[] | undefined {
  if (!Array.isArray(todos) || todos.length === 0) return undefined;
  const found: Todo[] = [];
  for (const todo of todos as readonly unknown[]) {
    const [text, state] = [stringField(todo, 'content'), stringField(todo, 'status')];
    if (text === undefined) return undefined;
    found.push({ text, state: isState(state) ? state : 'pending' });
  }
  return found;
}

function isState(state: string | undefined): state is TodoState {
  return state !== undefined && Object.hasOwn(words.todoStates, state);
}
