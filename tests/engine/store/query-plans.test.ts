import { expect, test } from 'vitest';
import { eventQueries } from '../../../src/engine/store/event-log.ts';
import { inputQueries } from '../../../src/engine/store/inputs.ts';
import { landmarkQueries } from '../../../src/engine/store/landmarks.ts';
import { openRequestQueries } from '../../../src/engine/store/open-requests.ts';
import { preferenceQueries } from '../../../src/engine/store/preferences.ts';
import { queueQueries } from '../../../src/engine/store/queue.ts';
import { runQueries } from '../../../src/engine/store/runs.ts';
import { findQueries } from '../../../src/engine/store/search/find.ts';
import { indexQueries } from '../../../src/engine/store/search/index-events.ts';
import { searchQueries } from '../../../src/engine/store/search/search.ts';
import { sessionQueries } from '../../../src/engine/store/sessions.ts';
import { usageQueries } from '../../../src/engine/store/usage.ts';
import { createStore, rawConnection } from './fixture.ts';

function plan(sql: string): string {
  const { path } = createStore();
  const values = Array.from(sql.matchAll(/\?/g), () => 1);
  return rawConnection(path)
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...values)
    .map((step) => step.detail)
    .join('\n');
}

test.each(Object.entries(eventQueries))('the page %s seeks by session and seq', (_, sql) => {
  const steps = plan(sql);
  expect(steps).toMatch(/SEARCH e USING INDEX \S+ \(session_key=\? AND seq[<>=]\?\)/);
  expect(steps).not.toMatch(/SCAN|TEMP B-TREE/);
});

test('the newest hits come from the search index in order, without sorting', () => {
  const steps = plan(searchQueries.indexed);
  expect(steps).toMatch(/SCAN search VIRTUAL TABLE/);
  expect(steps).toMatch(/SEARCH e USING INTEGER PRIMARY KEY/);
  expect(steps).not.toMatch(/TEMP B-TREE/);
});

test('finding in one session walks only its stretch of the search index, in order', () => {
  for (const sql of [findQueries.fromStart, findQueries.fromEnd]) {
    const steps = plan(sql);
    expect(steps).toMatch(/SCAN search VIRTUAL TABLE INDEX \S*[<>]/);
    expect(steps).toMatch(/SEARCH e USING INTEGER PRIMARY KEY/);
    expect(steps).not.toMatch(/TEMP B-TREE/);
  }
});

test.each(Object.entries(landmarkQueries))('the landmark %s seeks in its own index', (_, sql) => {
  expect(plan(sql)).toMatch(/events_landmark \(session_key=\? AND type=\? AND seq[<>]\?\)/);
});

test('what turns cost is summed over those since an instant alone', () => {
  expect(plan(usageQueries.since)).toMatch(
    /SEARCH session_events USING INDEX events_usage \(at>\?\)/,
  );
});

test('lines nobody understood are counted in their own index', () => {
  expect(plan(usageQueries.unrecognisedCount)).toContain('events_unrecognised');
  expect(plan(usageQueries.unrecognised)).toContain('events_unrecognised');
  expect(plan(usageQueries.unrecognised)).not.toContain('TEMP B-TREE');
});

test('what is not indexed yet is read from its cursor on, without sorting', () => {
  for (const sql of [searchQueries.tail, ...Object.values(indexQueries)]) {
    const steps = plan(sql);
    expect(steps).toMatch(/SEARCH (e|session_events) USING INTEGER PRIMARY KEY \(rowid>\?/);
    expect(steps).not.toMatch(/TEMP B-TREE/);
  }
});

test.each([
  ['sessions', sessionQueries.kept, 'sessions_kept'],
  ['trash', sessionQueries.trashed, 'sessions_trashed'],
  ['live runs', runQueries.live, 'runs_live'],
  ['unreleased runs', runQueries.unreleased, 'runs_unreleased'],
  ['repositories', preferenceQueries.repositories, 'repositories_by_use'],
])('the list of %s is read in the order of its index', (_, sql, index) => {
  const steps = plan(sql);
  expect(steps).toContain(index);
  expect(steps).not.toContain('TEMP B-TREE');
});

test.each([
  ...Object.entries(inputQueries),
  ...Object.entries(openRequestQueries),
  ...Object.entries(queueQueries),
  ['runs of a session', runQueries.ofSession],
  ['run by id', runQueries.byId],
  ['session by id', sessionQueries.byId],
  ['session by prefix', sessionQueries.byPrefix],
  ['first key', findQueries.firstKey],
  ['last key', findQueries.lastKey],
  ['last indexed', findQueries.lastIndexed],
  ['not indexed in a session', findQueries.tail],
])('%s seeks', (_, sql) => {
  expect(plan(sql)).not.toMatch(/SCAN/);
});
