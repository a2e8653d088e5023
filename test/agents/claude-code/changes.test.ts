import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TempDir } from '../../support/temp-dir.js';
import { bodies, changesOf, clock, FILE, inTurn, jsonAt, read, SESSION, sec, told } from './reading.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const CHANGE = { path: FILE, before: 'x = 1\nprint(x)\n', after: 'x = 2\nprint(x)\n', at: sec(1) };
const steps = (old: string, text: string, all = false) => [
  { kind: 'replacements', steps: [{ old, text, all, takesLineEnd: true }] },
];

describe('what a change is told with', () => {
  test('an edit: what it replaced, the content before, and the result’s record and time', () => {
    const transcript = inTurn();
    transcript.changes({ ...CHANGE, call: 'toolu_A1' });
    const trace = read(dir, transcript);
    expect(changesOf(trace)).toMatchObject([
      {
        op: 'modify',
        path: FILE,
        oldPath: null,
        outcome: 'applied',
        callId: 'toolu_A1',
        tool: 'Edit',
        time: '2026-02-11T09:00:01.500Z',
        model: 'claude-demo',
        turn: { index: 1, id: `${SESSION}-r1`, prompt: 'Do it', startedAt: clock(0) },
        trace: { line: 3 },
        body: { line: 2 },
        place: 0,
        inherited: false,
      },
    ]);
    expect(bodies(trace)).toEqual([{ tellings: steps('x = 1\n', 'x = 2\n'), before: CHANGE.before }]);
    const [change] = changesOf(trace);
    expect(jsonAt(trace.source, change?.trace ?? { offset: 0, length: 0 })).toMatchObject({ type: 'user' });
    expect(jsonAt(trace.source, change?.body ?? { offset: 0, length: 0 })).toMatchObject({ role: 'assistant' });
  });

  test('a write of a new file, and one over a file: the whole content', () => {
    const transcript = inTurn();
    transcript.changes({ path: FILE, before: null, after: 'one\n', at: sec(1) });
    transcript.changes({ path: FILE, before: 'one\n', after: 'two\n', at: sec(2), by: 'content' });
    const trace = read(dir, transcript);
    expect(told(trace)).toEqual([`1 create ${FILE} applied claude-demo`, `1 modify ${FILE} applied claude-demo`]);
    expect(bodies(trace)).toEqual([
      { tellings: [{ kind: 'content', text: 'one\n' }], before: null },
      { tellings: [{ kind: 'content', text: 'two\n' }], before: 'one\n' },
    ]);
  });

  test('a write of 1.0.120, whose result has no original, tells no content before', () => {
    const transcript = inTurn();
    const call = transcript.asks('Write', { file_path: FILE, content: 'two\n' }, sec(1));
    transcript.answers(call, { type: 'update', filePath: FILE, content: 'two\n', structuredPatch: [] }, sec(2));
    expect(bodies(read(dir, transcript))).toEqual([{ tellings: [{ kind: 'content', text: 'two\n' }] }]);
  });

  test('an edit of nothing makes a file', () => {
    const transcript = inTurn();
    const call = transcript.asks('Edit', { file_path: FILE, old_string: '', new_string: 'one\n' }, sec(1));
    const result = { filePath: FILE, oldString: '', newString: 'one\n', originalFile: null, structuredPatch: [] };
    transcript.answers(call, result, sec(2));
    const trace = read(dir, transcript);
    expect(told(trace)).toEqual([`1 create ${FILE} applied claude-demo`]);
    expect(bodies(trace)).toEqual([{ tellings: steps('', 'one\n'), before: null }]);
  });

  test('several edits of one call, one after the other', () => {
    const edits = [
      { old_string: 'a', new_string: 'b', replace_all: true },
      { old_string: 'c', new_string: '' },
    ];
    const transcript = inTurn();
    const call = transcript.asks('MultiEdit', { file_path: FILE, edits }, sec(1));
    transcript.answers(call, { filePath: FILE, edits, originalFileContents: 'a\na\nc\n', structuredPatch: [] }, sec(2));
    expect(bodies(read(dir, transcript))).toEqual([
      {
        tellings: [
          {
            kind: 'replacements',
            steps: [
              { old: 'a', text: 'b', all: true, takesLineEnd: true },
              { old: 'c', text: '', all: false, takesLineEnd: true },
            ],
          },
        ],
        before: 'a\na\nc\n',
      },
    ]);
  });

  test('a cell of a notebook: both whole files', () => {
    const path = '/w/demo/a.ipynb';
    const transcript = inTurn();
    const call = transcript.asks('NotebookEdit', { notebook_path: path, new_source: 'x' }, sec(1));
    const result = {
      notebook_path: path,
      original_file: '{"cells":[]}',
      updated_file: '{"cells":[1]}',
      new_source: 'x',
    };
    transcript.answers(call, result, sec(2));
    const failed = transcript.asks('NotebookEdit', { notebook_path: path, new_source: 'y' }, sec(3));
    transcript.answers(failed, { ...result, error: 'No such cell' }, sec(4));
    const trace = read(dir, transcript);
    expect(told(trace)).toEqual([`1 modify ${path} applied claude-demo`, `1 modify ${path} failed claude-demo`]);
    expect(bodies(trace)[0]).toEqual({
      tellings: [{ kind: 'content', text: '{"cells":[1]}' }],
      before: '{"cells":[]}',
    });
  });

  test('the texts are the result’s, which spells quotes as the file does', () => {
    const transcript = inTurn();
    const call = transcript.asks('Edit', { file_path: FILE, old_string: '"a"', new_string: '"b"' }, sec(1));
    const result = { filePath: FILE, oldString: '“a”', newString: '“b”', originalFile: '“a”\n', replaceAll: false };
    transcript.answers(call, result, sec(2));
    expect(bodies(read(dir, transcript))).toEqual([{ tellings: steps('“a”', '“b”'), before: '“a”\n' }]);
  });

  test('reconciler 7: the hunks for display, whose tabs are expanded, are never given', () => {
    const transcript = inTurn();
    transcript.changes({ path: FILE, before: 'a\n\tb\n', after: 'a\n\tc\n', at: sec(1) });
    transcript.withheld({ path: FILE, before: 'a\n\tc\n', after: 'a\n\td\n', at: sec(2) });
    expect(JSON.stringify(bodies(read(dir, transcript)))).not.toContain('    ');
    expect(bodies(read(dir, transcript))[1]).toEqual({ tellings: steps('\tc\n', '\td\n') });
  });

  test('a path that is relative is resolved where the session stood', () => {
    const transcript = inTurn();
    transcript.cwd = '/w/demo/sub';
    transcript.changes({ path: '../b.py', before: null, after: 'one\n', at: sec(1) });
    expect(told(read(dir, transcript))).toEqual(['1 create /w/demo/b.py applied claude-demo']);
  });
});

