import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import type { CommandEvent } from '../../src/model/agent-event.js';
import { clock, commands, Rollout } from '../support/codex-rollout.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const OK = 'Exit code: 0\nWall time: 0.1 seconds\nOutput:\n';

function turn(): Rollout {
  return new Rollout().meta().says('go').context('m');
}

test('a command that writes is told by its result', () => {
  const trace = turn()
    .call('shell_command', { command: "cat <<'EOF' > notes.md\none\ntwo\nEOF", workdir: '/w/demo/docs' }, 'c1')
    .output('c1', OK)
    .read(dir);
  expect(trace.events).toEqual([
    {
      kind: 'command',
      session: trace.session,
      turn: trace.turns[0],
      seq: expect.any(Number),
      time: clock(5),
      model: 'm',
      trace: expect.objectContaining({ line: 6 }),
      inherited: false,
      cwd: '/w/demo/docs',
      text: "cat <<'EOF' > notes.md one two EOF",
      body: expect.objectContaining({ line: 5 }),
      place: null,
      writes: 'named',
      targets: [{ path: '/w/demo/docs/notes.md', op: 'write' }],
      exitCode: 0,
      outcome: 'applied',
      callId: 'c1',
      tool: 'shell_command',
    },
  ]);
});

test('commands that only read, and tools that change no file, are not told', () => {
  const trace = turn()
    .call('shell', { command: ['bash', '-lc', 'ls -la | head'] }, 'c1')
    .call('exec_command', { cmd: 'rg -n foo src' }, 'c2')
    .call('update_plan', { plan: [] }, 'c3')
    .call('view_image', { path: '/w/x.png' }, 'c4')
    .call('list_mcp_resources', {}, 'c5')
    .call('read_file', { file_path: '/w/a' }, 'c6')
    .call('spawn_agent', { message: 'go' }, 'c7')
    .read(dir);
  expect(trace.events).toEqual([]);
});

test.each([
  ['an MCP tool', 'mcp__files__write', '{"path":"a"}', 'mcp__files__write {"path":"a"}'],
  ['a tool that nobody knows', 'frobnicate', 'x', 'frobnicate x'],
  ['input for a running process', 'write_stdin', '{"session_id":1,"chars":"make\\n"}', 'write_stdin make'],
])('%s may write anything', (_name, tool, args, text) => {
  const trace = turn().call(tool, args, 'c1').output('c1', OK).read(dir);
  expect(commands(trace)).toMatchObject([
    { writes: 'any', targets: [], tool, text, outcome: 'applied', cwd: '/w/demo' },
  ]);
});

describe('programs of code mode', () => {
  test.each([
    ['that only patch or read are no commands', 'await tools.apply_patch(p); await tools.view_image({path})', 0],
    ['that run something else may write anything', 'await tools.exec_command({cmd: "ls"})', 1],
    ['that use the tools otherwise may write anything', 'const t = tools; t["exec" + "_command"]()', 1],
    ['without tools may write anything', 'doIt()', 1],
  ])('%s', (_name, program, count) => {
    const trace = turn().custom('exec', program, 'c1').read(dir);
    expect(commands(trace).map((event) => [event.tool, event.writes])).toEqual(Array(count).fill(['exec', 'any']));
  });
});

describe('what became of a command', () => {
  test.each([
    ['its exit code', 'Exit code: 3\nWall time: 0 seconds\nOutput:\n', 'failed', 3],
    ['structured', JSON.stringify({ output: '', metadata: { exit_code: 2 } }), 'failed', 2],
    ['unified exec', 'Chunk ID: 1\nWall time: 0 seconds\nProcess exited with code 0\nOutput:\n', 'applied', 0],
    [
      'still running',
      'Chunk ID: 1\nWall time: 9 seconds\nProcess running with session ID 7\nOutput:\n',
      'unknown',
      null,
    ],
    ['timed out', 'failed in sandbox None with execution error: command timed out', 'aborted', null],
    ['aborted', 'aborted by user after 2.4s', 'aborted', null],
    [
      'failed in its sandbox',
      'failed in sandbox LinuxSeccomp with execution error: sandbox denied exec error, exit code: 101, stdout: , stderr: x',
      'failed',
      101,
    ],
  ])('%s', (_name, output, outcome, exitCode) => {
    const trace = turn().call('shell_command', { command: 'make' }, 'c1').output('c1', output).read(dir);
    expect(commands(trace)).toMatchObject([{ outcome, exitCode, writes: 'any' }]);
  });

  test('no output: unknown, told by the call', () => {
    const trace = turn().call('shell_command', { command: 'make' }, 'c1').read(dir);
    expect(commands(trace)).toMatchObject([{ outcome: 'unknown', exitCode: null, time: clock(4), trace: { line: 5 } }]);
  });

  test.each(['exec command rejected by user', 'unsupported call: make', 'failed to parse function arguments: EOF'])(
    'what was never run is not told: %s',
    (output) => {
      expect(turn().call('shell_command', { command: 'make' }, 'c1').output('c1', output).read(dir).events).toEqual([]);
    },
  );

  test('arguments that are no JSON were not run either', () => {
    expect(turn().call('shell', '{"command":["ma', 'c1').read(dir).events).toEqual([]);
  });
});

test('the shown text is one line of 200 characters at most', () => {
  const trace = turn()
    .call('shell', { command: ['bash', '-lc', `make\n\t${'x'.repeat(900)}`] }, 'c1')
    .read(dir);
  expect(commands(trace).map((event) => event.text)).toEqual([`make ${'x'.repeat(195)}`]);
});

describe('the whole command', () => {
  const rollout = turn()
    .call(
      'shell',
      { command: ['bash', '-lc', "printf 'x' > a.md; sed -i s/y/z/g ../b.md"], workdir: '/w/demo/sub' },
      'c1',
    )
    .output('c1', OK)
    .call('frobnicate', '{}', 'c2')
    .output('c2', OK);

  test('is loaded with what it is seen to write and to replace', () => {
    const adapter = codexAdapter();
    const [command, opaque] = commands(adapter.read(rollout.source(dir)));
    const text = {
      command: ['bash', '-lc', "printf 'x' > a.md; sed -i s/y/z/g ../b.md"],
      writes: [{ path: '/w/demo/sub/a.md', content: 'x', op: 'write', last: true }],
      substitutions: [{ path: '/w/demo/b.md', steps: [{ find: 'y', replace: 'z', all: true }], last: true }],
    };
    expect(adapter.loadCommandText(command as CommandEvent)).toEqual(text);
    expect(adapter.loadCommandText(opaque as CommandEvent)).toBeNull();
    // Another adapter, or an event that was kept elsewhere, knows no more than the event itself.
    expect(codexAdapter().loadCommandText(structuredClone(command as CommandEvent))).toEqual(text);
  });
});
