import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BlameResult } from '../../src/model/blame-result.js';
import { sessionKey, traceKey } from '../../src/sharing/tool-names.js';
import { runIn, startIn } from '../support/cli.js';
import type { CodexWorld } from '../support/codex-world.js';
import { agentsCommit, noted, notesWorld, shownNote } from './notes-lab.js';

let world: CodexWorld;

beforeEach(() => {
  world = notesWorld();
});

afterEach(() => world.remove());

const ELSEWHERE = { variables: { CODEX_HOME: '/nonexistent/codex' } };

describe('ai-blame notes', () => {
  test('write tells what it wrote; a second time there is nothing to write', () => {
    const { commit } = agentsCommit(world);
    expect(runIn(world, ['notes', 'write', '--dry-run'])).toEqual({
      code: 0,
      stdout: `Would write 1 note to refs/notes/ai:\n  ${commit.slice(0, 12)}  2 lines in 1 file\n`,
      stderr: '',
    });
    expect(runIn(world, ['notes', 'write', 'HEAD~1..'])).toEqual({
      code: 0,
      stdout: `Wrote 1 note to refs/notes/ai:\n  ${commit.slice(0, 12)}  2 lines in 1 file\n`,
      stderr: '',
    });
    expect(runIn(world, ['notes', 'write'])).toEqual({
      code: 0,
      stdout: '1 note holds all of it already.\n',
      stderr: '',
    });
    expect(runIn(world, ['notes', 'write', 'HEAD~1'])).toEqual({
      code: 0,
      stdout: "1 commit has no line that a trace proves to be an agent's.\n",
      stderr: '',
    });
    expect(runIn(world, ['notes', 'write', 'HEAD..HEAD']).stdout).toBe('Nothing to do: the range holds no commit.\n');
  });

  test('show tells what a note says, as text and as JSON', () => {
    const { commit, session } = agentsCommit(world);
    expect(runIn(world, ['notes', 'show'])).toEqual({
      code: 0,
      stdout: `${commit} has no note in refs/notes/ai.\n`,
      stderr: '',
    });
    runIn(world, ['notes', 'write']);
    expect(runIn(world, ['notes', 'show', 'HEAD'])).toEqual({
      code: 0,
      stdout: [
        `Note of ${commit} in refs/notes/ai, by ai-blame`,
        'src/a.ts',
        `  codex gpt-demo  ${session}  2`,
        `  codex gpt-demo  ${session}  3`,
        '',
      ].join('\n'),
      stderr: '',
    });
    const [one, two] = world
      .edits(['src/a.ts'])
      .edits.map(({ id }) => `${sessionKey('codex', session)}::${traceKey(id)}`);
    const who = { kind: 'agent', tool: 'codex', model: 'gpt-demo', session, author: null };
    expect(JSON.parse(runIn(world, ['notes', 'show', '--json']).stdout)).toEqual({
      schema: 'ai-blame/notes-show@1',
      repository: { root: world.repo.dir, head: commit },
      ref: 'refs/notes/ai',
      commit,
      note: {
        blob: world.repo.git('notes', '--ref=ai', 'list', commit).trim(),
        writer: 'ai-blame',
        files: [
          {
            path: 'src/a.ts',
            entries: [
              { key: one, ...who, lines: [[2, 2]] },
              { key: two, ...who, lines: [[3, 3]] },
            ],
          },
        ],
      },
      warnings: [],
    });
  });

  test('a note that cannot be read: show and write say so and end with 4, blame goes on', () => {
    const { commit } = agentsCommit(world);
    noted(commit, 'looks good to me\n', world.repo);
    const why = `The note of ${commit} in refs/notes/ai cannot be read: it has no line ---`;
    expect(runIn(world, ['notes', 'show'])).toEqual({
      code: 4,
      stdout: '',
      stderr: `ai-blame: ${why}\nhint: git notes --ref=ai show ${commit} prints it as it is\n`,
    });
    expect(runIn(world, ['notes', 'write', '--merge'])).toEqual({
      code: 4,
      stdout: '1 commit was left alone.\n',
      stderr: `warning: ${why}\n`,
    });
    const told = runIn(world, ['src/a.ts'], ELSEWHERE);
    expect([told.code, told.stderr.includes(why)]).toEqual([0, true]);
    expect(shownNote(commit, world.repo)).toBe('looks good to me\n');
  });

  test('blame names the note in every format, and --no-notes leaves it out', () => {
    const { commit } = agentsCommit(world);
    runIn(world, ['notes', 'write']);
    const blob = world.repo.git('notes', '--ref=ai', 'list', commit).trim();
    expect(runIn(world, ['src/a.ts'], ELSEWHERE).stdout).toMatch(/codex gpt-demo \(note\).* \? 2 │ one\n/);
    expect(runIn(world, ['src/a.ts', '--porcelain'], ELSEWHERE).stdout).toContain(`\nai-note ${blob}\n`);
    const json = (...more: string[]): BlameResult =>
      JSON.parse(runIn(world, ['blame', 'src/a.ts', '--json', ...more], ELSEWHERE).stdout);
    expect(Object.values(json().edits).map(({ note }) => note)).toEqual(
      Array(2).fill({ ref: 'refs/notes/ai', commit, blob, writer: 'ai-blame' }),
    );
    const without = json('--no-notes');
    expect([without.edits, without.lines.map(({ origin }) => origin)]).toEqual([{}, Array(4).fill('commit')]);
    const report = JSON.parse(runIn(world, ['report', 'HEAD', '--json'], ELSEWHERE).stdout);
    expect([report.added.lines, report.added.origins.agent]).toEqual([3, 2]);
  });

  test('an answer that was kept is given anew when a note comes, changes, or goes', () => {
    const { commit } = agentsCommit(world);
    const agents = (): string[] => {
      const { edits, lines } = JSON.parse(runIn(world, ['src/a.ts', '--json'], ELSEWHERE).stdout) as BlameResult;
      return lines.map(({ edit }) => (edit === null ? '-' : (edits[edit]?.agent ?? '?')));
    };
    const none = ['-', '-', '-', '-'];
    expect([agents(), agents()]).toEqual([none, none]);
    const note = (tool: string): string =>
      `src/a.ts\n  ${sessionKey(tool, 'x')}::t_00000000000000 2\n---\n${JSON.stringify({
        schema_version: 'authorship/3.0.0',
        sessions: { [sessionKey(tool, 'x')]: { agent_id: { tool, id: 'x', model: 'm' } } },
      })}`;
    noted(commit, note('claude'), world.repo);
    expect([agents(), agents()]).toEqual(Array(2).fill(['-', 'claude-code', '-', '-']));
    noted(commit, note('gemini'), world.repo);
    world.repo.git('pack-refs', '--all');
    expect([agents(), agents()]).toEqual(Array(2).fill(['-', 'gemini-cli', '-', '-']));
    world.repo.git('update-ref', '-d', 'refs/notes/ai');
    expect(agents()).toEqual(none);
  });

  test('several programs at once lose nothing', async () => {
    world.commit('Begin', { f: 'base\n' });
    const session = world.session();
    const commits: string[] = [];
    let text = 'base\n';
    for (let n = 1; n <= 4; n++) {
      const last = text.trimEnd().split('\n').at(-1);
      text += `${n}\n`;
      session.turn(`turn ${n}`).patch(`*** Update File: f\n@@\n ${last}\n+${n}`, { f: text });
      commits.push(world.commit(`Work ${n}`));
    }
    const ended = await Promise.all(
      commits.map((commit) => startIn(world, ['notes', 'write', commit, '--no-index']).ended),
    );
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(commits.map(() => [0, '']));
    const listed = world.repo.git('notes', '--ref=ai', 'list').trim().split('\n');
    expect(listed.map((line) => line.split(' ')[1]).sort()).toEqual([...commits].sort());
  });

  test.each([
    [['notes'], 2, 'ai-blame notes expects one of write, show, compare'],
    [['notes', ''], 2, 'ai-blame notes expects one of write, show, compare, not ""'],
    [['notes', 'read'], 2, 'ai-blame notes expects one of write, show, compare, not "read"'],
    [['notes', 'write', 'a', 'b'], 2, 'ai-blame notes write takes no b'],
    [['notes', 'show', '--merge'], 2, 'ai-blame notes show takes no --merge'],
    [['notes', 'write', 'main...side'], 2, 'Which of both sides does main...side mean? Name A..B'],
    [['notes', 'write', 'nowhere..'], 3, 'There is no revision nowhere'],
    [
      ['notes', 'write', '--min-evidence', 'some'],
      2,
      '--min-evidence expects one of exact, fragment, snapshot, inferred, not "some"',
    ],
    [['notes', 'show', 'HEAD~9'], 3, 'There is no HEAD~9'],
  ])('%j is refused in words', (argv, code, why) => {
    agentsCommit(world);
    const told = runIn(world, argv, { cwd: join(world.repo.dir, 'src') });
    expect([told.code, told.stdout, told.stderr.includes(why)]).toEqual([code, '', true]);
  });
});
