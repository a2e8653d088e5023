import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layOut, readTruth } from '../../fixtures/lay-out.mjs';
import type { SessionTrace } from '../../src/agents/agent-adapter.js';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import { readProgram } from '../../src/agents/codex/programs.js';
import { changeLines, clock, commands, patchOf, Rollout } from '../support/codex-rollout.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const COMPLETED = [
  { type: 'input_text', text: 'Script completed\nWall time 0.1 seconds\nOutput:\n' },
  { type: 'input_text', text: 'Success. Updated the following files:\nM nothing.md\n' },
];

function turn(options: { paginated?: boolean } = {}): Rollout {
  return new Rollout(options).meta().says('go').context('m');
}

/** The record of a command (formats/codex.md, 7), with the fields in the order of release 0.169. */
function executed(rollout: Rollout, id: string, script: string, more: Record<string, unknown> = {}): Rollout {
  return rollout.event({
    type: 'item_completed',
    thread_id: 'session-1',
    turn_id: 't1',
    item: {
      type: 'CommandExecution',
      id,
      process_id: '1',
      command: ['/bin/bash', '-lc', script],
      cwd: 'file:///w/demo/a%20b',
      parsed_cmd: [{ type: 'unknown', cmd: script }],
      source: 'unified_exec_startup',
      status: 'completed',
      aggregated_output: '',
      exit_code: 0,
      ...more,
    },
  });
}

function ran(...calls: unknown[]): string {
  return calls.map((given) => `await tools.exec_command(${JSON.stringify(given)});\n`).join('');
}

function script(rollout: Rollout, program: string, output: unknown = COMPLETED, id = 'p1'): Rollout {
  rollout.custom('exec', program, id);
  return output === null ? rollout : rollout.output(id, output, 'custom_tool_call_output');
}

/** `text writes targets outcome exit code` of each command. */
function lines(trace: SessionTrace): string[] {
  return commands(trace).map(
    ({ text, writes, targets, outcome, exitCode }) =>
      `${text} | ${writes} ${targets.map(({ op, path }) => `${op} ${path}`).join(', ')} | ${outcome} ${exitCode}`,
  );
}

