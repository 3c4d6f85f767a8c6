import { describe, expect, test } from 'vitest';
import type { Question } from '../../src/contract/events.ts';
import { assignOptions, joinAnswers } from '../../src/core/answers.ts';

const database: Question = {
  question: 'Which database?',
  header: 'Database',
  options: [{ label: 'SQLite' }, { label: 'PostgreSQL' }],
};
const checks: Question = {
  question: 'Which checks?',
  header: 'Checks',
  multiSelect: true,
  options: [{ label: 'Lint' }, { label: 'Types' }, { label: 'Tests' }],
};

describe('joinAnswers', () => {
  test('says labels as the agent wrote them, and other words as they stand', () => {
    expect(joinAnswers([database], { 'Which database?': ' sqlite' })).toEqual({
      ok: true,
      value: { 'Which database?': 'SQLite' },
    });
    expect(joinAnswers([database], { 'Which database?': 'None at all' })).toMatchObject({
      value: { 'Which database?': 'None at all' },
    });
  });

  test('joins several answers by commas, each once', () => {
    expect(joinAnswers([checks], { 'Which checks?': ['tests', 'Lint', 'Tests'] })).toMatchObject({
      value: { 'Which checks?': 'Tests, Lint' },
    });
  });

  test.each([
    [{ 'Which database?': ['SQLite', 'PostgreSQL'], 'Which checks?': 'Lint' }, /takes one answer/],
    [{ 'Which database?': 'SQLite' }, /"Which checks\?" has no answer/],
    [{ 'Which database?': 'SQLite', 'Which checks?': [] }, /has no answer/],
    [{ 'Which colour?': 'Red' }, /"Which colour\?" was not asked/],
    [{ __proto__x: 'a' }, /was not asked/],
  ])('refuses answers that do not fit: %j', (given, why) => {
    expect(joinAnswers([database, checks], given)).toEqual({
      ok: false,
      error: expect.stringMatching(why) as string,
    });
  });
});

describe('assignOptions', () => {
  test('gives everything to the only question', () => {
    expect(assignOptions([checks], ['Lint', 'a=b'])).toMatchObject({
      value: { 'Which checks?': ['Lint', 'a=b'] },
    });
  });

  test('finds the question of each label, whatever the order', () => {
    expect(assignOptions([database, checks], ['Types', 'sqlite', 'Lint'])).toMatchObject({
      value: { 'Which database?': ['sqlite'], 'Which checks?': ['Types', 'Lint'] },
    });
  });

  test('gives words of one’s own to the first question without an answer', () => {
    expect(assignOptions([database, checks], ['A flat file', 'Lint'])).toMatchObject({
      value: { 'Which database?': ['A flat file'], 'Which checks?': ['Lint'] },
    });
  });

  test('takes a header or a number for the name of a question', () => {
    expect(assignOptions([database, checks], ['checks=by hand', '1=Redis'])).toMatchObject({
      value: { 'Which database?': ['Redis'], 'Which checks?': ['by hand'] },
    });
  });

  test('refuses what nothing is left for', () => {
    expect(
      assignOptions([database, { ...database, question: 'And then?' }], ['a', 'b', 'c']),
    ).toEqual({ ok: false, error: 'There is no question left for "c".' });
  });
});
