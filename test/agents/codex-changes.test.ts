import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import type { Outcome } from '../../src/model/agent-event.js';
import {
  applied,
  changeLines,
  changes,
  clock,
  commands,
  modelLines,
  patchOf,
  Rollout,
  uuid7,
} from '../support/codex-rollout.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const ADD = patchOf('*** Add File: a.md', '+one');
const HEREDOC = `apply_patch <<'EOF'\n${ADD}\nEOF`;
const T1 = uuid7(1_000);

function turn(): Rollout {
  return new Rollout().meta().says('go').context('m');
}

describe('C29: parsing only custom_tool_call patches misses most: every way apply_patch is called', () => {
  test.each([
    ['a: words', 'shell', { command: ['apply_patch', ADD], workdir: '/w/demo/sub' }, '/w/demo/sub/a.md'],
    ['a: words, by another name', 'container.exec', { command: ['apply_patch', ADD] }, '/w/demo/a.md'],
    ['b: bash -lc', 'shell', { command: ['bash', '-lc', HEREDOC], workdir: 'sub' }, '/w/demo/sub/a.md'],
    ['b: cd', 'shell', { command: ['bash', '-lc', `cd sub && ${HEREDOC}`] }, '/w/demo/sub/a.md'],
    ['b: cd from a workdir', 'shell', { command: ['sh', '-c', `cd ../x && ${HEREDOC}`], workdir: '/w/y' }, '/w/x/a.md'],
    ['c: shell_command', 'shell_command', { command: HEREDOC, workdir: null }, '/w/demo/a.md'],
    ['d: exec_command', 'exec_command', { cmd: HEREDOC, workdir: '/w/other' }, '/w/other/a.md'],
    ['f: function', 'apply_patch', { input: ADD }, '/w/demo/a.md'],
  ])('%s', (_name, tool, args, path) => {
    const adapter = codexAdapter();
    const trace = turn().call(tool, args, 'c1').output('c1', applied(ADD)).read(dir);
    expect(trace.events).toMatchObject([
      { kind: 'file_change', op: 'create', path, oldPath: null, outcome: 'applied', callId: 'c1', tool, place: 0 },
    ]);
    expect(changes(trace).map(adapter.loadChange)).toEqual([{ tellings: [{ kind: 'content', text: 'one\n' }] }]);
  });

  test('e: local_shell_call', () => {
    const trace = turn()
      .item({
        type: 'local_shell_call',
        call_id: 'c1',
        status: 'completed',
        action: { type: 'exec', command: ['bash', '-lc', HEREDOC], working_directory: '/w/demo/sub' },
      })
      .output('c1', applied(ADD))
      .read(dir);
    expect(changeLines(trace)).toEqual(['1 create /w/demo/sub/a.md applied']);
    expect(codexAdapter().probe(trace.source).cwds).toEqual(['/w/demo', '/w/demo/sub']);
  });

  test('g: the freeform tool', () => {
    const trace = turn().patched(ADD, 'c1').read(dir);
    expect(trace.events).toEqual([
      {
        kind: 'file_change',
        session: trace.session,
        turn: trace.turns[0],
        seq: expect.any(Number),
        time: clock(5),
        model: 'm',
        trace: expect.objectContaining({ line: 6 }),
        inherited: false,
        op: 'create',
        path: '/w/demo/a.md',
        oldPath: null,
        outcome: 'applied',
        callId: 'c1',
        tool: 'apply_patch',
        body: expect.objectContaining({ line: 5 }),
        place: 0,
      },
    ]);
  });

  test('h: regexing patches out of JavaScript in code mode: only the event tells', () => {
    const program = `const f = "*** Begin Patch\\n*** Add File: not-this.md\\n+x\\n*** End Patch"; tools.apply_patch(f.replace("not-", ""))`;
    const trace = new Rollout()
      .meta({ cli_version: '0.147.0' })
      .task(T1)
      .context('m', { turn_id: T1 })
      .says('go')
      .custom('exec', program, 'c1')
      .event({
        type: 'patch_apply_end',
        call_id: 'exec-1',
        turn_id: T1,
        success: true,
        status: 'completed',
        changes: { '/w/demo/this.md': { type: 'add', content: 'x\n' } },
      })
      .output('c1', [{ type: 'input_text', text: 'Script completed\n' }], 'custom_tool_call_output')
      .read(dir);
    expect(trace.events).toMatchObject([
      { kind: 'file_change', op: 'create', path: '/w/demo/this.md', outcome: 'applied', callId: 'exec-1', model: 'm' },
    ]);
    expect(changes(trace).map(codexAdapter().loadChange)).toEqual([{ tellings: [{ kind: 'content', text: 'x\n' }] }]);
  });

  test('i: a form that Codex does not take apart is a command', () => {
    const trace = turn()
      .call('shell_command', { command: `echo x && ${HEREDOC}` }, 'c1')
      .output('c1', 'Exit code: 127\nWall time: 0 seconds\nOutput:\nx\napply_patch: command not found\n')
      .read(dir);
    expect(trace.events).toMatchObject([{ kind: 'command', writes: 'any', exitCode: 127, outcome: 'failed' }]);
  });

  test.each([
    [
      'applied where the output names its files',
      0,
      'Success. Updated the following files:\nA a.md\n',
      ['1 create /w/demo/a.md applied'],
      0,
    ],
    ['not where it names none', 0, '', [], 1],
    ['not where it names others', 0, 'Success. Updated the following files:\nA b.md\n', [], 1],
    [
      'failed where it did not fit',
      1,
      'Failed to find expected lines in a.md:\nx\n',
      ['1 create /w/demo/a.md failed'],
      0,
    ],
  ])('a heredoc without its end is run by the shell: %s', (_name, code, output, lines, commandCount) => {
    const trace = turn()
      .call('shell', { command: ['bash', '-lc', `apply_patch << 'PATCH'\n${ADD}`] }, 'c1')
      .output(
        'c1',
        JSON.stringify({
          output: `bash: line 4: warning: here-document at line 1 delimited by end-of-file (wanted \`PATCH')\n${output}`,
          metadata: { exit_code: code },
        }),
      )
      .read(dir);
    expect(changeLines(trace)).toEqual(lines);
    expect(commands(trace).length).toBe(commandCount);
  });
});