describe('commands with records of their own', () => {
  test('are told by them, and the program that ran them is not', () => {
    const rollout = turn({ paginated: true }).custom('exec', ran({ cmd: 'rm x' }), 'p1');
    const trace = executed(rollout, 'exec-1', 'echo hi > notes.md', { exit_code: 0 })
      .output('p1', COMPLETED, 'custom_tool_call_output')
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
        cwd: '/w/demo/a b',
        text: 'echo hi > notes.md',
        body: expect.objectContaining({ line: 6 }),
        place: null,
        writes: 'named',
        targets: [{ path: '/w/demo/a b/notes.md', op: 'write' }],
        exitCode: 0,
        outcome: 'applied',
        callId: 'exec-1',
        tool: 'exec_command',
      },
    ]);
    expect(trace.warnings).toEqual([]);
  });

  test('are not told where they only read, where the person ran them, and where they were declined', () => {
    const rollout = executed(turn({ paginated: true }), 'exec-1', 'cat notes.md');
    executed(rollout, 'exec-2', 'rm notes.md', { source: 'user_shell' });
    executed(rollout, 'exec-3', 'rm notes.md', { status: 'declined', exit_code: undefined });
    expect(rollout.read(dir).events).toEqual([]);
  });

  test.each([
    ['completed', 0, 'applied', 0],
    ['failed', 3, 'failed', 3],
    ['completed', 1, 'failed', 1],
    ['failed', undefined, 'failed', null],
    ['completed', undefined, 'applied', null],
    ['in_progress', undefined, 'unknown', null],
    [undefined, undefined, 'unknown', null],
  ])('status %s, exit code %s', (status, exit_code, outcome, exitCode) => {
    const trace = executed(turn(), 'exec-1', 'make', { status, exit_code, source: 'agent' }).read(dir);
    expect(commands(trace)).toMatchObject([{ outcome, exitCode, writes: 'any', tool: 'shell' }]);
  });

  test('what was written to a running process may write anything', () => {
    const more = { source: 'unified_exec_interaction', interaction_input: 'y\n' };
    const trace = executed(turn({ paginated: true }), 'exec-1', 'cat', more).read(dir);
    expect(commands(trace)).toMatchObject([{ writes: 'any', targets: [], text: 'write_stdin y', tool: 'write_stdin' }]);
    expect(commands(trace).map((event) => codexAdapter().loadCommandText(event))).toEqual([null]);
  });

  test('are loaded from them', () => {
    const adapter = codexAdapter();
    const rollout = executed(turn({ paginated: true }), 'exec-1', "printf 'a\\nb' > x.txt");
    const [event] = commands(adapter.read(rollout.source(dir)));
    const text = {
      command: ['/bin/bash', '-lc', "printf 'a\\nb' > x.txt"],
      writes: [{ path: '/w/demo/a b/x.txt', content: 'a\nb', op: 'write', last: true }],
    };
    expect(event === undefined ? null : adapter.loadCommandText(event)).toMatchObject(text);
    expect(event === undefined ? null : codexAdapter().loadCommandText({ ...event })).toMatchObject(text);
  });

  test('of a call are not told again', () => {
    const rollout = turn({ paginated: true }).call('exec_command', { cmd: 'make' }, 'c1').call('shell', 'no', 'c2');
    executed(rollout, 'c1', 'make', { exit_code: 0 });
    executed(rollout, 'c2', 'rm x');
    const trace = rollout.output('c1', 'Exit code: 2\nWall time: 1 seconds\nOutput:\n').read(dir);
    expect(lines(trace)).toEqual(['make | any  | failed 2']);
    expect(trace.events[0]?.trace.line).toBe(9);
  });

  test('of a call tell its end where its output says that it still runs, or is not there', () => {
    const running = 'Chunk ID: 1\nWall time: 9 seconds\nProcess running with session ID 7\nOutput:\n';
    const open = turn({ paginated: true }).call('exec_command', { cmd: 'make' }, 'c1').output('c1', running);
    expect(lines(executed(open, 'c1', 'make', { exit_code: 3 }).read(dir))).toEqual(['make | any  | failed 3']);
    const cut = executed(turn({ paginated: true }).call('exec_command', { cmd: 'make' }, 'c1'), 'c1', 'make').read(dir);
    expect(commands(cut)).toMatchObject([{ outcome: 'applied', exitCode: 0, time: clock(5), trace: { line: 6 } }]);
  });

  test.each([
    ['long', `${'line "with" quotes\n'.repeat(30_000)}"exit_code":9`],
    ['that ends in backslashes', `${'x'.repeat(20_000)}\\\\`],
    ['that ends in a quote', `${'é'.repeat(20_000)}\\"`],
  ])('an output %s takes nothing from what stands behind it', (_name, aggregated_output) => {
    const rollout = executed(turn({ paginated: true }), 'exec-1', 'make', { aggregated_output, exit_code: 4 });
    const trace = executed(rollout, 'exec-2', 'make test', { aggregated_output, exit_code: 5 }).read(dir);
    expect(lines(trace)).toEqual(['make | any  | failed 4', 'make test | any  | failed 5']);
    expect(trace.warnings).toEqual([]);
  });

  test.each([
    ['with an end', '\nEOF'],
    ['without an end', ''],
  ])('a patch that the shell handed on counts where the output names its files: a heredoc %s', (_name, end) => {
    const patch = patchOf('*** Add File: new.md', '+text');
    const adapter = codexAdapter();
    const read = (aggregated_output: string) =>
      adapter.read(
        executed(turn(), 'exec-1', `apply_patch <<'EOF'\n${patch}${end}`, { aggregated_output }).source(dir),
      );
    const trace = read('Success. Updated the following files:\nA new.md\n');
    expect(changeLines(trace)).toEqual(['1 create /w/demo/a b/new.md applied']);
    expect(trace.events.map((event) => (event.kind === 'file_change' ? adapter.loadChange(event) : null))).toEqual([
      { tellings: [{ kind: 'content', text: 'text\n' }] },
    ]);
    expect(read('').events).toMatchObject([{ kind: 'command', writes: 'any' }]);
  });

  test('a program that did not come to its end may have run more than was recorded', () => {
    const rollout = executed(
      turn({ paginated: true }).custom('exec', ran({ cmd: cmd('one') }), 'p1'),
      'e1',
      cmd('two'),
    );
    expect(lines(rollout.read(dir))).toEqual([
      'rm one | named delete /w/demo/one | unknown null',
      'rm two | named delete /w/demo/a b/two | applied 0',
    ]);
  });

  test('a file of older releases that was brought to the new form has none: the programs in it tell their commands', () => {
    const rollout = script(turn({ paginated: true }), ran({ cmd: cmd('one') }));
    executed(rollout.custom('exec', ran({ cmd: cmd('two') }), 'p2'), 'e1', cmd('two'));
    rollout.output('p2', COMPLETED, 'custom_tool_call_output');
    expect(commands(rollout.read(dir)).map(({ text, callId }) => `${text} ${callId}`)).toEqual([
      'rm one p1',
      'rm two e1',
    ]);
  });

  test('computed commands have records too; other tools do not', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the program's
    const program = 'for (const name of names) await tools.exec_command({cmd: `rm ${name}`});\n';
    const rollout = executed(turn({ paginated: true }), 'e1', 'ls');
    script(rollout, program, COMPLETED, 'p1');
    script(rollout, `${program}await tools.mcp__files__write({});`, COMPLETED, 'p2');
    expect(commands(rollout.read(dir))).toMatchObject([{ callId: 'p2', writes: 'any', outcome: 'applied' }]);
  });
});

