import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { blameFile } from '../../src/app/blame-file.js';
import { explainLine } from '../../src/app/explain-line.js';
import { gatherStats } from '../../src/app/gather-stats.js';
import type { BlameResult } from '../../src/model/blame-result.js';
import type { Evidence } from '../../src/model/evidence.js';
import { sessionKey } from '../../src/sharing/tool-names.js';
import type { CodexWorld } from '../support/codex-world.js';
import { GitRepo } from '../support/git.js';
import { agentsCommit, noted, notesWorld, shownNote, writeIn } from './notes-lab.js';

let world: CodexWorld;

beforeEach(() => {
  world = notesWorld();
});

afterEach(() => world.remove());

const QUIET = { update: () => {}, end: () => {} };

interface Choice {
  readonly minEvidence?: Evidence;
  readonly agents?: readonly string[];
  readonly notes?: boolean;
  readonly homes?: readonly string[];
  readonly revision?: string;
}

/** Without the traces, unless their home is named. */
function blame(file: string, repo: GitRepo, choice: Choice = {}): BlameResult {
  const { homes = [join(world.base, 'nowhere')], minEvidence = 'inferred', revision = null, ...rest } = choice;
  const place = { directory: repo.dir, homes: { codex: homes }, movedFrom: [] };
  return blameFile({ file, revision, minEvidence, ranges: [], place, ...rest }, world.env(), QUIET).result;
}

/** Each line as `text ← who`. */
function who(file: string, repo: GitRepo, choice: Choice = {}): string[] {
  const { lines, edits } = blame(file, repo, choice);
  return lines.map(({ text, origin, edit }) => {
    const record = edit === null ? undefined : edits[edit];
    return `${text} ← ${record === undefined ? origin : `${record.agent} ${record.model} ${record.evidence} ${record.tool}`}`;
  });
}

async function cloned(): Promise<GitRepo> {
  const dir = join(world.base, 'clone');
  world.repo.git('clone', '-q', world.repo.dir, dir);
  const repo = new GitRepo(dir, null);
  repo.git('fetch', '-q', 'origin', 'refs/notes/*:refs/notes/*');
  return repo;
}

function note(attested: string, more: Record<string, unknown>): string {
  const metadata = { schema_version: 'authorship/3.0.0', git_ai_version: '1.6.22', base_commit_sha: '', prompts: {} };
  return `${attested}\n---\n${JSON.stringify({ ...metadata, ...more }, null, 2)}`;
}

const KEY = sessionKey('claude', 'c-1');
const CLAUDE = { sessions: { [KEY]: { agent_id: { tool: 'claude', id: 'c-1', model: 'opus' }, human_author: null } } };

