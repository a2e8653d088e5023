import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { agentsCommit, noted, notesWorld } from '../notes/notes-lab.js';
import type { CodexWorld } from '../support/codex-world.js';
import { GitRepo } from '../support/git.js';
import { answerTo } from '../support/run-cli.js';

let world: CodexWorld;

beforeEach(() => {
  world = notesWorld();
});

afterEach(() => world.remove());

/** A command in a folder: its exit code, and what it says where that is no answer. */
async function ask(directory: string, ...argv: string[]): Promise<{ code: number; said: string; stdout: string }> {
  const variables = { ...world.env().variables, AI_BLAME_HOME: join(world.base, 'own'), AI_BLAME_NO_INDEX: '1' };
  const { exitCode, stdout, stderr } = await answerTo(argv, {
    cwd: directory,
    home: `${world.base}/home`,
    variables,
  });
  return { code: exitCode, said: stderr, stdout };
}

/** All that lies in a folder, by names and contents. */
function everything(directory: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const name of names) hash.update(`${name}\0`).update(readFileSync(name));
  return hash.digest('hex');
}

const NO_COMMIT = 'HEAD names no commit: there is none yet';

describe('no commit yet', () => {
  test.each([
    [['report', 'HEAD'], 3, NO_COMMIT],
    [['report'], 0, ''],
    [['notes', 'write'], 3, NO_COMMIT],
    [['notes', 'show'], 3, NO_COMMIT],
    [['notes', 'compare'], 3, NO_COMMIT],
    [['export', '--format', 'agent-trace'], 3, NO_COMMIT],
    [['export', '--format', 'csv'], 0, ''],
    [['annotate', 'a.ts', '--dry-run'], 0, ''],
  ])('%j ends with %i', async (argv, code, message) => {
    world.write({ 'a.ts': 'one\n' });
    world.session().turn('one').patch('*** Update File: a.ts\n@@\n one\n+two', { 'a.ts': 'one\ntwo\n' });
    const before = everything(world.repo.dir);
    const answer = await ask(world.repo.dir, ...argv);
    expect([answer.code, answer.said]).toEqual([code, expect.stringContaining(message)]);
    expect(everything(world.repo.dir)).toBe(before);
  });

  test('a file that an agent made is annotated all the same', async () => {
    world.write({ 'a.ts': 'one\n' });
    world.session().turn('one').patch('*** Update File: a.ts\n@@\n one\n+two', { 'a.ts': 'one\ntwo\n' });
    expect((await ask(world.repo.dir, 'annotate', 'a.ts')).stdout).toBe('a.ts: 1 edit written to a block\n');
    expect((await ask(world.repo.dir, 'annotate', 'a.ts')).stdout).toBe('a.ts: up to date\n');
    expect((await ask(world.repo.dir, 'annotate', 'a.ts', '--remove')).code).toBe(0);
    expect(readFileSync(join(world.repo.dir, 'a.ts'), 'utf8')).toBe('one\ntwo\n');
  });
});

describe.each(['bare', 'none'])('%s repository', (kind) => {
  test.each([
    [['report']],
    [['notes', 'write']],
    [['notes', 'show']],
    [['notes', 'compare']],
    [['export', '--format', 'agent-trace']],
    [['export', '--format', 'ndjson']],
    [['annotate', 'a.ts']],
  ])('%j says so and ends with 3', async (argv) => {
    const directory = kind === 'bare' ? world.another('bare.git', ['--bare']).dir : world.base;
    const before = everything(directory);
    const { code, said, stdout } = await ask(directory, ...argv);
    expect([code, stdout]).toEqual([3, '']);
    const why =
      kind === 'bare' ? 'is in a git repository without a work tree' : 'is not in a git repository with a work tree';
    expect(said).toContain(`${directory} ${why}`);
    expect(everything(directory)).toBe(before);
  });
});

