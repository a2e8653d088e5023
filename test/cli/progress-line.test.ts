import { expect, test } from '@jest/globals';
import { progressLine, withProgress } from '../../src/cli/progress-line.js';
import { FakeOutput, fakeEnv } from './fake-env.js';

function setUp(columns: number | null) {
  let time = 1000;
  const env = fakeEnv({ now: () => time, stderr: new FakeOutput(columns) });
  return { env, pass: (milliseconds: number) => (time += milliseconds) };
}

test('what is over sooner than 300 ms shows nothing', () => {
  const { env, pass } = setUp(80);
  const progress = progressLine(env);
  pass(299);
  progress.update('Reading', 1, 2);
  progress.end();
  expect(env.stderr.text).toBe('');
});

test('one line, renewed ten times a second at most, and cleared', () => {
  const { env, pass } = setUp(80);
  const progress = progressLine(env);
  pass(300);
  progress.update('Reading', 1, 3);
  pass(99);
  progress.update('Reading', 2, 3);
  pass(1);
  progress.update('Reading', 3, 3);
  progress.end();
  progress.end();
  expect(env.stderr.text).toBe('\r\u001b[KReading 33 %\r\u001b[KReading 100 %\r\u001b[K');
});

test('fits the terminal, tells no share of an unknown whole, and passes on no controls', () => {
  const { env, pass } = setUp(10);
  const progress = progressLine(env);
  pass(300);
  progress.update('Following\u001b[2J files', 1, 0);
  expect(env.stderr.text).toBe('\r\u001b[KFollowing');
});

test('without a terminal there is none', () => {
  const { env, pass } = setUp(null);
  const progress = progressLine(env);
  pass(1000);
  progress.update('Reading', 1, 2);
  progress.end();
  expect(env.stderr.text).toBe('');
});

test('is cleared also where the work fails, and its own failure is none', async () => {
  const { env, pass } = setUp(80);
  const work = withProgress(env, async (progress) => {
    pass(300);
    progress.update('Reading', 1, 2);
    throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect(env.stderr.text).toBe('\r\u001b[KReading 50 %\r\u001b[K');

  env.stderr.closed = true;
  await expect(
    withProgress(env, async (progress) => {
      pass(300);
      progress.update('Reading', 1, 2);
      return 'done';
    }),
  ).resolves.toBe('done');
});
