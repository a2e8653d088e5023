import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CodexWorld } from '../support/codex-world.js';
import { agentsCommit, noted, notesWorld, shownNote, writeIn } from './notes-lab.js';

let world: CodexWorld;

beforeEach(() => {
  world = notesWorld();
});

afterEach(() => world.remove());

const write = (choice: Parameters<typeof writeIn>[1] = {}) => writeIn(world, choice);
const shown = (commit: string) => shownNote(commit, world.repo);

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 14);
}

describe('notes write', () => {
  test('git shows what was written: the lines of the commit that a trace proves, with the session id of git-ai', async () => {
    const { commit, session } = agentsCommit(world);
    const edits = world.edits(['src/a.ts']).edits.map(({ id }) => id);
    const result = await write();
    const key = `s_${sha(`codex:${session}`)}`;
    const traces = edits.map((id) => `t_${sha(`ai-blame:${id}`)}`);
    expect(shown(commit)).toBe(
      [
        'src/a.ts',
        `  ${key}::${traces[0]} 2`,
        `  ${key}::${traces[1]} 3`,
        '---',
        '{',
        '  "schema_version": "authorship/3.0.0",',
        '  "git_ai_version": "ai-blame",',
        `  "base_commit_sha": "${commit}",`,
        '  "prompts": {},',
        '  "sessions": {',
        `    "${key}": {`,
        '      "agent_id": {',
        '        "tool": "codex",',
        `        "id": "${session}",`,
        '        "model": "gpt-demo"',
        '      },',
        '      "human_author": null',
        '    }',
        '  }',
        '}',
      ].join('\n'),
    );
    const blob = world.repo.git('notes', '--ref=ai', 'list', commit).trim();
    expect(result).toEqual({
      schema: 'ai-blame/notes-write@1',
      repository: { root: world.repo.dir, head: commit },
      ref: 'refs/notes/ai',
      dryRun: false,
      before: null,
      after: world.repo.git('rev-parse', 'refs/notes/ai').trim(),
      written: [{ commit, blob, action: 'created', files: 1, lines: 2 }],
      unchanged: [],
      unexplained: [],
      left: [],
      redacted: 0,
      warnings: [],
    });
    expect(world.repo.git('fsck', '--strict', '--no-dangling')).toBe('');
  });

  test('a second run writes nothing, and where all is lost the same again: the same objects', async () => {
    const { commit } = agentsCommit(world);
    const first = await write();
    const second = await write();
    expect(second).toEqual({ ...first, before: first.after, written: [], unchanged: [commit] });
    expect(world.repo.git('rev-list', '--count', 'refs/notes/ai')).toBe('1\n');
    world.repo.git('update-ref', '-d', 'refs/notes/ai');
    world.tick(100_000);
    expect(await write()).toEqual(first);
  });

  test('a dry run tells the same and writes nothing', async () => {
    agentsCommit(world);
    const objects = world.repo.git('count-objects');
    const told = await write({ dryRun: true });
    expect(world.repo.git('count-objects')).toBe(objects);
    expect(world.repo.git('for-each-ref', 'refs/notes')).toBe('');
    expect({ ...told, dryRun: false }).toEqual(await write());
  });

  test('of a range each commit gets the lines that it introduced, as they are numbered in it', async () => {
    const begin = world.commit('Begin', { f: 'base\n' });
    const session = world.session();
    session.turn('one').patch('*** Update File: f\n@@\n base\n+one', { f: 'base\none\n' });
    const first = world.commit('First');
    const person = world.commit('A line on top', { f: 'top\nbase\none\n' });
    session.turn('two').patch('*** Update File: f\n@@\n one\n+two', { f: 'top\nbase\none\ntwo\n' });
    const second = world.commit('Second');
    const result = await write({ range: `${begin}..` });
    const lines = (commit: string) => /^ {2}\S+ (\S+)$/m.exec(shown(commit))?.[1];
    expect([lines(first), lines(second)]).toEqual(['2', '4']);
    expect(result.written.map(({ commit }) => commit)).toEqual([first, second]);
    expect(result.unexplained).toEqual([person]);
    expect(world.repo.git('rev-list', '--count', 'refs/notes/ai')).toBe('1\n');
  });

  test('names that the format puts in quotes are read back', async () => {
    const files = { 'a b.txt': 'one\n', '---': 'two\n', '"q"': 'three\n', 'line\nbreak': 'four\n', é: 'five\n' };
    world.commit('Begin', { base: '' });
    const session = world.session().turn('one');
    const body = Object.entries(files).map(([path, text]) => `*** Add File: ${path}\n+${text.trimEnd()}`);
    for (const [n, [path, text]] of Object.entries(files).entries()) {
      if (!path.includes('\n')) session.patch(body[n] as string, { [path]: text });
    }
    session.shell('./tool', { 'line\nbreak': 'four\n' });
    session.turn('two').say('done');
    const commit = world.commit('Work');
    const result = await write();
    const paths = shown(commit)
      .split('\n---\n')[0]
      ?.split('\n')
      .filter((line) => !line.startsWith('  '));
    expect(paths).toEqual(['""q""', '"---"', '"a b.txt"', 'é']);
    expect(result.warnings).toEqual([
      {
        code: 'path_not_tellable',
        message: 'A note of this schema cannot name this path: it holds a line break, or is not UTF-8',
        count: 1,
        subject: 'line\nbreak',
      },
    ]);
  });

  test('what only a command after the last snapshot can have done is not attested, unless it is asked for', async () => {
    world.commit('Begin', { f: 'base\n' });
    world.session().turn('one').shell('./tool', { f: 'base\none\n' });
    const commit = world.commit('Work');
    expect(world.who('f')).toEqual(['base ← commit', 'one ← s1#1 inferred']);
    expect((await write()).unexplained).toEqual([commit]);
  });

  test("several models of one session: that of most lines is the session's, the others stand beside their edits", async () => {
    world.commit('Begin', { f: 'base\n' });
    const session = world.session();
    session.turn('one', { model: 'big' }).patch('*** Update File: f\n@@\n base\n+1\n+2', { f: 'base\n1\n2\n' });
    session.turn('two', { model: 'small' }).patch('*** Update File: f\n@@\n 2\n+3', { f: 'base\n1\n2\n3\n' });
    const commit = world.commit('Work');
    await write();
    const [, small] = world.edits(['f']).edits;
    const { sessions } = JSON.parse(shown(commit).split('\n---\n')[1] ?? '');
    expect(Object.values(sessions)).toEqual([
      {
        agent_id: { tool: 'codex', id: session.id, model: 'big' },
        human_author: null,
        custom_attributes: { [`ai-blame.model.t_${sha(`ai-blame:${small?.id}`)}`]: 'small' },
      },
    ]);
  });
});

