import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { claudeCodeAdapter } from '../../../src/agents/claude-code/adapter.js';
import { TempDir } from '../../support/temp-dir.js';
import { eventsOf, FILE, inTurn, read, SESSION, sec } from './reading.js';
import type { Transcript } from './transcript.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

describe('reads', () => {
  const reads = (transcript: Transcript) =>
    eventsOf(read(dir, transcript), 'read').map((event) => ({
      path: event.path,
      lines: event.lines,
      whole: event.whole,
      text: claudeCodeAdapter().loadRead(event),
    }));

  function showing(file: Record<string, unknown>, type = 'text'): Transcript {
    const transcript = inTurn();
    const call = transcript.asks('Read', { file_path: FILE, offset: 3, limit: 2 }, sec(1));
    transcript.answers(call, { type, file: { filePath: FILE, ...file } }, sec(2));
    return transcript;
  }

  test('a whole file', () => {
    const transcript = inTurn();
    transcript.reads(FILE, 'one\ntwo\n', sec(1));
    expect(reads(transcript)).toEqual([{ path: FILE, lines: null, whole: true, text: 'one\ntwo\n' }]);
  });

  test('part of one, one that was cut, and one with a line that may be cut', () => {
    const part = { content: 'c\nd', startLine: 3, numLines: 2, totalLines: 9 };
    expect(reads(showing(part))).toEqual([{ path: FILE, lines: { first: 3, last: 4 }, whole: false, text: null }]);
    const cut = { content: 'a\nb', startLine: 1, numLines: 2, totalLines: 2, truncatedByTokenCap: true };
    expect(reads(showing(cut))).toEqual([{ path: FILE, lines: { first: 1, last: 2 }, whole: false, text: null }]);
    const long = { content: 'a'.repeat(2000), startLine: 1, numLines: 1, totalLines: 1 };
    expect(reads(showing(long))).toEqual([{ path: FILE, lines: null, whole: false, text: null }]);
  });

  test('what is no text, and what failed', () => {
    expect(reads(showing({ base64: 'AA==' }, 'image'))).toEqual([
      { path: FILE, lines: { first: 3, last: 4 }, whole: false, text: null },
    ]);
    const transcript = inTurn();
    const call = transcript.asks('Read', { file_path: FILE }, sec(1));
    transcript.answers(call, 'Error: File does not exist.', sec(2), { isError: true });
    expect(reads(transcript)).toEqual([]);
  });

  test('a file that the person named in a message', () => {
    const transcript = inTurn();
    const file = { filePath: FILE, content: 'one\n', numLines: 2, startLine: 1, totalLines: 2 };
    const attachment = { type: 'file', filename: FILE, content: { type: 'text', file }, displayPath: 'a.py' };
    for (const more of [{}, { truncated: true }, { content: 'one' }, { type: 'edited_text_file', snippet: '1\tone' }]) {
      transcript.put('attachment', sec(1), { attachment: { ...attachment, ...more } });
    }
    expect(reads(transcript)).toEqual([
      { path: FILE, lines: null, whole: true, text: 'one\n' },
      { path: FILE, lines: null, whole: false, text: null },
      { path: FILE, lines: null, whole: false, text: null },
    ]);
  });

  test('a sub-agent’s shows numbered lines only', () => {
    const agent = inTurn({ id: 'a1', parent: SESSION });
    agent.reads(FILE, 'one\n', sec(1));
    expect(reads(agent)).toEqual([{ path: FILE, lines: null, whole: false, text: null }]);
  });
});

describe('commands', () => {
  const commands = (transcript: Transcript) =>
    eventsOf(read(dir, transcript), 'command').map(({ text, writes, targets, exitCode, outcome }) => [
      text,
      writes,
      targets.map(({ op, path }) => `${op} ${path}`),
      exitCode,
      outcome,
    ]);

  test('those that only read are not told', () => {
    const transcript = inTurn();
    for (const command of ['cat a.py', 'git status', 'ls -la']) transcript.runs(command, 0, sec(1));
    expect(commands(transcript)).toEqual([]);
  });

  test('what the text tells of files, in the directory in force', () => {
    const transcript = inTurn();
    transcript.cwd = '/w/demo/sub';
    transcript.runs('rm ../old.py', 0, sec(1));
    transcript.runs('npm run\tformat\n', 2, sec(2));
    expect(commands(transcript)).toEqual([
      ['rm ../old.py', 'named', ['delete /w/demo/old.py'], 0, 'applied'],
      ['npm run format', 'any', [], 2, 'failed'],
    ]);
  });

  test('the whole command', () => {
    const transcript = inTurn();
    transcript.runs("cat > b.py <<'EOF'\none\nEOF", 0, sec(1));
    const [event] = eventsOf(read(dir, transcript), 'command');
    expect(event && claudeCodeAdapter().loadCommandText(event)).toMatchObject({
      command: "cat > b.py <<'EOF'\none\nEOF",
      writes: [{ path: '/w/demo/b.py', content: 'one\n' }],
    });
  });

  test.each<[string, unknown, boolean, unknown]>([
    ['in the background', { stdout: '', stderr: '', backgroundTaskId: 'b1' }, false, [null, 'unknown']],
    ['stopped', { stdout: '', stderr: '', interrupted: true }, false, [null, 'aborted']],
    [
      'whose code was put into words',
      { stdout: '', stderr: '', returnCodeInterpretation: 'none' },
      false,
      [null, 'applied'],
    ],
    ['beside one that failed', 'Sibling tool call errored', true, [null, 'aborted']],
    ['that was turned away', 'User rejected tool use', true, [null, 'rejected']],
    ['that could not start', 'Error: spawn failed', true, [null, 'failed']],
  ])('%s', (_how, result, isError, expected) => {
    const transcript = inTurn();
    const call = transcript.asks('Bash', { command: 'make' }, sec(1));
    transcript.answers(call, result, sec(2), { isError });
    expect(commands(transcript).map(([, , , ...end]) => end)).toEqual([expected]);
  });

  test('the files that a newer release lists as changed are targets; its hunks are no content', () => {
    const transcript = inTurn();
    const bashEditDiff = {
      files: [
        { filePath: '/w/demo/a.py', hunks: [{ lines: ['+    x'] }] },
        { filePath: '/w/demo/b.py', deleted: true, hunks: [] },
      ],
      changedFiles: ['/w/demo/a.py', '/w/demo/b.py', '/w/demo/c.py'],
    };
    for (const more of [{}, { shared: true }]) {
      const call = transcript.asks('Bash', { command: 'make' }, sec(1));
      transcript.answers(call, { stdout: '', stderr: '', bashEditDiff: { ...bashEditDiff, ...more } }, sec(2));
    }
    const listed = ['edit /w/demo/a.py', 'delete /w/demo/b.py', 'edit /w/demo/c.py'];
    expect(commands(transcript).map(([, writes, targets]) => [writes, targets])).toEqual([
      ['any', listed],
      ['any', []],
    ]);
    expect(eventsOf(read(dir, transcript), 'file_change')).toEqual([]);
  });

  test('of PowerShell', () => {
    const transcript = inTurn();
    for (const command of ['Get-Content a.py', 'Set-Content a.py 1']) {
      const call = transcript.asks('PowerShell', { command }, sec(1));
      transcript.answers(call, { stdout: '', stderr: '' }, sec(2), { isError: false });
    }
    expect(commands(transcript)).toEqual([['Set-Content a.py 1', 'any', [], 0, 'applied']]);
  });
});
