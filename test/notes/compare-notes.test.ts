import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compareNotes } from '../../src/app/compare-notes.js';
import type { NotesCompareResult } from '../../src/model/notes-result.js';
import { sessionKey } from '../../src/sharing/tool-names.js';
import { runIn } from '../support/cli.js';
import type { CodexWorld } from '../support/codex-world.js';
import { agentsCommit, noted, notesWorld, writeIn } from './notes-lab.js';

let world: CodexWorld;

beforeEach(() => {
  world = notesWorld();
});

afterEach(() => world.remove());

const QUIET = { update: () => {}, end: () => {} };

function compare(range = 'HEAD'): NotesCompareResult {
  const place = { directory: world.repo.dir, homes: { codex: [] }, movedFrom: [] };
  return compareNotes({ range, minEvidence: 'inferred', place }, world.env(), QUIET);
}

/** `path:first-last kind` of each. */
function kinds({ disagreements }: NotesCompareResult): string[] {
  return disagreements.map(({ path, first, last, kind }) => `${path}:${first}-${last} ${kind}`);
}

function note(attested: string[], more: Record<string, unknown>): string {
  return `${attested.join('\n')}\n---\n${JSON.stringify({ schema_version: 'authorship/3.0.0', ...more })}`;
}

describe('notes compare', () => {
  test('what we wrote ourselves agrees with the traces, to the line', async () => {
    const { commit } = agentsCommit(world);
    await writeIn(world);
    expect(compare()).toEqual({
      schema: 'ai-blame/notes-compare@1',
      repository: { root: world.repo.dir, head: commit },
      ref: 'refs/notes/ai',
      commits: [commit],
      lines: 2,
      agreed: 2,
      trailers: [],
      disagreements: [],
      warnings: [],
    });
    expect(compare('HEAD~1').commits).toEqual([]);
  });

  test('every kind of disagreement, with both proofs', () => {
    world.commit('Begin', { f: 'base\n' });
    const session = world.session();
    const text = `${['base', 1, 2, 3, 4, 5, 6].join('\n')}\n`;
    session.turn('one').patch('*** Update File: f\n@@\n base\n+1\n+2\n+3\n+4\n+5\n+6', { f: text });
    world.write({ f: `${text}mine\nyours\n` });
    const commit = world.commit('Work');
    const [own, other] = [sessionKey('codex', session.id), sessionKey('codex', 'x')];
    const attested = [
      'f',
      `  ${own}::t_00000000000001 2`,
      `  ${other}::t_00000000000002 3`,
      '  h_00000000000001 4,8',
      '  0123456789abcdef 5,9,12-14',
      '  ffffffffffffffff 1',
      'gone',
      '  0123456789abcdef 1',
    ];
    const more = {
      sessions: {
        [own]: { agent_id: { tool: 'codex', id: session.id, model: 'gpt-demo' } },
        [other]: { agent_id: { tool: 'codex', id: 'x', model: 'gpt-demo' } },
      },
      prompts: { '0123456789abcdef': { agent_id: { tool: 'codex', id: session.id, model: 'other-model' } } },
      humans: { h_00000000000001: { author: 'Ada' } },
    };
    const blob = noted(commit, note(attested, more), world.repo);
    const result = compare();
    expect(kinds(result)).toEqual([
      'f:3-3 other-session',
      'f:4-4 person-in-note',
      'f:5-5 other-model',
      'f:6-7 only-here',
      'f:9-9 only-in-note',
      'f:12-14 no-such-line',
      'gone:1-1 no-such-line',
    ]);
    // 2, and 8: that a person wrote it nothing contradicts.
    expect([result.lines, result.agreed]).toEqual([8, 2]);
    const [edit] = world.edits(['f']).edits;
    const here = {
      agent: 'codex',
      model: 'gpt-demo',
      session: session.id,
      edit: edit?.id,
      evidence: 'exact',
      trace: edit?.trace,
    };
    expect(result.disagreements[1]).toEqual({
      commit,
      path: 'f',
      first: 4,
      last: 4,
      kind: 'person-in-note',
      by: 'note',
      proof: blob,
      here,
      note: { line: 4, key: 'h_00000000000001', kind: 'human', tool: null, model: null, session: null, author: 'Ada' },
    });
    expect(result.disagreements[3]).toMatchObject({ here, note: null });
    expect(result.disagreements[4]).toMatchObject({ here: null, note: { line: 5, model: 'other-model' } });
    const told = runIn(world, ['notes', 'compare']);
    expect([told.code, told.stderr, told.stdout.split('\n').slice(0, 3)]).toEqual([
      0,
      '',
      [
        '2 of 8 lines agree, in 1 commit.',
        `${commit.slice(0, 12)} f`,
        `  3      here: codex gpt-demo, exact, edit ${edit?.id}  note: codex gpt-demo, x, line 3`,
      ],
    ]);
    expect(JSON.parse(runIn(world, ['notes', 'compare', '--json']).stdout)).toEqual(result);
  });

  test('a note that cannot be read is told and not compared', () => {
    const { commit } = agentsCommit(world);
    noted(commit, 'no note of authorship', world.repo);
    const { commits, warnings } = compare();
    expect([commits, warnings.map(({ code }) => code)]).toEqual([[], ['note_malformed']]);
    expect(runIn(world, ['notes', 'compare']).stdout).toBe(
      'No commit of these has a note or a record that can be read, or a trailer of an agent.\n',
    );
  });
});