describe('what became of a change', () => {
  test('claude-code reader 4: turned away, failed, broken off, and without a result', () => {
    const transcript = inTurn();
    transcript.rejected({ ...CHANGE, at: sec(1) });
    transcript.failed({ ...CHANGE, at: sec(2) });
    transcript.aborted({ ...CHANGE, at: sec(3) });
    transcript.asks('Edit', { file_path: FILE, old_string: 'x', new_string: 'y' }, sec(4));
    const trace = read(dir, transcript);
    expect(told(trace).map((line) => line.split(' ')[3])).toEqual(['rejected', 'failed', 'aborted', 'unknown']);
    // Without a result a change stands where it was asked for.
    expect(changesOf(trace).map(({ time }) => time)).toEqual([
      '2026-02-11T09:00:01.500Z',
      '2026-02-11T09:00:02.500Z',
      clock(3),
      clock(4),
    ]);
  });

  test.each([
    ['in the words of 2.1', "The user doesn't want to proceed with this tool use. The tool use was rejected", {}],
    ['by a rule', 'Error: Permission to use Edit has been denied.', { toolDenialKind: 'permission-rule' }],
  ])('turned away %s', (_how, result, more) => {
    const transcript = inTurn();
    const call = transcript.asks('Edit', { file_path: FILE, old_string: 'x', new_string: 'y' }, sec(1));
    transcript.more = more;
    transcript.answers(call, result, sec(2), { isError: true });
    expect(told(read(dir, transcript))).toEqual([`1 modify ${FILE} rejected claude-demo`]);
  });

  test('claude-code reader 4: held for review: the file was not changed', () => {
    const transcript = inTurn();
    const call = transcript.asks('Write', { file_path: FILE, content: 'two\n' }, sec(1));
    const result = { type: 'update', filePath: FILE, content: 'two\n', originalFile: 'one\n', staged: true };
    transcript.answers(call, result, sec(2));
    expect(told(read(dir, transcript))).toEqual([`1 modify ${FILE} staged claude-demo`]);
  });

  test('a result of 1.0.0 in words is a success without contents', () => {
    const transcript = inTurn();
    const call = transcript.asks('Edit', { file_path: FILE, old_string: 'x', new_string: 'y' }, sec(1));
    transcript.answers(call, 'The file has been updated.', sec(2));
    const trace = read(dir, transcript);
    expect(told(trace)).toEqual([`1 modify ${FILE} applied claude-demo`]);
    expect(bodies(trace)).toEqual([{ tellings: steps('x', 'y') }]);
  });

  test('a result of the main thread that has no structured form tells nothing', () => {
    const transcript = inTurn();
    const call = transcript.asks('Edit', { file_path: FILE, old_string: 'x', new_string: 'y' }, sec(1));
    transcript.answers(call, undefined, sec(2));
    expect(told(read(dir, transcript))).toEqual([`1 modify ${FILE} unknown claude-demo`]);
  });

  test('claude-code reader 4: a sub-agent’s result has no structured form: the call’s texts are what there is', () => {
    const agent = inTurn({ id: 'a1b2c3d', parent: SESSION });
    agent.changes(CHANGE);
    agent.changes({ path: '/w/demo/b.py', before: null, after: 'one\n', at: sec(3) });
    agent.failed(CHANGE);
    const trace = read(dir, agent);
    expect(told(trace)).toEqual([
      `1 modify ${FILE} applied claude-demo`,
      '1 create /w/demo/b.py applied claude-demo',
      `1 modify ${FILE} failed claude-demo`,
    ]);
    expect(bodies(trace).slice(0, 2)).toEqual([
      { tellings: steps('x = 1\n', 'x = 2\n') },
      { tellings: [{ kind: 'content', text: 'one\n' }] },
    ]);
  });

  test('the person changed a proposal: what was written, and what was proposed', () => {
    const transcript = inTurn();
    transcript.amended({ path: FILE, before: 'one\ntwo\n', proposed: 'one\n2\n', after: 'one\nII\n', at: sec(1) });
    transcript.amended({ path: FILE, before: null, proposed: 'one\n', after: 'ONE\n', at: sec(2) });
    expect(bodies(read(dir, transcript))).toEqual([
      { tellings: steps('two\n', 'II\n'), before: 'one\ntwo\n', amended: { proposed: 'one\n2\n' } },
      { tellings: [{ kind: 'content', text: 'ONE\n' }], before: null, amended: { proposed: 'one\n' } },
    ]);
  });

  test('a proposal that the person changed, of a file whose content is not told: nobody knows what was proposed', () => {
    const transcript = inTurn();
    const call = transcript.asks('Edit', { file_path: FILE, old_string: 'x', new_string: 'y' }, sec(1));
    const result = { filePath: FILE, oldString: 'x', newString: 'z', originalFile: null, userModified: true };
    transcript.answers(call, result, sec(2));
    expect(bodies(read(dir, transcript))).toEqual([{ tellings: steps('x', 'z'), amended: { proposed: null } }]);
  });
});

