import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BlameResult } from '../../src/model/blame-result.js';
import { type Ended, runIn, runScript } from '../support/cli.js';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';
import { TempDir } from '../support/temp-dir.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

/** Exit code, whether stdout is empty, and the lines of stderr. */
function told({ code, stdout, stderr }: Ended): { code: number | null; stdout: string; stderr: string[] } {
  return { code, stdout, stderr: stderr.split('\n').slice(0, -1) };
}

/** The answer for a file as the command line prints it: who wrote each line, and the warnings as `code count subject`. */
function answer(file = 'f', variables: Record<string, string> = {}): { who: string[]; warnings: string[] } {
  const { code, stdout, stderr } = runIn(world, ['--json', file], { variables });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { lines, edits, warnings }: BlameResult = JSON.parse(stdout);
  return {
    who: lines.map(({ text, origin, edit }) => `${text} ← ${edits[edit ?? '']?.evidence ?? origin}`),
    warnings: warnings.map(({ code: what, count, subject }) => `${what} ${count} ${subject}`),
  };
}

/** A committed line, and an agent's. */
function begin(): WorldSession {
  world.commit('Begin', { f: 'one\n' });
  return world.session().turn('w').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
}

const WHOLE = ['one ← commit', 'two ← exact'];

describe('what was asked', () => {
  test('outside of any repository', () => {
    mkdirSync(join(world.base, 'plain'));
    writeFileSync(join(world.base, 'plain/f'), 'x\n');
    for (const argv of [
      ['f'],
      ['--json', 'f'],
      ['edits'],
      ['edits', '--ndjson'],
      ['trace', 'abcd'],
      ['link', 'abcd'],
      ['diff', '--turn', 'abcd:1'],
    ]) {
      expect(told(runIn(world, argv, { cwd: join(world.base, 'plain') }))).toEqual({
        code: 3,
        stdout: '',
        stderr: [`ai-blame: ${join(world.base, 'plain')} is not in a git repository with a work tree`],
      });
    }
  });

  test('a bare repository that lies in a work tree: its files are not taken for that one’s', () => {
    begin();
    const bare = join(world.repo.dir, 'deep/bare.git');
    world.another('repo/deep/bare.git', ['--bare']);
    for (const cwd of [bare, join(bare, 'refs/heads')]) {
      for (const argv of [['HEAD'], ['edits'], ['why', 'HEAD:1'], ['trace', 'abcd']]) {
        const stderr = [`ai-blame: ${cwd} is in a git repository without a work tree`];
        expect(told(runIn(world, argv, { cwd }))).toEqual({ code: 3, stdout: '', stderr });
      }
    }
    expect(runIn(world, ['f'], { cwd: join(world.repo.dir, 'deep') }).code).toBe(3);
    expect(runIn(world, ['../f'], { cwd: join(world.repo.dir, 'deep') }).code).toBe(0);
  });

  test('-C into a folder that is not there', () => {
    begin();
    for (const gone of [join(world.base, 'gone'), join(world.repo.dir, 'gone')]) {
      const stderr = [`ai-blame: There is no folder ${gone}`];
      for (const argv of [['f'], ['edits'], ['why', 'f:1'], ['doctor']]) {
        expect(told(runIn(world, ['-C', gone, ...argv]))).toEqual({ code: 3, stdout: '', stderr });
      }
    }
    expect(runIn(world, ['-C', join(world.base, 'gone'), join(world.repo.dir, 'f')]).code).toBe(0);
  });

  test('a file that HEAD still has', () => {
    world.commit('Begin', { f: 'one\n' });
    world.write({ f: null });
    expect(told(runIn(world, ['f']))).toEqual({
      code: 3,
      stdout: '',
      stderr: ['ai-blame: There is no file f in the work tree', 'hint: HEAD still has it: ai-blame --rev HEAD f'],
    });
    expect(runIn(world, ['--rev', 'HEAD', 'f']).code).toBe(0);
  });

  test('a binary file, in the work tree and in a commit', () => {
    world.repo.write({ bin: Buffer.from([0x61, 0, 0x62, 0x0a]) });
    world.commit('Binary');
    const stderr = ['ai-blame: bin is a binary file: it has no lines to blame'];
    expect(told(runIn(world, ['bin']))).toEqual({ code: 3, stdout: '', stderr });
    expect(told(runIn(world, ['--rev', 'HEAD', 'bin']))).toEqual({ code: 3, stdout: '', stderr });
  });

  test('options and values that do not exist', () => {
    world.commit('Begin', { f: 'one\n' });
    const cases: [string[], number, RegExp][] = [
      [['--frobnicate', 'f'], 2, /^ai-blame: Unknown option --frobnicate$/],
      [['-L', 'x', 'f'], 2, /^ai-blame: -L expects .*, not "x"$/],
      [['-L', '0,1', 'f'], 2, /^ai-blame: -L expects numbers from 1, not "0,1"$/],
      [['-L', '2,3', 'f'], 2, /^ai-blame: f has only 1 line$/],
      [['-L', '', 'f'], 2, /^ai-blame: -L expects/],
      [['--rev', 'nowhere', 'f'], 3, /^ai-blame: .*nowhere/],
      [['--rev', '', 'f'], 3, /^ai-blame: /],
      [['--rev', 'HEAD~5', 'f'], 3, /^ai-blame: .*HEAD~5/],
      [['--rev', '--exec=x', 'f'], 3, /^ai-blame: /],
      [['--min-evidence', 'sure', 'f'], 2, /^ai-blame: --min-evidence expects one of exact, .*, not "sure"$/],
      [['--json', '--porcelain', 'f'], 2, /^ai-blame: --json and --porcelain exclude each other$/],
      [['--', 'f', 'g'], 2, /^ai-blame: One file at a time: 2 were named$/],
      [[], 2, /^ai-blame: Which file/],
      [[''], 2, /^ai-blame: Which file/],
      [['-C', '/does/not/exist', 'f'], 3, /^ai-blame: /],
    ];
    for (const [argv, code, sentence] of cases) {
      const found = told(runIn(world, argv));
      expect({ argv, code: found.code, stdout: found.stdout }).toEqual({ argv, code, stdout: '' });
      expect(found.stderr[0]).toMatch(sentence);
      expect(found.stderr.join('\n')).not.toMatch(/unexpected error|\bat .*:\d+:\d+/);
    }
  });

  test('a reader that leaves ends it quietly', () => {
    world.commit('Begin', { f: Array.from({ length: 20_000 }, (_, n) => `line ${n}\n`).join('') });
    talkOnly();
    for (const options of ['', '--json', '--porcelain', '--line-porcelain']) {
      const { code, stdout, stderr } = runScript(world, `ai-blame ${options} f | head -1`);
      expect({ options, code, stderr, lines: stdout.split('\n').length }).toEqual({
        options,
        code: 0,
        stderr: '',
        lines: 2,
      });
    }
  });

  test('a reader of messages that leaves ends it quietly', () => {
    world.commit('Begin', { f: 'one\n' });
    expect(runScript(world, 'ai-blame f 2>&1 >/dev/null | true').code).toBe(0);
    expect(told(runScript(world, 'ai-blame f 2>&-')).code).toBe(0);
  });
});