describe('G15: a commit made elsewhere that carries a git note of AI authorship', () => {
  test('codex reader 20: its lines are told by the note, marked as such', async () => {
    const { commit, session } = agentsCommit(world);
    await writeIn(world);
    const repo = await cloned();
    const { lines, edits, summary, warnings } = blame('src/a.ts', repo);
    const begin = world.repo.git('rev-parse', 'HEAD~1').trim();
    const [one, two] = lines.slice(1, 3).map(({ edit }) => edit ?? '');
    expect(lines.map(({ text, origin, edit, commit: of }) => [text, origin, edit, of])).toEqual([
      ['base', 'commit', null, begin],
      ['one', 'agent', one, commit],
      ['two', 'agent', two, commit],
      ['mine', 'commit', null, commit],
    ]);
    const blob = repo.git('notes', '--ref=ai', 'list', commit).trim();
    expect(edits[one as string]).toEqual({
      id: one,
      agent: 'codex',
      agentVersion: null,
      model: 'gpt-demo',
      provider: null,
      session,
      parentSession: null,
      turn: null,
      timestamp: null,
      path: 'src/a.ts',
      previousPath: null,
      action: 'modify',
      evidence: 'inferred',
      tool: 'git-notes',
      call: null,
      snapshots: { before: null, after: null },
      added: 1,
      removed: 0,
      before: { blob: null },
      after: { blob: null },
      caveats: [
        {
          code: 'from_note',
          message:
            'A git note of the commit tells it, written on another machine or by another program; no trace found here shows it',
        },
      ],
      trace: { path: 'refs/notes/ai', line: 2 },
      note: { ref: 'refs/notes/ai', commit, blob, writer: 'ai-blame' },
    });
    expect(summary).toEqual({
      lines: 4,
      agent: 2,
      commit: 2,
      preexisting: 0,
      untraced: 0,
      byModel: { 'gpt-demo': 2 },
      byAgent: { codex: 2 },
      byEvidence: { inferred: 2 },
    });
    expect(warnings.map(({ code }) => code)).toEqual(['no_sessions']);
    expect(blame('src/a.ts', repo)).toEqual(blame('src/a.ts', repo));
  });

  test('where a trace explains a line of the commit, the traces are believed and no note', () => {
    const { commit } = agentsCommit(world);
    noted(commit, note(`src/a.ts\n  ${KEY}::t_11111111111111 2-4`, CLAUDE), world.repo);
    const plain = ['base ← commit', 'one ← codex gpt-demo exact apply_patch', 'two ← codex gpt-demo exact apply_patch'];
    const traced = { homes: [world.home] };
    expect(who('src/a.ts', world.repo, traced)).toEqual([...plain, 'mine ← commit']);
    // Also where they are not to be named.
    expect(who('src/a.ts', world.repo, { ...traced, agents: ['claude-code'] })).toEqual(
      ['base', 'one', 'two', 'mine'].map((text) => `${text} ← commit`),
    );
    expect(who('src/a.ts', world.repo)).toEqual([
      'base ← commit',
      ...['one', 'two', 'mine'].map((text) => `${text} ← claude-code opus inferred git-notes`),
    ]);
  });

  test('lines keep what the note says through later commits, renames and edits of the work tree', () => {
    const commit = world.commit('Elsewhere', { 'a b.ts': 'one\ntwo\nthree\n' });
    noted(commit, note(`"a b.ts"\n  ${KEY}::t_11111111111111 2-3`, CLAUDE), world.repo);
    world.git('mv', 'a b.ts', 'c.ts');
    world.commit('Renamed');
    world.write({ 'c.ts': 'zero\none\ntwo\n3\n' });
    const told = 'two ← claude-code opus inferred git-notes';
    expect(who('c.ts', world.repo)).toEqual(['zero ← untraced', 'one ← commit', told, '3 ← untraced']);
    expect(who('a b.ts', world.repo, { revision: 'HEAD~1' })).toEqual([
      'one ← commit',
      told,
      'three ← claude-code opus inferred git-notes',
    ]);
  });

  test('--no-notes, --min-evidence and --agent leave them out', () => {
    const commit = world.commit('Elsewhere', { f: 'one\n' });
    noted(commit, note(`f\n  ${KEY}::t_11111111111111 1`, CLAUDE), world.repo);
    const told = ['one ← claude-code opus inferred git-notes'];
    expect(who('f', world.repo, { notes: false })).toEqual(['one ← commit']);
    expect(who('f', world.repo, { minEvidence: 'snapshot' })).toEqual(['one ← commit']);
    expect(who('f', world.repo, { agents: ['codex'] })).toEqual(['one ← commit']);
    expect(who('f', world.repo, { agents: ['claude-code'] })).toEqual(told);
  });

  test('a person that it names, and a key that it does not explain, are no agents; of several entries the last counts', () => {
    const commit = world.commit('Elsewhere', { f: '1\n2\n3\n4\n5\n6\n' });
    const attested = [
      'f',
      `  ${KEY}::t_11111111111111 1-3`,
      '  h_00000000000001 2',
      '  s_ffffffffffffff::t_11111111111111 3-4',
      '  abcdef0123456789 5,7-9',
      '  0123456 6',
    ].join('\n');
    const more = {
      humans: { h_00000000000001: { author: 'Ada' } },
      prompts: {
        abcdef0123456789: { agent_id: { tool: 'mock_ai', id: 'x', model: 'unknown' } },
        '0123456': { agent_id: { tool: 'copilot', id: 'y', model: 'm' } },
      },
    };
    noted(commit, note(attested, { ...CLAUDE, ...more }), world.repo);
    expect(who('f', world.repo)).toEqual([
      '1 ← claude-code opus inferred git-notes',
      '2 ← commit',
      '3 ← claude-code opus inferred git-notes',
      '4 ← commit',
      '5 ← mock_ai null inferred git-notes',
      '6 ← copilot m inferred git-notes',
    ]);
    expect(who('f', world.repo, { agents: ['copilot-cli'] }).at(-1)).toBe('6 ← copilot m inferred git-notes');
  });

  test.each([
    ['plain text', 'note_malformed', 'cannot be read: it has no line ---'],
    [
      'f\n---\n{"schema_version":"authorship/9"}',
      'note_other_schema',
      'is of another schema than is known here: authorship/9',
    ],
  ])('a note that is not understood is told, and no reason to fail: %j', (text, code, why) => {
    const commit = world.commit('Elsewhere', { f: 'one\n' });
    noted(commit, text, world.repo);
    expect(who('f', world.repo)).toEqual(['one ← commit']);
    const message = `The note of ${commit} in refs/notes/ai ${why}`;
    expect(blame('f', world.repo).warnings.slice(-1)).toEqual([{ code, message, count: 1, subject: commit }]);
  });

  test('a session of several models: each line has the model of its own edit', async () => {
    world.commit('Begin', { f: 'base\n' });
    const session = world.session();
    session.turn('one', { model: 'big' }).patch('*** Update File: f\n@@\n base\n+1\n+2', { f: 'base\n1\n2\n' });
    session.turn('two', { model: 'small' }).patch('*** Update File: f\n@@\n 2\n+3', { f: 'base\n1\n2\n3\n' });
    world.commit('Work');
    await writeIn(world);
    expect(who('f', await cloned())).toEqual([
      'base ← commit',
      '1 ← codex big inferred git-notes',
      '2 ← codex big inferred git-notes',
      '3 ← codex small inferred git-notes',
    ]);
  });

  test('stats counts what blame tells, and why names the note', async () => {
    const { commit } = agentsCommit(world);
    await writeIn(world);
    const repo = await cloned();
    const place = { directory: repo.dir, homes: { codex: [join(world.base, 'nowhere')] }, movedFrom: [] };
    const stats = (notes: boolean) =>
      gatherStats({ paths: [], place, agents: [], minEvidence: 'inferred', notes }, world.env(), QUIET);
    expect(stats(true).lines).toEqual({ total: 4, agent: 2, commit: 2, preexisting: 0, untraced: 0 });
    expect(stats(true).byEvidence).toEqual({ exact: 0, fragment: 0, snapshot: 0, inferred: 2 });
    expect(stats(false).lines).toEqual({ total: 4, agent: 0, commit: 4, preexisting: 0, untraced: 0 });
    const why = explainLine({ file: 'src/a.ts', line: 2, revision: null, agents: [], place }, world.env(), QUIET);
    expect([why.origin, why.commit, why.ended]).toEqual(['agent', commit, null]);
    expect(why.life.map(({ role, origin, edit, commit: of }) => ({ role, origin, edit, commit: of }))).toEqual([
      { role: 'writer', origin: 'agent', edit: why.edit, commit },
    ]);
    expect(Object.values(why.edits).map((edit) => edit.note?.commit)).toEqual([commit]);
  });

  test('what is told by a note is not written down as if a trace told it', async () => {
    const { commit } = agentsCommit(world);
    await writeIn(world);
    const repo = await cloned();
    const text = shownNote(commit, repo);
    repo.git('update-ref', '-d', 'refs/notes/ai');
    noted(commit, text, repo);
    repo.git('commit', '-q', '--amend', '-m', 'Amended');
    const nowhere = { CODEX_HOME: join(world.base, 'nowhere') };
    const result = await writeIn(world, { directory: repo.dir, env: world.env(nowhere) });
    expect([result.written, result.unexplained]).toEqual([[], [repo.git('rev-parse', 'HEAD').trim()]]);
  });
});