describe('results find their calls by id', () => {
  test('claude-code reader 2: of calls side by side: the second result hangs on the first one', () => {
    const transcript = inTurn();
    transcript.modelName = 'claude-a';
    const first = transcript.asks('Write', { file_path: '/w/demo/1', content: '1' }, sec(1));
    transcript.modelName = 'claude-b';
    const second = transcript.asks('Write', { file_path: '/w/demo/2', content: '2' }, sec(2));
    for (const [call, name] of [
      [first, '1'],
      [second, '2'],
    ] as const) {
      const result = { type: 'create', filePath: `/w/demo/${name}`, content: name, originalFile: null };
      transcript.answers(call, result, sec(3));
    }
    expect(told(read(dir, transcript))).toEqual([
      '1 create /w/demo/1 applied claude-a',
      '1 create /w/demo/2 applied claude-b',
    ]);
  });

  test('claude-code reader 3: a message of the client itself names no model', () => {
    const transcript = inTurn();
    transcript.modelName = '<synthetic>';
    transcript.changes(CHANGE);
    expect(told(read(dir, transcript))).toEqual([`1 modify ${FILE} applied unknown`]);
  });

  test('a result that comes after the next message is the turn’s that asked for it', () => {
    const transcript = inTurn();
    const call = transcript.asks('Write', { file_path: FILE, content: '1' }, sec(1));
    transcript.says('Meanwhile', sec(2));
    transcript.answers(call, { type: 'create', filePath: FILE, content: '1', originalFile: null }, sec(3));
    expect(told(read(dir, transcript))).toEqual([`1 create ${FILE} applied claude-demo`]);
  });

  test('records that are written twice count once', () => {
    const transcript = inTurn();
    transcript.changes(CHANGE);
    transcript.lines.push(...transcript.lines.slice(1));
    expect(told(read(dir, transcript))).toHaveLength(1);
  });

  test('copies within progress records are no calls', () => {
    const agent = inTurn({ id: 'a1b2c3d', parent: SESSION });
    agent.changes(CHANGE);
    const transcript = inTurn();
    for (const message of agent.lines)
      transcript.put('progress', sec(5), { data: { type: 'agent_progress', message } });
    expect(read(dir, transcript)).toMatchObject({ events: [], warnings: [] });
  });
});