function talkOnly(): void {
  world.session({ ghosts: false }).turn('talk').say('hello');
}

describe('homes that cannot be read', () => {
  /** The only warning is that nothing was found where it was searched. */
  function nothingFound(variables: Record<string, string> = {}): void {
    const { who, warnings } = answer('f', variables);
    expect(who).toEqual(['one ← commit', 'two ← untraced']);
    expect(warnings.filter((warning) => warning.startsWith('no_sessions 1 '))).toHaveLength(1);
  }

  test('no home at all', () => {
    begin();
    nothingFound({ CODEX_HOME: join(world.base, 'nowhere') });
  });

  test('a file where the home should be', () => {
    begin();
    nothingFound({ CODEX_HOME: join(world.repo.dir, 'f') });
  });

  test('a file where the sessions should be: the archived ones count', () => {
    const { path } = begin();
    const archived = join(world.home, 'archived_sessions');
    mkdirSync(archived);
    renameSync(path, join(archived, basename(path)));
    rmSync(join(world.home, 'sessions'), { recursive: true });
    writeFileSync(join(world.home, 'sessions'), 'not a folder\n');
    expect(answer().who).toEqual(WHOLE);
  });

  test('links that lead nowhere or in circles: the sessions beside them count', () => {
    const folder = dirname(begin().path);
    symlinkSync(join(world.base, 'nowhere'), join(folder, 'rollout-2026-01-01T13-00-00-dangling.jsonl'));
    symlinkSync('rollout-2026-01-01T13-00-01-self.jsonl', join(folder, 'rollout-2026-01-01T13-00-01-self.jsonl'));
    symlinkSync(join(world.home, 'sessions'), join(world.home, 'sessions/2026/loop'));
    symlinkSync('..', join(world.home, 'sessions/2026/01/up'));
    mkdirSync(join(folder, 'rollout-2026-01-01T13-00-02-folder.jsonl'));
    const { who, warnings } = answer();
    expect(who).toEqual(WHOLE);
    expect(warnings).toEqual([`source_unreadable 1 ${join(folder, 'rollout-2026-01-01T13-00-01-self.jsonl')}`]);
  });

  test('sessions that are a link to nowhere', () => {
    begin();
    rmSync(join(world.home, 'sessions'), { recursive: true });
    symlinkSync(join(world.base, 'nowhere'), join(world.home, 'sessions'));
    nothingFound();
  });
});