describe('codex reader 7: C28: what became of a patch', () => {
  const freeform = (code: number, text: string) => `Exit code: ${code}\nWall time: 0.1 seconds\nOutput:\n${text}`;
  const OK = 'Success. Updated the following files:\nA a.md\n';
  test.each<[string, unknown, Outcome]>([
    ['structured output', JSON.stringify({ output: OK, metadata: { exit_code: 0 } }), 'applied'],
    ['freeform output', freeform(0, OK), 'applied'],
    [
      'freeform output with its number of lines',
      `Exit code: 0\nWall time: 0 seconds\nTotal output lines: 2\nOutput:\n${OK}`,
      'applied',
    ],
    [
      'unified exec',
      `Chunk ID: 1a\nWall time: 0.1 seconds\nProcess exited with code 0\nOriginal token count: 3\nOutput:\n${OK}`,
      'applied',
    ],
    ['one form in another', `Wall time: 0.1 seconds\nOutput:\n${freeform(0, OK)}`, 'applied'],
    [
      'JSON in another form',
      `Wall time: 0.1 seconds\nOutput:\n${JSON.stringify({ output: OK, metadata: { exit_code: 0 } })}`,
      'applied',
    ],
    ['content items', [{ type: 'input_text', text: freeform(0, OK) }], 'applied'],
    ['the TypeScript CLI', JSON.stringify({ output: 'Done!', metadata: { exit_code: 0 } }), 'applied'],
    ['verification', 'apply_patch verification failed: Failed to find expected lines in /w/demo/a.md:\nx', 'failed'],
    ['verification, in its old words', 'error: Failed to find expected lines in /w/demo/a.md:\nx', 'failed'],
    ['exit code and a trace of success', freeform(1, `${OK}Failed to write file b.md`), 'partial'],
    ['exit code 1 alone, one file', freeform(1, 'Failed to write file a.md: permission denied'), 'failed'],
    ['rejected', 'patch rejected by user', 'rejected'],
    ['rejected with a reason', 'patch rejected: writing outside of the project', 'rejected'],
    ['the command rejected', 'exec command rejected by user', 'rejected'],
    ['aborted', 'aborted', 'aborted'],
    ['aborted after a while', 'aborted by user after 2.4s', 'aborted'],
    ['aborted, after its time', 'Wall time: 2.4 seconds\naborted by user', 'aborted'],
    ['timed out', 'command timed out after 1000 milliseconds', 'aborted'],
    ['not a tool', 'unsupported custom tool call: apply_patch', 'failed'],
    ['code mode', [{ type: 'input_text', text: 'Script completed' }], 'unknown'],
    ['nothing', null, 'unknown'],
  ])('%s', (_name, output, outcome) => {
    const trace = turn().custom('apply_patch', ADD, 'c1').output('c1', output, 'custom_tool_call_output').read(dir);
    expect(changeLines(trace)).toEqual([`1 create /w/demo/a.md ${outcome}`]);
  });

  test('no output: unknown, told by the call', () => {
    const trace = turn().custom('apply_patch', ADD, 'c1').read(dir);
    expect(changes(trace)).toMatchObject([
      { outcome: 'unknown', time: clock(4), trace: { line: 5 }, body: { line: 5 } },
    ]);
  });

  test('treating `Exit code: 1` as nothing happened: of several files some may have been written', () => {
    const patch = patchOf('*** Add File: a.md', '+one', '*** Add File: b.md', '+two');
    const trace = turn()
      .custom('apply_patch', patch, 'c1')
      .output('c1', freeform(1, 'Failed to write file /w/demo/b.md: disk full'), 'custom_tool_call_output')
      .read(dir);
    expect(changeLines(trace)).toEqual(['1 create /w/demo/a.md partial', '1 create /w/demo/b.md partial']);
  });

  test('what did not fit was not written at all, however many files there are', () => {
    const patch = patchOf('*** Add File: a.md', '+one', '*** Add File: b.md', '+two');
    const trace = turn()
      .custom('apply_patch', patch, 'c1')
      .output('c1', freeform(1, 'apply_patch verification failed: no such line'), 'custom_tool_call_output')
      .read(dir);
    expect(changeLines(trace)).toEqual(['1 create /w/demo/a.md failed', '1 create /w/demo/b.md failed']);
  });

  test('the status of a custom_tool_call is not its success', () => {
    const trace = turn()
      .custom('apply_patch', ADD, 'c1', { status: 'completed' })
      .output('c1', 'apply_patch verification failed: no', 'custom_tool_call_output')
      .read(dir);
    expect(changeLines(trace)).toEqual(['1 create /w/demo/a.md failed']);
  });
});