function cmd(name: string): string {
  return `rm ${name}`;
}

describe('commands that only the program tells', () => {
  test('are told one by one, in its order, each with its own text', () => {
    const program = ran(
      { cmd: "printf 'a' > a.txt", workdir: 'sub' },
      { cmd: 'ls' },
      { cmd: 'make', workdir: '/w/other', yield_time_ms: 1_000, env: { A: '{}' } },
      { cmd: "printf 'b' > b.txt" },
    );
    const adapter = codexAdapter();
    const source = script(turn(), program).source(dir);
    const trace = adapter.read(source);
    expect(trace.events).toMatchObject([
      { place: 0, text: "printf 'a' > a.txt", cwd: '/w/demo/sub', writes: 'named', outcome: 'applied', exitCode: null },
      { place: 2, text: 'make', cwd: '/w/other', writes: 'any', targets: [], outcome: 'applied' },
      { place: 3, text: "printf 'b' > b.txt", cwd: '/w/demo', targets: [{ path: '/w/demo/b.txt', op: 'write' }] },
    ]);
    const same = { callId: 'p1', tool: 'exec', time: clock(5), turn: trace.turns[0], model: 'm' };
    expect(trace.events).toMatchObject([same, same, same]);
    const texts = [
      {
        command: "printf 'a' > a.txt",
        writes: [{ path: '/w/demo/sub/a.txt', content: 'a', op: 'write', last: true }],
      },
      { command: 'make', writes: [] },
      { command: "printf 'b' > b.txt", writes: [{ path: '/w/demo/b.txt', content: 'b', op: 'write', last: true }] },
    ];
    expect(commands(trace).map((event) => adapter.loadCommandText(event))).toMatchObject(texts);
    // An event that was kept elsewhere knows its place in the program.
    expect(commands(trace).map((event) => codexAdapter().loadCommandText({ ...event }))).toMatchObject(texts);
    expect(adapter.probe(source).cwds).toEqual(['/w/demo', '/w/demo/sub', '/w/other']);
  });

  test.each([
    ['a computed argument', 'await tools.exec_command({"cmd": "rm " + name})'],
    ['a variable', 'await tools.exec_command(given)'],
    ['names without quotes', 'await tools.exec_command({cmd: "rm a"})'],
    ['a template', 'await tools.exec_command({"cmd": `rm a`})'],
    ['a spread', 'await tools.exec_command({"cmd": "rm a", ...more})'],
    ['a second argument', 'await tools.exec_command({"cmd": "rm a"}, more)'],
    ['something done with the argument', 'await tools.exec_command({"cmd": "rm a"}.x)'],
    ['no command', 'await tools.exec_command({"workdir": "/w"})'],
    ['an argument without an end', 'await tools.exec_command({"cmd": "rm a"'],
    ['one literal and one computed', `${ran({ cmd: 'rm a' })}await tools.exec_command(given)`],
    ['another name for the tool', 'const run = tools.exec_command; await run({"cmd": "rm a"})'],
    ['another tool beside', `${ran({ cmd: 'rm a' })}await tools.write_stdin({"chars": "y"})`],
    ['the tools as a whole', `${ran({ cmd: 'rm a' })}await run(tools)`],
    ['the tools by index', `${ran({ cmd: 'rm a' })}await tools["exec_command"]({"cmd": "rm a"})`],
    ['the tools by parts', `${ran({ cmd: 'rm a' })}const {exec_command} = tools;`],
    ['the tools perhaps', 'await tools?.exec_command({"cmd": "rm a"})'],
    ['the tools within a template', `${ran({ cmd: 'rm a' })}text(\`\${await tools.other()}\`);`],
  ])('a program with %s is one command that may write anything', (_name, program) => {
    const trace = script(turn(), program).read(dir);
    expect(commands(trace)).toMatchObject([{ writes: 'any', targets: [], callId: 'p1', outcome: 'applied' }]);
    expect(commands(trace).map((event) => codexAdapter().loadCommandText(event))).toEqual([null]);
  });

  test.each([
    ['a text', 'text("use tools[0] here");\n'],
    ['the command itself', ran({ cmd: 'ls tools' })],
    ['a comment', '// tools are fine\n/* tools */\n'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the program's
    ['a template', 'text(`tools ${1 + {a: `${2} tools`}.a} tools`);\n'],
    ['a pattern', 'const found = done.output.split(/tools|[/"]\\//g);\n'],
    ['a number divided', 'const half = size / 2; // "\n'],
  ])('the word “tools” in %s is no use of them', (_name, more) => {
    const trace = script(turn(), `${more}${ran({ cmd: 'rm a' })}`).read(dir);
    expect(lines(trace)).toEqual(['rm a | named delete /w/demo/a | applied null']);
  });

  test.each([
    ['completed', COMPLETED, 'applied'],
    [
      'completed, as a text',
      'Script completed\nWall time 0.1 seconds\nOutput:\nexec command rejected by user',
      'applied',
    ],
    ['failed', 'Script failed\nWall time 0.1 seconds\nOutput:\nScript error:\nrejected by user', 'unknown'],
    ['running', 'Script running with cell ID 4\nWall time 10.0 seconds\nOutput:\n', 'unknown'],
    ['aborted', 'aborted by user after 2.4s', 'aborted'],
    ['without an output', null, 'unknown'],
  ])('of a program %s', (_name, output, outcome) => {
    const trace = script(turn(), ran({ cmd: 'rm a' }), output).read(dir);
    expect(lines(trace)).toEqual([`rm a | named delete /w/demo/a | ${outcome} null`]);
  });

  test.each([
    ['a branch', `if (found) { ${ran({ cmd: 'rm a' })} }`],
    ['a choice', `found ? ${ran({ cmd: 'rm a' }).replace(';', '')} : 0;`],
    ['an arrow', `const run = () => { ${ran({ cmd: 'rm a' })} };`],
    ['a method', `const it = { async run() { ${ran({ cmd: 'rm a' })} } };`],
    ['a condition', `found && ${ran({ cmd: 'rm a' })}`],
  ])('behind %s it is not known whether a command ran', (_name, program) => {
    expect(lines(script(turn(), program).read(dir))).toEqual(['rm a | named delete /w/demo/a | unknown null']);
  });

  test('a program that failed as a whole has failed', () => {
    const output = 'Script failed\nWall time 0.1 seconds\nOutput:\nScript error:\nrejected by user';
    expect(lines(script(turn(), 'run()', output).read(dir))).toEqual(['run() | any  | failed null']);
  });

  test('patches are never taken from a program, only from their records', () => {
    const patch = patchOf('*** Add File: new.md', '+text');
    const program = `await tools.apply_patch(${JSON.stringify(patch)});\n${ran({ cmd: `apply_patch <<'EOF'\n${patch}\nEOF` })}`;
    expect(script(turn(), program).read(dir).events).toEqual([]);
    const rollout = turn().custom('exec', program, 'p1');
    const told = { success: true, changes: { '/w/demo/new.md': { type: 'add', content: 'text\n' } } };
    rollout.event({ type: 'patch_apply_end', call_id: 'exec-1', turn_id: 't1', ...told });
    const trace = rollout.output('p1', COMPLETED, 'custom_tool_call_output').read(dir);
    expect(changeLines(trace)).toEqual(['1 create /w/demo/new.md applied']);
    expect(commands(trace)).toEqual([]);
  });
});

describe('reading a program', () => {
  const harmless = (tool: string) => tool === 'view_image';

  test('arguments are found whatever they hold, and whatever stands around them', () => {
    const around = fc.constantFrom(
      'const n = 1;\n',
      'text("}");\n',
      "text('\\'{');\n",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the program's
      'text(`{${"}"}`);\n',
      '/* { */\n',
      'const p = /[{/]"/;\n',
      'await tools.view_image({path: "a"});\n',
    );
    const given = fc.record({
      cmd: fc.string({ unit: 'binary', minLength: 1 }),
      workdir: fc.string(),
      more: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(around, given), { minLength: 1, maxLength: 5 }), around, (parts, last) => {
        const program = parts.map(([before, each]) => before + ran(each)).join('') + last;
        const commands = parts.map(([, each]) => JSON.parse(JSON.stringify(each)));
        expect(readProgram(program, harmless)).toEqual({ commands, isStraight: true });
      }),
    );
  });

  test('whatever the text, it ends', () => {
    const piece = fc.constantFrom(
      'tools',
      '.',
      'exec_command',
      '(',
      '{',
      '}',
      ')',
      '"',
      "'",
      '`',
      '${',
      '/',
      '*',
      '\\',
      '\n',
      'a',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const program = readProgram(pieces.join(''), harmless);
        expect(program?.commands?.every((given) => typeof given.cmd === 'string') ?? true).toBe(true);
      }),
    );
  });

  test.each([
    ['comments without an end', 'a/*'.repeat(100_000)],
    ['calls within calls', 'tools.exec_command({'.repeat(20_000)],
    ['open templates', '`${'.repeat(100_000)],
    ['more text than is read', `${ran({ cmd: 'rm a' })}${' '.repeat(1024 ** 2)}`],
  ])('%s tell no command', (_name, program) => {
    expect(readProgram(program, harmless)?.commands ?? null).toBeNull();
  });
});

