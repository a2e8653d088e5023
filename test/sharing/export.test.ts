import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { agentTraceRecord, type TracedLines } from '../../src/sharing/agent-trace.js';
import { agentsCommit, notesWorld } from '../notes/notes-lab.js';
import { runIn } from '../support/cli.js';
import type { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = notesWorld();
});

afterEach(() => world.remove());

const FORMATS = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  uri: (text: string): boolean => /^[\x21-\x7e]+$/.test(text) && URL.canParse(text),
};

/** The specification's own schema. */
function validator() {
  const file = join(import.meta.dirname, 'agent-trace.schema.json');
  return new Ajv2020({ strict: true, allErrors: true, formats: FORMATS }).compile(
    JSON.parse(readFileSync(file, 'utf8')),
  );
}

function sha(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

describe('export --format agent-trace', () => {
  test('a record for each commit that agents wrote lines of, valid and the same every time', () => {
    const { commit, session } = agentsCommit(world);
    const edits = world.edits(['src/a.ts']).edits;
    const told = runIn(world, ['export', 'HEAD', '--format', 'agent-trace']);
    expect([told.code, told.stderr]).toEqual([0, '']);
    const record = JSON.parse(told.stdout);
    const validate = validator();
    expect([validate(record), validate.errors]).toEqual([true, null]);
    expect(record).toEqual({
      version: '0.1.0',
      id: record.id,
      timestamp: new Date(Number(world.repo.git('log', '-1', '--format=%ct')) * 1000)
        .toISOString()
        .replace('.000Z', 'Z'),
      vcs: { type: 'git', revision: commit },
      tool: { name: 'ai-blame' },
      files: [
        {
          path: 'src/a.ts',
          conversations: [
            {
              contributor: { type: 'ai', model_id: 'openai/gpt-demo' },
              ranges: [
                { start_line: 2, end_line: 2, content_hash: sha('one') },
                { start_line: 3, end_line: 3, content_hash: sha('two') },
              ],
              related: [{ type: 'session', url: `urn:ai-blame:session:codex:${session}` }],
            },
          ],
        },
      ],
      metadata: {
        'ai-blame': {
          edits: edits
            .map(({ id, evidence }) => ({ id, path: 'src/a.ts', agent: 'codex', session, evidence, lines: 1 }))
            .sort((a, b) => (a.id < b.id ? -1 : 1)),
        },
      },
    });
    expect(runIn(world, ['export', 'HEAD~1..', '--format', 'agent-trace']).stdout).toBe(told.stdout);
    expect(runIn(world, ['export', 'HEAD~1', '--format', 'agent-trace']).stdout).toBe('');
  });

  test('what a commit deletes of agents’ lines goes to the metadata; lines of people do not', () => {
    const { session } = agentsCommit(world);
    const [, two] = world.edits(['src/a.ts']).edits;
    world.commit('Take away', { 'src/a.ts': 'one\n' });
    world.commit('Rename', { 'src/a.ts': null, 'src/b.ts': 'one\n' });
    world.commit('People', { 'src/c.ts': 'c\n' });
    world.commit('Away', { 'src/c.ts': null });
    const records = runIn(world, ['export', 'HEAD~4..', '--format', 'agent-trace']).stdout.trim().split('\n');
    expect(records).toHaveLength(1);
    const record = JSON.parse(records[0] ?? '');
    const validate = validator();
    expect([validate(record), validate.errors]).toEqual([true, null]);
    expect(record).toMatchObject({
      vcs: { revision: world.repo.git('rev-parse', 'HEAD~3').trim() },
      files: [],
      metadata: {
        'ai-blame': {
          edits: [],
          deleted: [
            {
              path: 'src/a.ts',
              agent: 'codex',
              session,
              model: 'gpt-demo',
              edit: two?.id,
              evidence: 'exact',
              ranges: [{ start_line: 3, end_line: 3 }],
            },
          ],
        },
      },
    });
  });

  test('whatever agents, models and sessions are called, records are valid', () => {
    const validate = validator();
    const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
    const traced: fc.Arbitrary<TracedLines> = fc.record({
      path: word,
      agent: word,
      session: word,
      model: fc.option(word),
      provider: fc.option(word),
      edit: word,
      evidence: fc.constantFrom('exact', 'snapshot'),
      ranges: fc.constant([{ first: 1, last: 2, hash: '0'.repeat(64) }]),
    });
    fc.assert(
      fc.property(fc.array(traced, { minLength: 1, maxLength: 5 }), (lines) => {
        const record = agentTraceRecord('c'.repeat(40), '2026-01-01T00:00:00Z', lines);
        expect([validate(record), validate.errors]).toEqual([true, null]);
        const ranges = record?.files.flatMap(({ conversations }) => conversations.flatMap((each) => each.ranges));
        expect(ranges).toHaveLength(lines.length);
        expect(agentTraceRecord('c'.repeat(40), '2026-01-01T00:00:00Z', lines)).toEqual(record);
      }),
    );
  });
});

describe('export --format csv and ndjson', () => {
  test('rows with the same columns, without prompts and places of this machine', () => {
    world.commit('Begin', { 'a "b",c.ts': 'base\n' });
    const session = world.session();
    const prompt = 'Use the key sk-abcdefghijklmnopqrstuvwxyz012345 please';
    session.turn(prompt).patch('*** Update File: a "b",c.ts\n@@\n base\n+one', { 'a "b",c.ts': 'base\none\n' });
    const [edit] = world.edits().edits;
    const row = {
      id: edit?.id,
      agent: 'codex',
      agent_version: '0.77.0',
      model: 'gpt-demo',
      provider: 'openai',
      session: session.id,
      parent_session: null,
      turn: 1,
      turn_started_at: edit?.turn?.startedAt,
      timestamp: edit?.timestamp,
      path: 'a "b",c.ts',
      previous_path: null,
      action: 'modify',
      evidence: 'exact',
      tool: 'apply_patch',
      added: 1,
      removed: 0,
      before_blob: edit?.before.blob,
      after_blob: edit?.after.blob,
      caveats: edit?.caveats.map(({ code }) => code).join(' '),
      prompt: null as string | null,
    };
    expect(runIn(world, ['export', '--format', 'ndjson'])).toEqual({
      code: 0,
      stdout: `${JSON.stringify(row)}\n`,
      stderr: '',
    });
    const cells = Object.values({ ...row, path: '"a ""b"",c.ts"' }).map((cell) => cell ?? '');
    expect(runIn(world, ['export', '--format', 'csv']).stdout).toBe(
      `${Object.keys(row).join(',')}\r\n${cells.join(',')}\r\n`,
    );
    expect(runIn(world, ['export', '--format', 'ndjson', '--with-private'])).toEqual({
      code: 0,
      stdout: `${JSON.stringify({ ...row, prompt: 'Use the key [redacted] please' })}\n`,
      stderr: 'note: 1 secret was taken out: look for [redacted]\n',
    });
  });

  test('csv: no cell is obeyed by a terminal, or calculated by a program for tables', () => {
    world.commit('Begin', { '=1+1,a': 'base\n' });
    const session = world.session({ model: '@SUM(\u001b[31m\u202e)' });
    session.turn('-2+3').patch('*** Update File: =1+1,a\n@@\n-base\n+one', { '=1+1,a': 'one\n' });
    const { code, stdout } = runIn(world, ['export', '--format', 'csv', '--with-private']);
    const [head = '', row = ''] = stdout.split('\r\n');
    const [before = '', after = ''] = row.split(`"'=1+1,a"`);
    expect([code, head.split(',').indexOf('path')]).toEqual([0, before.split(',').length - 1]);
    expect(before.split(',')[3]).toBe("'@SUM(␛[31m\\u202e)");
    expect(after.split(',').at(-1)).toBe("'-2+3");
  });

  test.each([
    [['export'], 2, 'In which format? Name it by --format: agent-trace, csv, ndjson'],
    [['export', '--format', 'xml'], 2, '--format expects one of agent-trace, csv, ndjson, not "xml"'],
    [['export', '--format', 'agent-trace', 'a', 'b'], 2, 'ai-blame export --format agent-trace takes no b'],
    [
      ['export', '--format', 'csv', '--min-evidence', 'exact'],
      2,
      'ai-blame export --format csv takes no --min-evidence',
    ],
    [['export', '--format', 'agent-trace'], 3, 'HEAD names no commit: there is none yet'],
  ])('%j is refused in words', (argv, code, why) => {
    const told = runIn(world, argv);
    expect([told.code, told.stdout, told.stderr.includes(why)]).toEqual([code, '', true]);
  });
});