describe('structured records', () => {
  const UPDATE = patchOf('*** Update File: a.md', '@@', '-one', '+two');
  const CHANGES = { '/w/demo/a.md': { type: 'update', unified_diff: '@@ -1 +1 @@\n-one\n+two\n', move_path: null } };
  const end = (more: Record<string, unknown>) => ({
    type: 'patch_apply_end',
    call_id: 'c1',
    turn_id: T1,
    stdout: '',
    stderr: '',
    changes: CHANGES,
    ...more,
  });
  const file = (more: Record<string, unknown>) => ({
    type: 'item_completed',
    thread_id: 'session-1',
    turn_id: T1,
    item: { type: 'FileChange', id: 'c1', changes: CHANGES, ...more },
  });
  const BOTH = [
    { kind: 'unified', diff: '@@ -1 +1 @@\n-one\n+two\n' },
    {
      kind: 'apply_patch',
      chunks: [
        {
          anchor: null,
          lines: [
            { op: '-', text: 'one' },
            { op: '+', text: 'two' },
          ],
          endOfFile: false,
        },
      ],
      dialect: 'rewrite-context',
    },
  ];
  const begun = () => new Rollout().meta({ cli_version: '0.142.0' }).task(T1).context('m', { turn_id: T1 }).says('go');

  test('codex reader 8: C32: the same edit told by its call, its event and its output is one, told by the event', () => {
    const trace = begun()
      .custom('apply_patch', UPDATE, 'c1')
      .event(end({ success: true, status: 'completed' }))
      .output('c1', applied(UPDATE), 'custom_tool_call_output')
      .read(dir);
    expect(changes(trace)).toMatchObject([
      {
        op: 'modify',
        path: '/w/demo/a.md',
        outcome: 'applied',
        trace: { line: 7 },
        body: { line: 6 },
        time: clock(6),
        callId: 'c1',
      },
    ]);
    expect(changes(trace).map(codexAdapter().loadChange)).toEqual([{ tellings: BOTH }]);
  });

  test('the event may come after the output', () => {
    const trace = begun()
      .custom('apply_patch', UPDATE, 'c1')
      .output('c1', applied(UPDATE), 'custom_tool_call_output')
      .event(end({ success: true }))
      .read(dir);
    expect(changes(trace)).toMatchObject([{ outcome: 'applied', trace: { line: 8 }, body: { line: 6 } }]);
  });

  test.each<[string, Record<string, unknown>, Outcome]>([
    ['completed', end({ success: true, status: 'completed' }), 'applied'],
    ['success before there was a status', end({ success: true }), 'applied'],
    ['success:false', end({ success: false }), 'failed'],
    ['failed', end({ success: false, status: 'failed' }), 'failed'],
    [
      'failed on the way',
      end({ success: false, status: 'failed', stdout: 'Success. Updated the following files:\nM a.md\n' }),
      'partial',
    ],
    ['declined', end({ success: false, status: 'declined' }), 'rejected'],
    ['paginated: completed', file({ status: 'completed' }), 'applied'],
    ['paginated: failed', file({ status: 'failed' }), 'failed'],
    ['paginated: declined', file({ status: 'declined' }), 'rejected'],
    ['of an unknown word', file({ status: 'pondered' }), 'unknown'],
  ])('treating success:false or declined changes as applied: %s', (_name, event, outcome) => {
    const trace = begun().custom('apply_patch', UPDATE, 'c1').event(event).read(dir);
    expect(changeLines(trace)).toEqual([`1 modify /w/demo/a.md ${outcome}`]);
  });

  test('a hook that changed the patch on its way: the event is right', () => {
    const trace = begun()
      .custom('apply_patch', patchOf('*** Update File: a.md', '@@', '-one', '+two', '*** Add File: b.md', '+x'), 'c1')
      .event(
        end({
          success: true,
          changes: { '/w/demo/c.md': { type: 'delete', content: 'gone\n' }, ...CHANGES },
        }),
      )
      .read(dir);
    expect(changeLines(trace)).toEqual(['1 modify /w/demo/a.md applied', '1 delete /w/demo/c.md applied']);
    expect(changes(trace).map(codexAdapter().loadChange)).toEqual([
      { tellings: BOTH },
      { tellings: [{ kind: 'deleted', text: 'gone\n' }] },
    ]);
  });

  test('two changes of one path: the event holds the last only, so the patch is told', () => {
    const patch = patchOf(
      '*** Update File: a.md',
      '@@',
      '-one',
      '+two',
      '*** Update File: a.md',
      '@@',
      '-two',
      '+three',
    );
    const trace = begun()
      .custom('apply_patch', patch, 'c1')
      .event(end({ success: true }))
      .read(dir);
    expect(changeLines(trace)).toEqual(['1 modify /w/demo/a.md applied', '1 modify /w/demo/a.md applied']);
    const lines = changes(trace).map((event) =>
      codexAdapter()
        .loadChange(event)
        .tellings.map((telling) => (telling.kind === 'apply_patch' ? telling.chunks[0]?.lines[1]?.text : telling.kind)),
    );
    expect(lines).toEqual([['two'], ['three']]);
  });

  test('names that end alike are told apart', () => {
    const patch = patchOf('*** Add File: a.md', '+short', '*** Add File: sub/a.md', '+long');
    const trace = begun()
      .custom('apply_patch', patch, 'c1')
      .event(
        end({
          success: true,
          changes: {
            '/w/demo/sub/a.md': { type: 'add', content: 'long\n' },
            '/w/demo/a.md': { type: 'add', content: 'short\n' },
          },
        }),
      )
      .read(dir);
    const adapter = codexAdapter();
    expect(changes(trace).map((event) => [event.path, adapter.loadChange(event).tellings])).toEqual([
      ['/w/demo/a.md', [{ kind: 'content', text: 'short\n' }]],
      ['/w/demo/sub/a.md', [{ kind: 'content', text: 'long\n' }]],
    ]);
  });
});

