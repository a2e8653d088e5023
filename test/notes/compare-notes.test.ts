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
    noted(commit, note(attested, more), world.repo);
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
    expect(runIn(world, ['notes', 'compare']).stdout).toBe('No commit of these has a note that can be read.\n');
  });
});
