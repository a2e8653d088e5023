import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

/** The traps of formats/codex.md, section 17, in its order: each test falls into one where a simple reader would. */

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

const OK = '{"output":"Success. Updated the following files:\\nM f\\n","metadata":{"exit_code":0}}';

describe('traps of Codex traces', () => {
  test('codex reader 9: 1: the difference of snapshots N and N+1 is turn N’s, with its model and not the next one’s', () => {
    const session = world.session();
    session.turn('first', { model: 'A' }).shell('./tool', { f: 'x\n' });
    session.turn('second', { model: 'B' }).shell('./tool');
    expect(world.edits().edits.map(({ turn, model }) => [turn?.index, model])).toEqual([[1, 'A']]);
  });

  test('2: the model is the one in force at the edit, not the file’s last', () => {
    const session = world.session();
    session.turn('first', { model: 'A' }).patch('*** Add File: f\n+x', { f: 'x\n' });
    session.turn('second', { model: 'B' }).say('hello');
    expect(world.edits().edits.map(({ model }) => model)).toEqual(['A']);
  });

  test('codex reader 11: 3: tracked files are in the trees though never in the list of untracked ones', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('write').shell('./tool', { f: 'one\ntwo\n' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 snapshot']);
  });

  test('codex reader 13: 4: for a lost snapshot the work tree is not taken', () => {
    const session = world.session();
    session.turn('talk').say('hello');
    session.turn('talk').say('hello');
    world.repo.git('prune', '--expire=now', session.ghosts[0] ?? '');
    world.write({ f: 'mine\n' });
    expect(world.who('f')).toEqual(['mine ← untraced']);
    expect(world.editLines()).toEqual([]);
  });

  test('5: a session without any snapshot has its patches', () => {
    world.session({ ghosts: false }).turn('write').patch('*** Add File: f\n+x', { f: 'x\n' });
    expect(world.who('f')).toEqual(['x ← s1#1 exact']);
  });

  test('6: a snapshot recorded between a call and its output was taken before the call ran', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('write', { ghost: false });
    const call = session.call();
    const input = '*** Begin Patch\n*** Update File: f\n@@\n one\n+two\n*** End Patch';
    session.item({ type: 'custom_tool_call', status: 'completed', call_id: call, name: 'apply_patch', input });
    session.takeGhost();
    world.repo.write({ f: 'one\ntwo\n' });
    session.item({ type: 'custom_tool_call_output', call_id: call, output: OK });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(world.edits().edits.map(({ snapshots }) => snapshots)).toEqual([{ before: session.ghosts[0], after: null }]);
  });

  test('7: snapshots of one session are siblings: the parent is HEAD and tells nothing of the one before', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('a').shell('./tool', { f: 'one\ntwo\n' });
    session.turn('b').say('hello');
    session.turn('c').say('hello');
    // Against the parent every snapshot shows line two; against the one before only the second does.
    expect(world.editLines()).toEqual(['s1#1 modify f snapshot +1 -0']);
  });

  test('8: copies in replacement_history are neither new snapshots nor new calls', () => {
    const session = world.session();
    session.turn('a').patch('*** Add File: f\n+x', { f: 'x\n' });
    const copies = session.lines
      .map((line) => JSON.parse(line))
      .flatMap(({ type, payload }) => (type === 'response_item' ? [payload] : []));
    session.record('compacted', { message: '', replacement_history: copies });
    session.turn('b').say('hello');
    expect(world.editLines()).toEqual(['s1#1 create f exact +1 -0']);
  });

  test('9: a fork’s copies are no edits of its own, and its id stays its own', () => {
    const parent = world.session({ ghosts: false });
    parent.turn('a').patch('*** Add File: f\n+x', { f: 'x\n' });
    world.tick(3_600_000);
    const child = world.session({ ghosts: false });
    const time = world.tick();
    for (const line of parent.lines) {
      const { type, payload } = JSON.parse(line);
      child.lines.push(JSON.stringify({ timestamp: time, type, payload }));
    }
    world.tick(60_000);
    child.turn('b').patch('*** Update File: f\n@@\n x\n+y', { f: 'x\ny\n' });
    expect(world.who('f').map((line) => line.split(' ← ')[1]?.split('#')[0])).toEqual(['s1', 's2']);
    expect(world.edits().edits.map(({ timestamp }) => timestamp?.slice(0, 13))).toEqual([
      '2026-01-01T12',
      '2026-01-01T13',
    ]);
  });

  test('10: neither each turn_context nor each user-role message is a turn', () => {
    const session = world.session();
    session.turn('a').say('hello');
    session.record('turn_context', { cwd: session.cwd, model: 'gpt-demo' });
    session.item({
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: '<environment_context>\n  <cwd>/x</cwd>\n</environment_context>' }],
    });
    session.record('turn_context', { cwd: session.cwd, model: 'gpt-demo' });
    session.turn('b').patch('*** Add File: f\n+x', { f: 'x\n' });
    expect(world.who('f')).toEqual(['x ← s1#2 exact']);
  });

  test('codex reader 9: 11: a snapshot of a sub-folder tells nothing of the files outside', () => {
    world.commit('Begin', { 'sub/a': 'a\n', out: 'o\n' });
    world.write({ out: 'o\nmine\n' });
    const whole = world.session();
    whole.turn('run').shell('./tool');
    const part = world.session({ cwd: `${world.repo.dir}/sub` });
    part.turn('talk').say('hello');
    expect(world.who('out')).toEqual(['o ← commit', 'mine ← preexisting']);
    expect(world.editLines()).toEqual([]);
  });

  test('codex reader 11: 12: a file that a snapshot lists as left out has not vanished', () => {
    const session = world.session();
    session.turn('write').patch('*** Add File: big\n+x', { big: 'x\n' });
    session.turn('run', { ghost: false });
    // As Codex does with a file over its limit: in the list, not in the tree.
    world.repo.write({ '.git/info/exclude': 'big\n' });
    const id = world.ghost();
    session.item({
      type: 'ghost_snapshot',
      ghost_commit: { id, parent: null, preexisting_untracked_files: ['big'], preexisting_untracked_dirs: [] },
    });
    expect(world.who('big')).toEqual(['x ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 create big exact +1 -0']);
  });

  test.each([
    ['shell with a heredoc', 'shell', { command: ['bash', '-lc', "apply_patch <<'EOF'\nPATCH\nEOF"] }],
    ['shell with words', 'shell', { command: ['apply_patch', 'PATCH'] }],
    ['shell_command', 'shell_command', { command: "apply_patch <<'EOF'\nPATCH\nEOF" }],
    ['exec_command', 'exec_command', { cmd: "apply_patch <<'EOF'\nPATCH\nEOF" }],
    ['the function', 'apply_patch', { input: 'PATCH' }],
  ])('13: a patch by %s is a patch', (_, name, shape) => {
    const session = world.session();
    session.turn('write');
    const call = session.call();
    const patch = '*** Begin Patch\n*** Add File: f\n+x\n*** End Patch';
    const text = JSON.stringify(shape).replace('PATCH', JSON.stringify(patch).slice(1, -1));
    session.item({ type: 'function_call', name, arguments: text, call_id: call });
    world.repo.write({ f: 'x\n' });
    session.item({ type: 'function_call_output', call_id: call, output: OK.replace('M f', 'A f') });
    expect(world.who('f')).toEqual(['x ← s1#1 exact']);
  });

  test('14: a patch in a program of code mode counts by its event, not by its text', () => {
    const session = world.session({ version: '0.147.0', ghosts: false });
    session.turn('write');
    const call = session.call();
    const program = 'await tools.apply_patch("*** Begin Patch\\n*** Add File: guess\\n+" + text + "\\n*** End Patch");';
    session.item({ type: 'custom_tool_call', status: 'completed', call_id: call, name: 'exec', input: program });
    world.repo.write({ f: 'x\n', guess: 'text\n' });
    session.record('event_msg', {
      type: 'patch_apply_end',
      call_id: 'exec-1',
      stdout: '',
      stderr: '',
      success: true,
      changes: { [`${world.repo.dir}/f`]: { type: 'add', content: 'x\n' } },
      status: 'completed',
    });
    session.item({
      type: 'custom_tool_call_output',
      call_id: call,
      output: [{ type: 'input_text', text: 'Script completed' }],
    });
    expect(world.who('f')).toEqual(['x ← s1#1 exact']);
    expect(world.who('guess')).toEqual(['text ← untraced']);
  });

  test('15: what a declined patch meant to do was not done', () => {
    const session = world.session({ version: '0.129.0', ghosts: false });
    session.turn('write');
    session.record('event_msg', {
      type: 'patch_apply_end',
      call_id: 'call_x',
      stdout: '',
      stderr: 'patch rejected by user',
      success: false,
      changes: { [`${world.repo.dir}/f`]: { type: 'add', content: 'x\n' } },
      status: 'declined',
    });
    world.write({ f: 'x\n' });
    expect(world.who('f')).toEqual(['x ← untraced']);
    expect(world.editLines()).toEqual([]);
  });

  test('15: a patch of several files that ended with exit code 1 may have written some', () => {
    const session = world.session({ ghosts: false });
    session
      .turn('write')
      .patch(
        '*** Add File: a\n+alpha wrote this\n*** Add File: b\n+bravo wrote this',
        { a: 'alpha wrote this\n', b: 'mine\n' },
        'failed to write b',
      );
    // Only the content that is there says that it was written: found by search, not confirmed.
    expect(world.who('a')).toEqual(['alpha wrote this ← s1#1 fragment']);
    expect(world.who('b')).toEqual(['mine ← untraced']);
  });

  test('16: anchors, the end of the file and loose matches are placed as Codex places them', () => {
    world.commit('Begin', { f: 'class A\n  run\nclass B\n  run\n' });
    world
      .session()
      .turn('write')
      .patch('*** Update File: f\n@@ class B\n-run\n+  go', { f: 'class A\n  run\nclass B\n  go\n' });
    // Placed, but what it quotes (`run`) is not quite what was there.
    expect(world.who('f')).toEqual(['class A ← commit', '  run ← commit', 'class B ← commit', '  go ← s1#1 fragment']);
  });

  test('17: a command that runs on writes after its turn has ended', () => {
    const session = world.session({ version: '0.100.0' });
    session.record('event_msg', { type: 'task_started', turn_id: 't1' });
    session.turn('start a server').shell('./server &');
    session.record('event_msg', { type: 'task_complete', turn_id: 't1' });
    world.write({ log: 'started\n' });
    session.record('event_msg', { type: 'task_started', turn_id: 't2' });
    session.turn('talk').say('hello');
    expect(world.who('log')).toEqual(['started ← s1#1 snapshot']);
  });

  test('18: after a resume the turn’s directory counts, not that of the session’s beginning', () => {
    const session = world.session({ cwd: '/somewhere/else', ghosts: false });
    session.turn('talk').say('hello');
    session.item({ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'here' }] });
    session.record('event_msg', { type: 'user_message', message: 'here', images: [] });
    session.record('turn_context', { cwd: world.repo.dir, model: 'gpt-demo' });
    session.patch('*** Add File: f\n+x', { f: 'x\n' });
    expect(world.who('f')).toEqual(['x ← s1#2 exact']);
  });

  test('19: a bare rollout has no time of its own, and none is made up from its name', () => {
    const session = world.session({ ghosts: false });
    session.turn('talk');
    const patch = '*** Begin Patch\n*** Add File: f\n+x\n*** End Patch';
    const bare = [
      { id: session.id, timestamp: '2026-01-01T12:00:00.000Z', instructions: null, git: {} },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: `<environment_context>\n  <cwd>${world.repo.dir}</cwd>\n</environment_context>` },
        ],
      },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'write' }] },
      {
        type: 'function_call',
        name: 'shell',
        arguments: JSON.stringify({ command: ['apply_patch', patch] }),
        call_id: 'c',
      },
      { type: 'function_call_output', call_id: 'c', output: OK.replace('M f', 'A f') },
    ];
    writeFileSync(session.path, `${bare.map((line) => JSON.stringify(line)).join('\n')}\n`);
    world.write({ f: 'x\n' });
    expect(world.who('f')).toEqual(['x ← s1#1 exact']);
    expect(world.edits().edits.map(({ timestamp, model }) => [timestamp, model])).toEqual([[null, null]]);
    // Resumed, it was copied into a new file of another id, and nothing in that tells so but the calls.
    const resumed = [{ ...bare[0], id: 'ffffffff-0000-7000-8000-000000000000' }, ...bare.slice(1)];
    const file = session.path.replace('T12-00-00', 'T13-00-00');
    writeFileSync(file, `${resumed.map((line) => JSON.stringify(line)).join('\n')}\n`);
    expect(world.who('f')).toEqual(['x ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 create f exact +1 -0']);
  });

  test('20: refs that name trees are no obstacle', () => {
    const head = world.commit('Begin', { f: 'x\n' });
    world.repo.git('update-ref', 'refs/codex/turn-diffs/captures/1/2/base', `${head}^{tree}`);
    expect(world.who('f', { revision: 'main' })).toEqual(['x ← commit']);
  });

  test('21: line separators of Unicode are text, and a torn last line waits', () => {
    const session = world.session();
    session.turn('a\u2028b').patch('*** Add File: f\n+x\u2028y', { f: 'x\u2028y\n' });
    writeFileSync(
      session.path,
      `${readFileSync(session.path, 'utf8')}{"timestamp":"2026-01-01T12:59:00.000Z","type":"respo`,
    );
    expect(world.who('f')).toEqual(['x\u2028y ← s1#1 exact']);
    expect(world.blame('f').warnings).toEqual([]);
  });

  test('22: no database is needed', () => {
    world.session().turn('a').patch('*** Add File: f\n+x', { f: 'x\n' });
    expect(world.who('f')).toEqual(['x ← s1#1 exact']);
  });

  test('23: paginated rollouts have no user_message and no patch_apply_end', () => {
    const session = world.session({ version: '0.169.0', ghosts: false, model: null });
    const turn = '019f0000-0000-7000-8000-000000000001';
    session.record('event_msg', { type: 'task_started', turn_id: turn });
    session.record('turn_context', { cwd: world.repo.dir, model: 'gpt-new', turn_id: turn });
    const item = (value: Record<string, unknown>): void =>
      session.record('event_msg', { type: 'item_completed', thread_id: session.id, turn_id: turn, item: value });
    item({ type: 'UserMessage', id: 'u', content: [{ type: 'text', text: 'write' }] });
    world.repo.write({ f: 'x\n' });
    item({
      type: 'FileChange',
      id: 'exec-1',
      changes: { [`${world.repo.dir}/f`]: { type: 'add', content: 'x\n' } },
      status: 'completed',
      stdout: '',
      stderr: '',
    });
    session.record('event_msg', { type: 'task_complete', turn_id: turn });
    expect(world.who('f')).toEqual(['x ← s1#1 exact']);
    expect(world.edits().edits.map(({ model, turn: told }) => [model, told?.id, told?.prompt])).toEqual([
      ['gpt-new', turn, 'write'],
    ]);
  });
});