const FOREIGN = (commit: string): string =>
  `src/a.ts\n  h_00000000000001 3-4\nother.ts\n  0123456789abcdef 1\n---\n${JSON.stringify({
    schema_version: 'authorship/3.0.0',
    git_ai_version: '1.6.22',
    base_commit_sha: commit,
    prompts: { '0123456789abcdef': { agent_id: { tool: 'cursor', id: 'x', model: 'm' }, accepted_lines: 1 } },
    humans: { h_00000000000001: { author: 'Ada' } },
    future: [1, 2.5],
  })}\n`;

describe('notes that are there already', () => {
  test('those of another program stay as they are', async () => {
    const { commit } = agentsCommit(world);
    const text = FOREIGN(commit);
    noted(commit, text, world.repo);
    const before = world.repo.git('rev-parse', 'refs/notes/ai').trim();
    const result = await write();
    expect(result.left).toEqual([
      {
        commit,
        reason: 'foreign',
        message: `1.6.22 wrote the note of ${commit}; --merge adds 1 line that it leaves open`,
      },
    ]);
    expect([result.before, result.after, result.written]).toEqual([before, before, []]);
    expect(shown(commit)).toBe(text);
  });

  test('with --merge lines are added that it leaves open, and nothing else of it changes', async () => {
    const { commit, session } = agentsCommit(world);
    noted(commit, FOREIGN(commit), world.repo);
    const result = await write({ merge: true });
    expect(result.written.map(({ action, files, lines }) => ({ action, files, lines }))).toEqual([
      { action: 'merged', files: 1, lines: 1 },
    ]);
    const [attested = '', json = ''] = shown(commit).split('\n---\n');
    const [edit] = world.edits(['src/a.ts']).edits;
    const key = `s_${sha(`codex:${session}`)}`;
    expect(attested.split('\n')).toEqual([
      'src/a.ts',
      '  h_00000000000001 3-4',
      `  ${key}::t_${sha(`ai-blame:${edit?.id}`)} 2`,
      'other.ts',
      '  0123456789abcdef 1',
    ]);
    expect(JSON.parse(json)).toEqual({
      ...JSON.parse(FOREIGN(commit).split('\n---\n')[1] ?? ''),
      sessions: { [key]: { agent_id: { tool: 'codex', id: session, model: 'gpt-demo' }, human_author: null } },
    });
    expect((await write({ merge: true })).unchanged).toEqual([commit]);
  });

  test('our own are added to without asking', async () => {
    world.commit('Begin', { f: 'base\n' });
    const session = world.session();
    session.turn('one').patch('*** Update File: f\n@@\n base\n+one', { f: 'base\none\n' });
    session.turn('two').patch('*** Update File: f\n@@\n one\n+two', { f: 'base\none\ntwo\n' });
    const commit = world.commit('Work');
    await write();
    const whole = shown(commit);
    const lines = whole.split('\n');
    noted(commit, [...lines.slice(0, 2), ...lines.slice(3)].join('\n'), world.repo);
    expect((await write()).written.map(({ action, lines }) => ({ action, lines }))).toEqual([
      { action: 'merged', lines: 1 },
    ]);
    expect(shown(commit)).toBe(whole);
  });

  test.each([
    ['a plain text', 'reviewed by Bo\n', 'malformed', 'it has no line ---'],
    [
      'an entry without a path',
      '  h_00000000000001 1\n---\n{"schema_version":"authorship/3.0.0"}',
      'malformed',
      'line 1 stands below no path',
    ],
    [
      'lines that are no numbers',
      'a\n  h_00000000000001 x\n---\n{"schema_version":"authorship/3.0.0"}',
      'malformed',
      'line 2 is no entry',
    ],
    [
      'torn JSON',
      'a\n  h_00000000000001 1\n---\n{"schema_version":',
      'malformed',
      'what stands below --- is no JSON object',
    ],
  ])('one that cannot be read is left alone and told: %s', async (_, text, reason, why) => {
    const { commit } = agentsCommit(world);
    noted(commit, text, world.repo);
    const result = await write({ merge: true });
    const message = `The note of ${commit} in refs/notes/ai cannot be read: ${why}`;
    expect(result.left).toEqual([{ commit, reason, message }]);
    expect(shown(commit)).toBe(text);
  });

  test('one of a newer schema is left alone and told', async () => {
    const { commit } = agentsCommit(world);
    const text = 'a.ts\n  ?? 1\n---\n{"schema_version":"authorship/4.0.0"}';
    noted(commit, text, world.repo);
    const message = `The note of ${commit} in refs/notes/ai is of another schema than is known here: authorship/4.0.0`;
    expect((await write({ merge: true })).left).toEqual([{ commit, reason: 'other-schema', message }]);
    expect(shown(commit)).toBe(text);
  });
});