describe('copies that the agent kept for rewinding', () => {
  const key = createHash('sha256').update(FILE).digest('hex').slice(0, 16);
  const backup = (version: number, at: number) => ({
    type: 'file-history-snapshot',
    messageId: 'm',
    snapshot: {
      messageId: 'm',
      trackedFileBackups: {
        'a.py': { backupFileName: `${key}@v${version}`, version, backupTime: clock(at) },
        'new.py': { backupFileName: null, version: 1, backupTime: clock(at) },
      },
      timestamp: clock(at),
    },
    isSnapshotUpdate: true,
  });
  const withheld = (transcript: ReturnType<typeof inTurn>) =>
    transcript.withheld({ path: FILE, before: 'x = 1\n', after: 'x = 2\n', at: sec(10) });

  test('those made before the edit, oldest first, where the record has no content', () => {
    const transcript = inTurn();
    for (const [version, at] of [
      [1, 2],
      [2, 5],
      [3, 99],
    ] as const) {
      transcript.aside(backup(version, at));
      dir.write(`file-history/${SESSION}/${key}@v${version}`, `x = 1\n# ${version}\n`);
    }
    withheld(transcript);
    transcript.changes({ ...CHANGE, at: sec(20) });
    const [first, second] = bodies(read(dir, transcript));
    expect(first).toEqual({ tellings: steps('x = 1\n', 'x = 2\n'), candidates: ['x = 1\n# 1\n', 'x = 1\n# 2\n'] });
    expect(second?.candidates).toBeUndefined();
  });

  test('the form of mid 2026; one that is gone or no text', () => {
    const transcript = inTurn();
    for (const version of [4, 5, 6]) {
      const entry = {
        backupFileName: `${key}@v${version}`,
        version,
        backupTime: clock(version),
        realParentDir: '/w/demo',
      };
      transcript.aside({
        type: 'file-history-delta',
        messageId: 'm',
        timestamp: clock(3),
        trackingPath: FILE,
        backup: entry,
      });
    }
    dir.write(`file-history/${SESSION}/${key}@v4`, 'x = 1\n# 4\n');
    dir.write(`file-history/${SESSION}/${key}@v5`, new Uint8Array([0xff, 0xfe]));
    withheld(transcript);
    expect(bodies(read(dir, transcript))[0]?.candidates).toEqual(['x = 1\n# 4\n']);
  });

  test('a sub-agent’s are told of in the session’s transcript', () => {
    const main = inTurn();
    main.aside(backup(7, 2));
    dir.write(main.path, main.text());
    dir.write(`file-history/${SESSION}/${key}@v7`, 'x = 1\n# 7\n');
    const agent = inTurn({ id: 'a1b2c3d', parent: SESSION });
    agent.changes({ path: FILE, before: 'x = 1\n', after: 'x = 2\n', at: sec(10) });
    expect(bodies(read(dir, agent))[0]?.candidates).toEqual(['x = 1\n# 7\n']);
  });
});