describe('traces that are damaged', () => {
  /** Puts raw bytes between the first turn's records and a second turn that adds a line. */
  function damaged(bytes: Buffer | string): WorldSession {
    const session = begin();
    const before = readFileSync(session.path);
    const lines = session.lines.length;
    session.turn('more').patch('*** Update File: f\n@@\n two\n+three', { f: 'one\ntwo\nthree\n' });
    const after = session.lines.slice(lines).map((line) => `${line}\n`);
    writeFileSync(session.path, Buffer.concat([before, Buffer.from(bytes), Buffer.from(after.join(''))]));
    return session;
  }

  const three = [...WHOLE, 'three ← exact'];
  const valid = (payload: string): string => `{"timestamp":"2026-01-01T12:00:00.000Z","type":${payload}}\n`;

  test.each([
    ['a line of 60 MB that is no JSON', () => `${'x'.repeat(60 << 20)}\n`],
    [
      'a patch of 70 MB',
      () =>
        valid(
          `"response_item","payload":{"type":"custom_tool_call","status":"completed","call_id":"c","name":"apply_patch","input":"${'A'.repeat(70 << 20)}"}`,
        ),
    ],
    ['NUL bytes', () => '\0\0\0\0\n'],
    ['a record with a NUL', () => valid('"event_msg","payload":{"type":"x\0y"}')],
    ['bytes that are not UTF-8', () => Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28, 0x7d, 0x0a])],
    ['half a record', () => '{"timestamp":"2026-01-01T12:00:00.000Z","type":"response_item","payl\n'],
    ['JSON that is no object', () => '42\n"text"\nnull\n[1,2]\n'],
    ['brackets without end', () => `${'['.repeat(200_000)}\n`],
  ])('%s: all the rest counts, and a warning tells', (_, bytes) => {
    damaged(bytes());
    const { who, warnings } = answer();
    expect(who).toEqual(three);
    expect(warnings).not.toEqual([]);
    for (const warning of warnings) expect(warning).toMatch(/^[a-z_]+ [1-9]/);
  });

  test('C37: a message of 60 MB (an image) and an output of 70 MB, which tell nothing of files, are passed by and counted', () => {
    const image = valid(`"response_item","payload":{"type":"message","image":"${'A'.repeat(60 << 20)}"}`);
    const output = `"response_item","payload":{"type":"function_call_output","call_id":"c","output":"${'A'.repeat(70 << 20)}"}`;
    damaged(image + valid(output));
    const { who, warnings } = answer();
    expect(who).toEqual(three);
    expect(warnings.map((warning) => warning.split(' ').slice(0, 2))).toEqual([['record_too_large', '2']]);
    const { sessions, totals } = JSON.parse(runIn(world, ['doctor', '--json']).stdout);
    expect(totals.skipped).toEqual({ record_too_large: 2 });
    expect(sessions.map(({ skipped }: { skipped: unknown }) => skipped)).toEqual([{ record_too_large: 2 }]);
  });

  test('an image of 20 MB is nothing to speak of', () => {
    damaged(valid(`"response_item","payload":{"type":"message","image":"${'A'.repeat(20 << 20)}"}`));
    expect(answer()).toEqual({ who: three, warnings: [] });
  });

  test.each([
    ['blank lines and a byte order mark', '\n\n   \n\ufeff\n'],
    ['carriage returns', '\r\n\r\n'],
  ])('%s are passed by', (_, bytes) => {
    damaged(bytes);
    expect(answer().who).toEqual(three);
  });

  test.each([
    ['records of unknown types', valid('"surprise","payload":{"a":1}')],
    ['items of unknown types', valid('"response_item","payload":{"type":"surprise"}')],
    ['a payload that is null', valid('"response_item","payload":null')],
    ['a ghost without an id', valid('"response_item","payload":{"type":"ghost_snapshot","ghost_commit":{"id":null}}')],
    [
      'a ghost whose id is no id',
      valid('"response_item","payload":{"type":"ghost_snapshot","ghost_commit":{"id":"../../../etc/passwd"}}'),
    ],
    [
      'a call whose arguments are no JSON',
      valid('"response_item","payload":{"type":"function_call","name":"shell","arguments":"{","call_id":"c"}'),
    ],
    [
      'a patch without an end',
      valid(
        '"response_item","payload":{"type":"custom_tool_call","name":"apply_patch","input":"*** Begin Patch","call_id":"c"}',
      ),
    ],
    ['a time that is none', '{"timestamp":"yesterday","type":"event_msg","payload":{"type":"token_count"}}\n'],
  ])('%s: all the rest counts', (_, record) => {
    damaged(record);
    expect(answer().who).toEqual(three);
  });

  test('several damaged records of one kind are counted', () => {
    damaged('{"torn\n{"torn\n{"torn\n');
    const { who, warnings } = answer();
    expect(who).toEqual(three);
    expect(warnings.map((warning) => warning.split(' ')[1])).toEqual(['3']);
  });

  test('a torn last line waits', () => {
    const session = begin();
    const next = JSON.stringify({ timestamp: world.tick(), type: 'response_item', payload: { type: 'message' } });
    appendFileSync(session.path, next.slice(0, 40));
    expect(answer().who).toEqual(WHOLE);
  });

  test('an empty rollout, one of NULs only, and one that was never begun', () => {
    const folder = dirname(begin().path);
    writeFileSync(join(folder, 'rollout-2026-01-01T13-00-00-empty.jsonl'), '');
    writeFileSync(join(folder, 'rollout-2026-01-01T13-00-01-nul.jsonl'), Buffer.alloc(100_000));
    writeFileSync(join(folder, 'rollout-2026-01-01T13-00-02-zst.jsonl.zst'), 'not zstd');
    expect(answer().who).toEqual(WHOLE);
  });

  test('damaged records never fail the list of edits', () => {
    damaged('{"torn\n\0\n');
    const { code, stdout } = runIn(world, ['edits', '--ndjson']);
    const edits = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(edits.map(({ path, evidence, added, removed }) => ({ path, evidence, added, removed }))).toEqual([
      { path: 'f', evidence: 'exact', added: 1, removed: 0 },
      { path: 'f', evidence: 'exact', added: 1, removed: 0 },
    ]);
  });
});

