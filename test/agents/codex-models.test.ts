import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { modelLines, patchOf, Rollout, uuid7 } from '../support/codex-rollout.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const ADD = patchOf('*** Add File: a.md', '+one');
const [T1, T2] = [uuid7(1_000), uuid7(60_000)] as const;

test('C5: using the last turn_context for the whole file: each turn has its own', () => {
  const trace = new Rollout()
    .meta()
    .says('one')
    .context('a')
    .patched(ADD, 'c1')
    .says('two')
    .context('b')
    .patched(ADD, 'c2')
    .says('three')
    .context('c')
    .patched(ADD, 'c3')
    .read(dir);
  expect(modelLines(trace.events)).toEqual(['1 a', '2 b', '3 c']);
});

test('codex reader 6: within a turn the latest context before the edit counts', () => {
  const trace = new Rollout()
    .meta()
    .says('one')
    .context('a')
    .patched(ADD, 'c1')
    .context('b')
    .patched(ADD, 'c2')
    .read(dir);
  expect(modelLines(trace.events)).toEqual(['1 a', '1 b']);
});

test('the first context of a turn may stand behind what it is about', () => {
  const trace = new Rollout().meta().says('one').ghost('1'.repeat(40)).context('a').patched(ADD, 'c1').read(dir);
  expect(modelLines(trace.events)).toEqual(['1 a', '1 a']);
});

test('codex reader 6: a turn without a context has no model, whatever the one before had', () => {
  const trace = new Rollout()
    .meta()
    .says('one')
    .context('a')
    .patched(ADD, 'c1')
    .says('two')
    .patched(ADD, 'c2')
    .read(dir);
  expect(modelLines(trace.events)).toEqual(['1 a', '2 null']);
});

test('C7: a rollout without any turn_context: the model is unknown', () => {
  const trace = new Rollout().meta({ cli_version: '0.34.0' }).says('one').patched(ADD, 'c1').read(dir);
  expect(modelLines(trace.events)).toEqual(['1 null']);
});

test('the model of the mode counts where the context names none itself, in both its forms', () => {
  const trace = new Rollout()
    .meta()
    .says('one')
    .context(null, { collaboration_mode: { mode: 'code', settings: { model: 'a' } } })
    .patched(ADD, 'c1')
    .says('two')
    .context(null, { collaboration_mode: { mode: 'code', model: 'b' } })
    .patched(ADD, 'c2')
    .read(dir);
  expect(modelLines(trace.events)).toEqual(['1 a', '2 b']);
});

test('settings that the person changes count at once within a task, else for the next one', () => {
  const settings = (model: string) => ({ type: 'thread_settings_applied', thread_settings: { model } });
  const trace = new Rollout()
    .meta({ cli_version: '0.150.0' })
    .task(T1)
    .context('a', { turn_id: T1 })
    .says('one')
    .patched(ADD, 'c1')
    .event(settings('b'))
    .patched(ADD, 'c2')
    .done(T1)
    .event(settings('c'))
    .task(T2)
    .says('two')
    .patched(ADD, 'c3')
    .read(dir);
  expect(modelLines(trace.events)).toEqual(['1 a', '1 b', '2 c']);
});