describe.each([
  { version: '0.147.0', tool: 'exec', exitCode: null },
  { version: '0.169.0', tool: 'exec_command', exitCode: 0 },
])('the recording of Codex $version', ({ version, tool, exitCode }) => {
  test('tells the commands of the second turn of the session in the folder', () => {
    const { codexHome } = layOut(version, `${dir.path}/${version}`);
    const { id, turns } = readTruth(version).sessions.beta ?? { id: '', turns: [] };
    const adapter = codexAdapter();
    const sources = adapter.discover([codexHome]).sources;
    const trace = sources.map((source) => adapter.read(source)).find(({ session }) => session.id === id);
    expect(trace).toBeDefined();
    const events = trace === undefined ? [] : commands(trace);
    const told = {
      kind: 'command',
      turn: { index: 2, id: turns[1]?.id, prompt: turns[1]?.prompt },
      session: { id },
      model: turns[1]?.model,
      cwd: '/home/dev/demo/src',
      writes: 'named',
      outcome: 'applied',
      tool,
      exitCode,
    };
    expect(events).toMatchObject([
      { ...told, targets: [{ path: '/home/dev/demo/src/words.txt', op: 'write' }] },
      { ...told, targets: [{ path: '/home/dev/demo/src/format.js', op: 'edit' }] },
    ]);
    expect(events.map((event) => adapter.loadCommandText(event)?.writes)).toEqual([
      [{ path: '/home/dev/demo/src/words.txt', content: 'alpha\nbeta\n\ngamma', op: 'write', last: true }],
      [],
    ]);
  });
});