describe('git objects that are missing or damaged', () => {
  function removeObject(oid: string): void {
    rmSync(join(world.repo.dir, '.git/objects', oid.slice(0, 2), oid.slice(2)));
  }

  test('a lost ghost is named, and the work tree never stands in for it', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('w').shell('./tool', { f: 'one\nagent\n' });
    session.turn('talk').say('hello');
    removeObject(session.ghosts[1] ?? '');
    world.write({ f: 'one\nperson\n' });
    const { who, warnings } = answer();
    expect(warnings).toEqual([`snapshot_missing 1 ${session.ghosts[1]}`]);
    // What is in the work tree came after a turn that ran something, and nothing shows when: inferred at most, never seen.
    expect(who.filter((line) => /exact|snapshot|fragment/.test(line))).toEqual([]);
    expect(who[0]).toBe('one ← commit');
    const { code, stderr } = runIn(world, ['f']);
    expect(code).toBe(0);
    expect(stderr).toContain(session.ghosts[1]);
  });

  test('all ghosts are gone: patches still prove their lines', () => {
    const session = begin();
    session.turn('talk').say('hello');
    for (const ghost of session.ghosts) removeObject(ghost);
    const { who, warnings } = answer();
    expect(who).toEqual(WHOLE);
    expect(warnings).toEqual(session.ghosts.map((ghost) => `snapshot_missing 1 ${ghost}`));
  });

  test('a ghost whose content is gone is told', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session();
    session.turn('w').shell('./tool', { f: 'one\nagent\n' });
    session.turn('talk').say('hello');
    world.write({ f: 'one\nperson\n' });
    const blob = world.repo.git('rev-parse', `${session.ghosts[1]}:f`).trim();
    removeObject(blob);
    const { who, warnings } = answer();
    expect(warnings).toEqual([`object_missing 1 ${blob}`]);
    expect(who.filter((line) => /exact|snapshot|fragment/.test(line))).toEqual([]);
  });

  test('a damaged pack: what needs it ends with 4 and its name', () => {
    const text = (n: number): string =>
      Array.from({ length: 400 }, (_, k) => `line ${k} ${(k * 7919 * n) % 9973}\n`).join('');
    world.commit('Begin', { f: text(1) });
    world.commit('More', { f: text(2) });
    world.git('repack', '-a', '-d', '-q');
    const folder = join(world.repo.dir, '.git/objects/pack');
    const pack = readdirSync(folder).find((name) => name.endsWith('.pack')) ?? '';
    const bytes = readFileSync(join(folder, pack));
    rmSync(join(folder, pack));
    writeFileSync(join(folder, pack), bytes.fill(0xa5, 12, bytes.length - 20));
    for (const argv of [['f'], ['--json', 'f'], ['--rev', 'HEAD', 'f']]) {
      const { code, stdout, stderr } = told(runIn(world, argv));
      expect({ argv, code, stdout }).toEqual({ argv, code: 4, stdout: '' });
      expect(stderr[0]).toMatch(/^ai-blame: /);
      expect(stderr.join('\n')).toContain(pack);
      expect(stderr.join('\n')).not.toContain('unexpected error');
    }
  });

  test('a pack that is cut off, and a pack index that is none', () => {
    world.commit('Begin', { f: 'one\n' });
    world.git('repack', '-a', '-d', '-q');
    const folder = join(world.repo.dir, '.git/objects/pack');
    const base = (readdirSync(folder).find((name) => name.endsWith('.pack')) ?? '').replace(/\.pack$/, '');
    const [pack, index] = [join(folder, `${base}.pack`), join(folder, `${base}.idx`)];
    const [packBytes, indexBytes] = [readFileSync(pack), readFileSync(index)];
    const put = (file: string, bytes: Buffer): void => {
      rmSync(file);
      writeFileSync(file, bytes);
    };
    put(pack, packBytes.subarray(0, 40));
    expect(runIn(world, ['f'])).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining(base) });
    put(pack, packBytes);
    put(index, Buffer.from('nothing'));
    expect(runIn(world, ['f'])).toMatchObject({ code: 4, stdout: '' });
    put(index, indexBytes);
    expect(runIn(world, ['f']).code).toBe(0);
  });

  test('a loose object that is damaged', () => {
    world.commit('Begin', { f: 'one\n' });
    const blob = world.repo.git('rev-parse', 'HEAD:f').trim();
    const file = join(world.repo.dir, '.git/objects', blob.slice(0, 2), blob.slice(2));
    rmSync(file);
    writeFileSync(file, 'not zlib');
    const { code, stdout, stderr } = runIn(world, ['--rev', 'HEAD', 'f']);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain(blob);
  });

  test('HEAD names a commit that is not stored', () => {
    world.commit('Begin', { f: 'one\n' });
    const head = world.commit('More', { f: 'one\ntwo\n' });
    removeObject(head);
    const { code, stdout, stderr } = runIn(world, ['f']);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain(head);
  });

  test('a .git that is no repository', () => {
    const folder = join(world.base, 'broken');
    mkdirSync(folder);
    writeFileSync(join(folder, '.git'), 'gitdir: /nowhere\n');
    writeFileSync(join(folder, 'f'), 'x\n');
    expect(told(runIn(world, ['f'], { cwd: folder }))).toEqual({
      code: 3,
      stdout: '',
      stderr: [`ai-blame: ${join(folder, '.git')} does not name a git directory that exists`],
    });
  });

  test('an index that is damaged, or none', () => {
    world.commit('Begin', { f: 'one\n' });
    writeFileSync(join(world.repo.dir, '.git/index'), 'garbage');
    const { code, stderr } = runIn(world, ['f']);
    expect([0, 4]).toContain(code);
    expect(stderr).not.toContain('unexpected error');
    rmSync(join(world.repo.dir, '.git/index'));
    expect(runIn(world, ['f']).code).toBe(0);
  });
});

