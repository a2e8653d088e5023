import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { agentsCommit, notesWorld, writeIn } from '../notes/notes-lab.js';
import { schemaNamed } from '../report/schemas.js';
import type { CodexWorld } from '../support/codex-world.js';
import { GitRepo } from '../support/git.js';
import { DigestLab, SAME } from './digest-lab.js';

let world: CodexWorld;
let lab: DigestLab;
let commit: string;
beforeEach(() => {
  world = notesWorld();
  commit = agentsCommit(world).commit;
  const { cwd, home, variables, platform, now } = world.env();
  lab = new DigestLab(world.base, [], { cwd, home, variables, platform, now });
});
afterEach(() => world.remove());

describe('reports are sealed as answers of blame are', () => {
  test.each([
    ['a commit', ['HEAD']],
    ['a range', ['HEAD~1..HEAD']],
    ['from where it left', ['HEAD~1...HEAD']],
    ['whole files', ['src/a.ts']],
    ['with prompts', ['HEAD', '--with-private']],
    ['with a policy', ['HEAD', '--fail-on', 'untraced>90%', '--exclude', '*.md']],
  ])('%s', async (_what, words) => {
    const report = await lab.sealed('report', ...words, '--json', '--digest');
    expect(report.digest.inputs.records).toHaveLength(4);
    expect(report.digest.inputs.records.every(({ path }) => (path === '') !== words.includes('--with-private'))).toBe(
      true,
    );
    expect(schemaNamed('report-1')(report)).toBe(true);
    expect(await lab.verify()).toEqual(SAME);
  });

  test('what is staged, and what is not', async () => {
    world.write({ 'src/a.ts': 'base\none\ntwo\nmine\nstaged\n' });
    world.repo.git('add', '-A');
    world.write({ 'src/a.ts': 'base\none\ntwo\nmine\nstaged\nnot yet\n' });
    await lab.sealed('report', '--json', '--digest');
    expect(await lab.verify()).toEqual(SAME);
    world.repo.git('add', '-A');
    expect(await lab.verify()).toMatchObject({ exitCode: 1, findings: ['changed file src/a.ts'] });
    await lab.sealed('report', '--worktree', '--json', '--digest');
    expect(await lab.verify()).toEqual(SAME);
  });

  test('a revision is the commit that it named then', async () => {
    await lab.sealed('report', 'HEAD', '--json', '--digest');
    world.commit('Later', { 'b.ts': 'b\n' });
    expect(await lab.verify()).toEqual({ ...SAME, findings: ['note repository repository.head'] });
  });

  test('a sum that was changed by hand, and the policy', async () => {
    const report = await lab.sealed('report', 'HEAD', '--json', '--digest');
    const [file] = report.files as { added: { lines: number } }[];
    if (file !== undefined) file.added.lines = 99;
    lab.write(report);
    expect(await lab.verify()).toMatchObject({
      exitCode: 1,
      findings: ['altered files files', 'differs files files[0].added.lines'],
    });
  });

  test('the configuration is evidence, too', async () => {
    world.write({ '.ai-blame.json': '{"report": {"failOn": ["agent>99%"]}}' });
    await lab.sealed('report', 'HEAD', '--config-from', 'worktree', '--json', '--digest');
    expect(await lab.verify()).toEqual(SAME);
    world.write({ '.ai-blame.json': '{}' });
    expect(await lab.verify()).toMatchObject({ exitCode: 1, findings: ['changed file .ai-blame.json'] });
  });

  test('the configuration of the old side stays what it is', async () => {
    const base = world.commit('Policy', { '.ai-blame.json': '{"report": {"failOn": ["agent>99%"]}}' });
    world.commit('Later', { 'b.ts': 'b\n' });
    const sealed = await lab.sealed('report', 'HEAD', '--json', '--digest');
    expect(sealed.digest.inputs.files).toContainEqual(
      expect.objectContaining({ path: '.ai-blame.json', from: base, bytes: 37 }),
    );
    world.write({ '.ai-blame.json': '{}' });
    expect(await lab.verify()).toEqual(SAME);
  });

  test('a trace that is gone', async () => {
    await lab.sealed('report', 'HEAD', '--json', '--digest');
    rmSync(join(world.home, 'sessions'), { recursive: true });
    const { exitCode, findings } = await lab.verify();
    expect(exitCode).toBe(4);
    expect(findings.filter((finding) => finding.startsWith('missing record codex:0000'))).toHaveLength(4);
  });

  test('--digest needs --json', async () => {
    const { exitCode, stderr } = await lab.ask('report', '--digest');
    expect([exitCode, stderr]).toEqual([2, '--digest is a part of the JSON: it needs --json']);
  });
});

describe('notes that tell whose lines are', () => {
  let repo: GitRepo;
  beforeEach(async () => {
    await writeIn(world);
    const dir = join(world.base, 'clone');
    world.repo.git('clone', '-q', world.repo.dir, dir);
    repo = new GitRepo(dir, null);
    repo.git('fetch', '-q', 'origin', 'refs/notes/*:refs/notes/*');
    lab = new DigestLab(world.base, ['--codex-home', join(world.base, 'nowhere')], { ...lab.env, cwd: dir });
    const { digest, lines } = await lab.seal('src/a.ts');
    expect(lines.map(({ origin }) => origin)).toEqual(['commit', 'agent', 'agent', 'commit']);
    expect(digest.inputs.records).toEqual([]);
    expect(digest.inputs.notes).toEqual([{ commit, blob: repo.git('notes', '--ref=ai', 'list', commit).trim() }]);
  });

  test('are evidence', async () => {
    expect(await lab.verify()).toEqual(SAME);
  });

  test('that were changed are named', async () => {
    repo.git('config', 'user.name', 'Ada');
    repo.git('config', 'user.email', 'ada@example.org');
    repo.git('notes', '--ref=ai', 'append', '-m', 'more', commit);
    const { exitCode, findings } = await lab.verify();
    expect(exitCode).toBe(1);
    expect(findings).toContain(`changed note refs/notes/ai ${commit}`);
  });

  test('that are gone are named', async () => {
    repo.git('update-ref', '-d', 'refs/notes/ai');
    const { exitCode, findings } = await lab.verify();
    expect(exitCode).toBe(4);
    expect(findings).toContain(`missing note refs/notes/ai ${commit}`);
  });
});