describe('HEAD detached, and a merge that stopped', () => {
  test('the answers are those of the commits, and nothing in the work tree is touched', async () => {
    const { commit } = agentsCommit(world);
    world.git('checkout', '-q', '-b', 'side', 'HEAD~1');
    world.commit('Side', { 'src/a.ts': 'base\nother\n' });
    world.git('checkout', '-q', '--detach');
    expect(() => world.git('merge', '-q', 'main')).toThrow();
    const before = world.repo.git('status', '--porcelain');
    const lines = async (...argv: string[]) => JSON.parse((await ask(world.repo.dir, ...argv)).stdout);
    expect((await lines('report', 'main', '--json')).added.origins.agent).toBe(2);
    const staged = await lines('report', '--json');
    expect(staged.skipped).toEqual([{ path: 'src/a.ts', reason: 'unmerged' }]);
    expect(staged.warnings.map(({ code }: { code: string }) => code)).toContain('merge_in_progress');
    expect((await lines('export', 'main', '--format', 'agent-trace')).vcs.revision).toBe(commit);
    expect((await lines('notes', 'compare', 'main', '--json')).commits).toEqual([]);
    expect((await lines('annotate', 'src', '--dry-run', '--json')).files).toHaveLength(1);
    expect(world.repo.git('status', '--porcelain')).toBe(before);
  });
});

describe('a shallow clone', () => {
  test('of the commit where the history is cut off nothing is claimed', async () => {
    const { commit } = agentsCommit(world);
    const dir = join(world.base, 'shallow');
    world.repo.git('clone', '-q', '--depth=1', `file://${world.repo.dir}`, dir);
    const exported = await ask(dir, 'export', '--format', 'agent-trace');
    expect([exported.code, exported.stdout]).toEqual([0, '']);
    expect(exported.said).toContain('shallow clone');
    expect(await ask(dir, 'report', 'HEAD')).toMatchObject({
      code: 4,
      said: expect.stringContaining('this clone is shallow'),
    });
    // What others say of it is believed, since nothing here says otherwise.
    const full = (await ask(world.repo.dir, 'export', '--format', 'agent-trace')).stdout;
    const file = join(world.base, 'records.jsonl');
    writeFileSync(file, full);
    expect((await ask(dir, 'import', 'agent-trace', file)).code).toBe(0);
    const clone = new GitRepo(dir, null);
    expect(clone.git('rev-parse', 'HEAD').trim()).toBe(commit);
    const { lines } = JSON.parse((await ask(dir, 'blame', 'src/a.ts', '--json', '--codex-home', dir)).stdout);
    expect(lines.map(({ origin }: { origin: string }) => origin)).toEqual(['commit', 'agent', 'agent', 'commit']);
  });
});

describe('notes that cannot be read', () => {
  test.each([
    ['a newer schema', 'f\n---\n{"schema_version":"authorship/4.0.0"}', 'note_other_schema', 'of another schema'],
    ['no note of authorship', 'Reviewed-by: Ada', 'note_malformed', 'cannot be read'],
    ['broken JSON', 'f\n---\n{', 'note_malformed', 'cannot be read'],
  ])('%s: told by each command, and the note stays as it is', async (_, text, warning, words) => {
    const { commit } = agentsCommit(world);
    const blob = noted(commit, text, world.repo);
    const dir = world.repo.dir;
    expect(await ask(dir, 'notes', 'show')).toMatchObject({ code: 4, said: expect.stringContaining(words) });
    expect(await ask(dir, 'notes', 'write', '--merge')).toMatchObject({
      code: 4,
      said: expect.stringContaining(words),
    });
    for (const argv of [
      ['notes', 'compare'],
      ['blame', 'src/a.ts', '--codex-home', dir],
      ['report', 'HEAD', '--codex-home', dir],
    ]) {
      const { code, stdout } = await ask(dir, ...argv, '--json');
      const codes = JSON.parse(stdout).warnings.map((one: { code: string }) => one.code);
      expect([code, codes]).toEqual([0, expect.arrayContaining([warning])]);
    }
    expect(world.repo.git('notes', '--ref=ai', 'list', commit).trim()).toBe(blob);
  });
});