/** As the superuser does. */
function readsEverything(): boolean {
  const dir = new TempDir();
  try {
    chmodSync(dir.write('closed', ''), 0);
    readFileSync(join(dir.path, 'closed'));
    return true;
  } catch {
    return false;
  } finally {
    dir.remove();
  }
}

describe('what may not be read', () => {
  const asPerson = readsEverything() ? test.skip : test;
  let locked: string[] = [];

  function lock(path: string): void {
    locked.push(path);
    chmodSync(path, 0);
  }

  afterEach(() => {
    for (const path of locked) chmodSync(path, 0o755);
    locked = [];
  });

  asPerson('a trace: it is told, whatever is asked, and nothing is told of what it holds', () => {
    const { path } = begin();
    lock(path);
    for (const argv of [
      ['f', '--json'],
      ['edits', '--json'],
      ['doctor', '--json'],
      ['sessions', '--json'],
      ['runs', '--json'],
    ]) {
      for (const more of [[], ['--no-index']]) {
        const { code, stdout } = runIn(world, [...argv, ...more]);
        expect(code).toBe(0);
        expect(JSON.parse(stdout).warnings).toContainEqual({
          code: 'source_unreadable',
          message: 'A folder or file of the agent could not be read',
          count: 1,
          subject: path,
        });
      }
    }
  });

  asPerson.each([
    ['HEAD', '.git/HEAD', '.git/HEAD'],
    ['a ref', '.git/refs/heads/main', '.git/refs/heads/main'],
    ['the folder of refs', '.git/refs', '.git/refs/heads/main'],
    ['the folder of objects', '.git/objects', '.git/objects/pack'],
  ])('%s: no line is told as if no commit had it', (_what, place, told_) => {
    begin();
    lock(join(world.repo.dir, place));
    for (const argv of [['f'], ['edits']]) {
      const stderr = [`ai-blame: Cannot read ${join(world.repo.dir, told_)}`];
      expect(told(runIn(world, argv))).toEqual({ code: 4, stdout: '', stderr });
    }
  });
});
