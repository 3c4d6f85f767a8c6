import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askText } from '../../src/core/ask.ts';

describe('askText', () => {
  test.each([
    ['Bash', { command: 'npm test' }, 'Run `npm test`?'],
    ['Bash', { command: 'cat <<E\n1\nE' }, 'Run `cat <<E 1 E`?'],
    ['Write', { file_path: 'src/a.ts', content: 'x' }, 'Write src/a.ts?'],
    ['Edit', { file_path: 'src/a.ts' }, 'Edit src/a.ts?'],
    ['MultiEdit', { file_path: 'src/a.ts' }, 'Edit src/a.ts?'],
    ['NotebookEdit', { notebook_path: 'a.ipynb' }, 'Edit a.ipynb?'],
    ['Read', { file_path: '/etc/hosts' }, 'Read /etc/hosts?'],
    ['WebFetch', { url: 'https://example.org/a' }, 'Fetch https://example.org/a?'],
    ['WebSearch', { query: 'lit 3' }, 'Search the web for “lit 3”?'],
    ['AskUserQuestion', { questions: [{ question: 'Tabs or\nspaces?' }] }, 'Tabs or spaces?'],
    ['AskUserQuestion', {}, 'Answer a question?'],
    ['ExitPlanMode', { plan: '# Plan' }, 'Approve the plan?'],
    ['mcp__db__query', { sql: 'select 1' }, 'Use mcp__db__query?'],
    ['Bash', null, 'Use Bash?'],
    ['constructor', {}, 'Use constructor?'],
  ])('asks in one line what %s wants to do', (tool, input, expected) => {
    expect(askText(tool, input)).toBe(expected);
  });

  test('gives a path in the worktree as seen from there, and no other', () => {
    expect(askText('Edit', { file_path: '/w/src/a.ts' }, '/w')).toBe('Edit src/a.ts?');
    expect(askText('Edit', { file_path: '/w2/a.ts' }, '/w')).toBe('Edit /w2/a.ts?');
    expect(askText('Bash', { command: '/w/run' }, '/w')).toBe('Run `/w/run`?');
  });

  test('stays one line of at most 200 characters for any tool and input', () => {
    const tools = fc.oneof(
      fc.constantFrom('Bash', 'Write', 'WebFetch', 'AskUserQuestion', 'X'),
      fc.string(),
    );
    const inputs = fc.oneof(
      fc.anything(),
      fc.record({
        command: fc.string({ unit: 'binary', maxLength: 2000 }),
        file_path: fc.string(),
        url: fc.string(),
      }),
    );
    fc.assert(
      fc.property(tools, inputs, (tool, input) => {
        const text = askText(tool, input);
        expect(text.length).toBeLessThanOrEqual(200);
        expect(text).toMatch(/^[^\n\r\u2028\u2029\0]*$/u);
        expect(text.isWellFormed()).toBe(true);
      }),
    );
  });

  test('says by an ellipsis that a long command was cut', () => {
    expect(askText('Bash', { command: 'x'.repeat(1_000_000) })).toMatch(/^Run `x+…`\?$/u);
  });
});