test('C31: one patch with several files, one of them moved: an edit for each, one call', () => {
  const patch = patchOf(
    '*** Add File: new.md',
    '+n',
    '*** Update File: old.md',
    '*** Move to: docs/old.md',
    '@@',
    '-a',
    '+b',
    '*** Delete File: /w/demo/gone.md',
  );
  const trace = turn().patched(patch, 'c1').read(dir);
  expect(changeLines(trace)).toEqual([
    '1 create /w/demo/new.md applied',
    '1 rename /w/demo/old.md → /w/demo/docs/old.md applied',
    '1 delete /w/demo/gone.md applied',
  ]);
  expect(changes(trace).map(({ callId, place }) => [callId, place])).toEqual([
    ['c1', 0],
    ['c1', 1],
    ['c1', 2],
  ]);
  expect(
    changes(trace).map((event) =>
      codexAdapter()
        .loadChange(event)
        .tellings.map(({ kind }) => kind),
    ),
  ).toEqual([['content'], ['apply_patch'], ['deleted']]);
});

describe('codex reader 17: paths', () => {
  test.each([
    ['relative to the turn’s directory', { cwd: '/w/elsewhere' }, 'a.md', '/w/elsewhere/a.md'],
    ['absolute', {}, '/x/y/a.md', '/x/y/a.md'],
    ['with dots', {}, './x/../../a.md', '/w/a.md'],
    ['a URI', {}, 'file:///w/a%20b.md', '/w/a b.md'],
    ['of Windows', { cwd: 'C:\\work' }, 'src/x.ts', 'C:\\work\\src\\x.ts'],
    ['of Windows, absolute', { cwd: 'C:\\work' }, 'D:\\other\\x.ts', 'D:\\other\\x.ts'],
    ['of Windows, in its long form', { cwd: 'C:\\work' }, '\\\\?\\C:\\work\\x.ts', '\\\\?\\C:\\work\\x.ts'],
    ['with a directory that is a URI', { cwd: 'file:///w/a%20b' }, 'x.ts', '/w/a b/x.ts'],
  ])('%s', (_name, context, path, resolved) => {
    const trace = new Rollout()
      .meta()
      .says('go')
      .context('m', context)
      .patched(patchOf(`*** Add File: ${path}`, '+x'), 'c1')
      .read(dir);
    expect(changes(trace).map((event) => event.path)).toEqual([resolved]);
  });

  test('reading session_meta.cwd as current after a resume: the turn’s directory counts', () => {
    const trace = new Rollout()
      .meta({ cwd: '/w/first' })
      .says('one')
      .context('m', { cwd: '/w/first' })
      .patched(ADD, 'c1')
      .says('two')
      .context('m', { cwd: '/w/second' })
      .patched(ADD, 'c2')
      .read(dir);
    expect(changes(trace).map((event) => event.path)).toEqual(['/w/first/a.md', '/w/second/a.md']);
    expect(codexAdapter().probe(trace.source).cwds).toEqual(['/w/first', '/w/second']);
  });
});

