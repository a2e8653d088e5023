import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';
import { TempDir } from '../support/temp-dir.js';
import { DigestLab, SAME } from './digest-lab.js';

/** RFC 8785 by its own words, for values without numbers that are not whole. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const object = value as Record<string, unknown>;
  const keys = Object.keys(object).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(object[key])}`).join(',')}}`;
}

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

let world: CodexWorld;
let session: WorldSession;
let lab: DigestLab;
beforeEach(() => {
  world = new CodexWorld();
  world.commit('First', { 'src/a.ts': 'one\n', 'b.ts': 'b\n' });
  session = world.session();
  session.turn('Add two, then lose it: ü, 😀');
  session.patch('*** Update File: src/a.ts\n@@\n one\n+two', { 'src/a.ts': 'one\ntwo\n' });
  session.turn('Add three');
  session.patch('*** Update File: src/a.ts\n@@\n one\n-two\n+three', { 'src/a.ts': 'one\nthree\n' });
  session.turn('Done?');
  const { cwd, home, variables, platform, now } = world.env();
  lab = new DigestLab(world.base, [], { cwd, home, variables, platform, now });
});
afterEach(() => world.remove());

test('what an answer rests on is listed: the record of every edit, ghosts, commits, the file', async () => {
  const { digest, edits } = await lab.seal('src/a.ts');
  const path = `sessions/2026/01/01/rollout-2026-01-01T12-00-00-${session.id}.jsonl`;
  const [first] = world.repo.git('rev-list', 'HEAD').trim().split('\n');
  const blob = (id: string | undefined) => world.repo.git('rev-parse', `${id}:src/a.ts`).trim();
  const [named] = Object.keys(edits);
  const record = (text: string, role: string, edit: string | undefined) => {
    const n = session.lines.findIndex((line) => line.includes(text));
    const raw = Buffer.from(session.lines[n] as string);
    const offset = Buffer.byteLength(
      session.lines
        .slice(0, n)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const place = { path, line: n + 1, offset, role, form: 'record', bytes: raw.length, sha256: sha256(raw) };
    return { agent: 'codex', session: session.id, ...place, edits: [edit] };
  };
  const lost = digest.inputs.records.flatMap((one) => one.edits).find((id) => id !== named);
  const call = (n: number) => `"custom_tool_call","status":"completed","call_id":"call_${session.id.slice(0, 8)}_${n}`;
  const result = (n: number) => `"custom_tool_call_output","call_id":"call_${session.id.slice(0, 8)}_${n}`;
  expect(digest.inputs).toEqual({
    files: [{ path: 'src/a.ts', from: 'work-tree', bytes: 10, sha256: sha256('one\nthree\n') }],
    records: [
      record(call(1), 'call', lost),
      record(result(1), 'result', lost),
      record(call(2), 'call', named),
      record(result(2), 'result', named),
    ],
    snapshots: session.ghosts
      .map((id) => ({ id, path: 'src/a.ts', blob: blob(id) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    commits: [{ id: first, path: 'src/a.ts', blob: blob(first) }],
    notes: [],
  });
  expect(digest.question).toEqual({
    minEvidence: 'inferred',
    agents: [],
    notes: true,
    ranges: [],
    seeThrough: { ignoreWhitespace: false, moves: null, copies: null, ignoreRevs: [], ignoreTurns: [] },
  });
});

test('anybody can make the digests anew from the document, as the README says', async () => {
  const { digest, repository, warnings, ...answer } = await lab.seal('src/a.ts');
  const edits = Object.fromEntries(
    Object.entries(answer.edits).map(([id, edit]) => [id, { ...edit, trace: { line: edit.trace.line } }]),
  );
  const records = digest.inputs.records.map(({ path: _path, offset: _offset, ...rest }) => rest);
  const parts = Object.fromEntries(
    Object.entries({ ...answer, edits, question: digest.question, inputs: { ...digest.inputs, records } }).map(
      ([key, value]) => [key, sha256(canonical(value))],
    ),
  );
  expect(digest.parts).toEqual(parts);
  expect(digest.value).toBe(sha256(canonical({ form: 'ai-blame/digest@1', parts })));
  const { document, ...open } = digest;
  expect(document).toBe(sha256(canonical({ ...answer, repository, warnings, digest: open })));
});

test('without --digest the answer is the same but for it', async () => {
  const { digest: _digest, ...sealed } = await lab.seal('src/a.ts');
  expect(sealed).toEqual(JSON.parse((await lab.ask('blame', 'src/a.ts', '--json')).stdout));
});

describe('the same digest for the same evidence', () => {
  test('with an index, without one, and where an answer was kept', async () => {
    const index = ['--index', join(world.base, 'index.sqlite')];
    const plain = await lab.seal('src/a.ts', '--no-index');
    await lab.ask('blame', 'src/a.ts', '--json', ...index);
    await lab.ask('blame', 'src/a.ts', '--json', ...index);
    expect(await lab.seal('src/a.ts', ...index)).toEqual(plain);
    expect(await lab.verify()).toEqual(SAME);
  });

  test('on another machine: other folders for repository, home and person, another time zone and clock', async () => {
    const here = await lab.seal('src/a.ts');
    const other = new TempDir();
    const repo = join(other.path, 'elsewhere', 'work');
    cpSync(world.repo.dir, repo, { recursive: true });
    cpSync(world.home, join(other.path, 'agents'), { recursive: true });
    const zone = process.env.TZ;
    process.env.TZ = 'Asia/Kathmandu';
    try {
      const there = new DigestLab(other.path, ['--codex-home', join(other.path, 'agents')], {
        ...lab.env,
        cwd: join(repo, 'src'),
        home: other.path,
        variables: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
        now: () => Date.UTC(2031, 5, 6),
      });
      const { digest } = await there.seal('a.ts');
      expect(digest.value).toBe(here.digest.value);
      expect(digest.parts).toEqual(here.digest.parts);
      expect(JSON.stringify(digest.inputs)).not.toContain(other.path);
      there.write(here);
      expect(await there.verify()).toEqual(SAME);
    } finally {
      process.env.TZ = zone;
      other.remove();
    }
  });

  test('with objects in a pack', async () => {
    const here = await lab.seal('src/a.ts');
    for (const [n, ghost] of session.ghosts.entries()) world.git('update-ref', `refs/keep/${n}`, ghost);
    world.git('repack', '-adq');
    world.git('prune-packed');
    expect((await lab.seal('src/a.ts')).digest.value).toBe(here.digest.value);
    expect(await lab.verify()).toEqual(SAME);
  });

  test('with line ends as git would store them', async () => {
    const here = await lab.seal('src/a.ts');
    world.git('config', 'core.autocrlf', 'true');
    world.write({ 'src/a.ts': 'one\r\nthree\r\n' });
    expect((await lab.seal('src/a.ts')).digest.value).toBe(here.digest.value);
  });
});

describe('every question is asked again as it was', () => {
  const QUESTIONS = [
    ['-L', '2,2'],
    ['-L', '1,+1', '-L', '2'],
    ['--min-evidence', 'snapshot'],
    ['--agent', 'claude-code'],
    ['-w', '-M', '-C', '-C'],
    ['--ignore-turn', `00000001:2`],
    ['--ignore-rev', 'HEAD'],
    ['--rev', 'HEAD'],
    ['--no-notes'],
  ];
  test.each(QUESTIONS.map((options) => [options.join(' '), options]))('%s', async (_what, options) => {
    const { digest } = await lab.seal('src/a.ts', ...options);
    expect(await lab.verify()).toEqual(SAME);
    const all = await lab.seal('src/a.ts');
    expect(digest.value).not.toBe(all.digest.value);
  });

  test('commits that the configuration listed are named; what it lists later is no matter', async () => {
    const head = world.repo.git('rev-parse', 'HEAD').trim();
    world.write({ revs: `${head}\n` });
    world.git('config', 'blame.ignoreRevsFile', 'revs');
    const { digest } = await lab.seal('src/a.ts');
    expect(digest.question).toMatchObject({ seeThrough: { ignoreRevs: [head] } });
    world.write({ revs: '' });
    expect(await lab.verify()).toEqual(SAME);
  });
});

test('a file without any edit, and one that no commit has', async () => {
  world.write({ 'new.ts': 'x\n' });
  for (const file of ['b.ts', 'new.ts']) {
    const { digest } = await lab.seal(file);
    expect(digest.inputs.records).toEqual([]);
    expect(await lab.verify()).toEqual(SAME);
  }
});

test('a file that is not UTF-8, with letters of all kinds in its name', async () => {
  world.write({ 'ä 😀.txt': Buffer.from([0x61, 0xff, 0x0a, 0xc3, 0xa4]) });
  await lab.seal('ä 😀.txt');
  expect(await lab.verify()).toEqual(SAME);
});

test('nothing is written, neither by sealing nor by verifying', async () => {
  const everything = (): string[] =>
    readdirSync(world.base, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'answer.json')
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => `${path} ${sha256(readFileSync(path))}`);
  const before = everything();
  await lab.seal('src/a.ts');
  await lab.verify();
  expect(everything()).toEqual(before);
});

test('a repository whose folder was moved is verified by its snapshots', async () => {
  await lab.seal('src/a.ts');
  mkdirSync(join(world.base, 'moved'));
  const to = join(world.base, 'moved', 'repo');
  renameSync(world.repo.dir, to);
  const there = new DigestLab(world.base, [], { ...lab.env, cwd: to });
  expect(await there.verify()).toEqual(SAME);
});