describe('records of Agent Trace', () => {
  test('are compared as notes are, by their own proofs', async () => {
    const { commit, session } = agentsCommit(world);
    const id = '7b0c1f8e-0000-4000-8000-000000000001';
    const folder = join(world.base, 'own', 'agent-trace', commit.slice(0, 2), commit);
    mkdirSync(folder, { recursive: true });
    const by = (model_id: string) => ({ type: 'ai', model_id });
    const conversations = [
      {
        url: `https://example.org/s/${session}`,
        contributor: by('openai/gpt-demo'),
        ranges: [{ start_line: 2, end_line: 2 }],
      },
      {
        url: `https://example.org/s/${session}`,
        contributor: by('openai/gpt-other'),
        ranges: [{ start_line: 3, end_line: 3 }],
      },
      { url: 'https://example.org/s/x', contributor: by('openai/gpt-demo'), ranges: [{ start_line: 4, end_line: 6 }] },
    ];
    const record = {
      version: '0.1.0',
      id,
      timestamp: '2026-02-01T09:00:00Z',
      vcs: { type: 'git', revision: commit },
      tool: { name: 'Codex' },
      files: [{ path: 'src/a.ts', conversations }],
    };
    writeFileSync(join(folder, `${id}.json`), JSON.stringify(record));
    const variables = { AI_BLAME_HOME: join(world.base, 'own') };
    const place = { directory: world.repo.dir, homes: { codex: [] }, movedFrom: [] };
    const env = { ...world.env(), variables: { ...world.env().variables, ...variables } };
    const result = compareNotes({ range: 'HEAD', minEvidence: 'inferred', place }, env, QUIET);
    expect(kinds(result)).toEqual([
      'src/a.ts:3-3 other-model',
      'src/a.ts:4-4 only-in-note',
      'src/a.ts:5-6 no-such-line',
    ]);
    expect([result.lines, result.agreed]).toEqual([3, 1]);
    const proof = `${commit.slice(0, 2)}/${commit}/${id}.json`;
    expect(result.disagreements[0]).toMatchObject({
      by: 'record',
      proof,
      here: { session, model: 'gpt-demo', evidence: 'exact' },
      note: { line: 2, kind: 'agent', tool: 'codex', model: 'gpt-other' },
    });
    const { stdout } = runIn(world, ['notes', 'compare'], { variables });
    expect(stdout).toContain(`record: codex gpt-demo, https://example.org/s/x, conversation 3 of ${proof}`);
  });
});

describe('trailers of a commit are hints about all of it', () => {
  const CLAUDE = 'Co-authored-by: Claude <noreply@anthropic.com>';

  /** A commit with an agent's line and a person's. */
  function signed(...trailers: string[]): string {
    world.commit('Begin', { f: 'base\n' });
    world.session().turn('one').patch('*** Update File: f\n@@\n base\n+1', { f: 'base\n1\n' });
    world.write({ f: 'base\n1\nmine\n' });
    return world.commit(`Work\n\nWhat it does.\n\n${trailers.join('\n')}`);
  }

  test('one that the traces show to be so disagrees with nothing', () => {
    const commit = signed('Entire-Checkpoint: 0a1b2c3d4e5f', 'Co-authored-by: Codex <noreply@openai.com>');
    const { trailers, disagreements, commits, lines } = compare();
    expect([commits, lines, disagreements]).toEqual([[commit], 0, []]);
    expect(trailers).toEqual([
      { commit, line: 5, text: 'Entire-Checkpoint: 0a1b2c3d4e5f', agent: null, lines: 1 },
      { commit, line: 6, text: 'Co-authored-by: Codex <noreply@openai.com>', agent: 'codex', lines: 1 },
    ]);
    expect(runIn(world, ['notes', 'compare']).stdout).toBe('0 of 0 lines agree, in 1 commit. 2 of 2 trailers fit.\n');
  });

  test('where no trace shows a line of the agent: the lines of the commit, with both proofs', () => {
    const commit = signed(CLAUDE);
    const result = compare();
    expect(kinds(result)).toEqual(['f:2-2 only-in-trailer', 'f:3-3 only-in-trailer']);
    const proof = `line 5 of the message: ${CLAUDE}`;
    expect(result.disagreements).toMatchObject([
      { commit, by: 'trailer', proof, here: { agent: 'codex' }, note: null },
      { commit, by: 'trailer', proof, here: null, note: null },
    ]);
    expect(runIn(world, ['notes', 'compare']).stdout).toContain(`trailer: ${proof}`);
  });

  test('people, and what stands elsewhere in a message, are none', () => {
    signed('Co-authored-by: Claude Monet <claude@example.org>', 'Signed-off-by: Ada <ada@openai.com>');
    expect(compare().trailers).toEqual([]);
    world.write({ f: 'base\n' });
    world.commit(CLAUDE);
    expect(compare().trailers).toEqual([]);
  });
});