test.each([
  ['0.77.0', 'rewrite-context'],
  ['0.161.0', 'rewrite-context'],
  ['0.163.0', 'keep-context'],
  ['0.169.0-alpha.1', 'keep-context'],
  [undefined, 'rewrite-context'],
])('C30: the writer’s version %s: %s', (version, dialect) => {
  const trace = new Rollout()
    .meta({ cli_version: version })
    .says('go')
    .patched(patchOf('*** Update File: a.md', '@@', '-a', '+b'), 'c1')
    .read(dir);
  const [change] = changes(trace);
  expect(change && codexAdapter().loadChange(change).tellings).toMatchObject([{ kind: 'apply_patch', dialect }]);
});

test('call ids that come again name another call', () => {
  const trace = turn()
    .patched(ADD, 'call_0')
    .says('again')
    .patched(patchOf('*** Add File: b.md', '+x'), 'call_0')
    .read(dir);
  expect(changeLines(trace)).toEqual(['1 create /w/demo/a.md applied', '2 create /w/demo/b.md applied']);
});

test('order: by the record that tells that it happened, not by the call', () => {
  const trace = turn()
    .custom('apply_patch', ADD, 'c1')
    .custom('apply_patch', patchOf('*** Add File: b.md', '+x'), 'c2')
    .ghost('1'.repeat(40))
    .output('c2', applied(patchOf('*** Add File: b.md')), 'custom_tool_call_output')
    .output('c1', applied(ADD), 'custom_tool_call_output')
    .read(dir);
  expect(trace.events.map((event) => [event.kind, 'path' in event ? event.path : null])).toEqual([
    ['snapshot', null],
    ['file_change', '/w/demo/b.md'],
    ['file_change', '/w/demo/a.md'],
  ]);
});

test('an applied patch that cannot be read is counted', () => {
  const trace = turn()
    .custom('apply_patch', 'what?', 'c1')
    .output('c1', applied(ADD), 'custom_tool_call_output')
    .read(dir);
  expect(trace.events).toEqual([]);
  expect(trace.warnings).toEqual([
    { code: 'patch_unreadable', message: 'Applied patches could not be read', count: 1, subject: trace.source.path },
  ]);
});

test('a trace that went away tells nothing, and does not fail', () => {
  const trace = turn().patched(ADD, 'c1').read(dir);
  const [change] = changes(trace);
  const adapter = codexAdapter();
  const source = { ...trace.source, path: 'sessions/gone.jsonl' };
  expect(change && adapter.loadChange({ ...change, body: { ...change.body, source } })).toEqual({ tellings: [] });
  dir.write(trace.source.path, 'short\n');
  expect(change && adapter.loadChange(change)).toEqual({ tellings: [] });
  expect(modelLines(adapter.read(source).events)).toEqual([]);
  expect(adapter.read(source).warnings.map((warning) => warning.code)).toEqual(['source_unreadable']);
  expect(adapter.probe(source)).toEqual({
    source,
    session: null,
    cwds: [],
    snapshots: [],
    git: null,
    firstTime: null,
    lastTime: null,
  });
});
