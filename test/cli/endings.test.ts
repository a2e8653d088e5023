import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runIn, runScript, startIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;
beforeAll(() => {
  world = new CodexWorld();
  world.commit('first', { f: 'one\n', long: 'line\n'.repeat(50_000) });
  const seen = 'line\n'.repeat(50_000);
  world
    .session()
    .turn('Add')
    .patch(`*** Add File: seen\n${'+line\n'.repeat(50_000).trimEnd()}`, { seen });
  world.write({ 'no-capture': 'x\n' });
});
afterAll(() => world.remove());

describe('the exit code of the built program', () => {
  test.each<[number, string[], RegExp]>([
    [0, ['f'], /^$/],
    [0, ['edits', '--json'], /^$/],
    [1, ['report', 'f', '--fail-on', 'lines>0'], /^policy: lines>0: 1 line is added\n$/],
    [2, ['--jsn', 'f'], /^ai-blame: Unknown option --jsn\nhint: did you mean --json\?\n$/],
    [2, ['-L', 'x', 'f'], /^ai-blame: .*\n/],
    [3, ['nothing'], /^ai-blame: There is no file nothing in the work tree\n$/],
    [3, ['-C', '..', 'stats'], /^ai-blame: .* is not in a git repository/],
    [3, ['trace', 'abcd'], /^ai-blame: /],
    [4, ['import', 'acp', 'no-capture'], /^ai-blame: .*no-capture is not a capture/],
  ])('%i: %j', (code, argv, stderr) => {
    const ended = runIn(world, argv);
    expect(ended.code).toBe(code);
    expect(ended.stderr.replace(/^(note|warning): .*\n/gm, '')).toMatch(stderr);
  });
});

describe('a signal', () => {
  test('Ctrl-C ends it as it ends any program: a shell sees 130, and nothing is said', async () => {
    // It waits for the end of what it is given.
    const { child, ended } = startIn(world, ['--contents', '-', 'f']);
    await once(child, 'spawn');
    child.kill('SIGINT');
    const { stdout, stderr } = await ended;
    expect({ signal: child.signalCode, stdout, stderr }).toEqual({ signal: 'SIGINT', stdout: '', stderr: '' });
  });

  test.each(['ai-blame long', 'ai-blame --json long', 'ai-blame --porcelain long', 'ai-blame show seen@worktree'])(
    'a reader that left ends `%s` quietly, with 0',
    (command) => {
      expect(runScript(world, `${command} | head -n 1 | wc -l`)).toEqual({ code: 0, stdout: '1\n', stderr: '' });
    },
  );

  test('a full disk is told, and is no bug', () => {
    const ended = runScript(world, `ai-blame --json long > /dev/full`);
    expect({ code: ended.code, stderr: ended.stderr.split('\n')[0] }).toEqual({
      code: 4,
      stderr: expect.stringMatching(/^ai-blame: The output cannot be written: /),
    });
  });
});
