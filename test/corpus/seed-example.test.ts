import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { blameFile } from '../../src/app/blame-file.js';
import { listEdits } from '../../src/app/list-edits.js';
import type { Place } from '../../src/app/place.js';
import type { Env } from '../../src/env.js';
import { ALONE, NO_PATIENCE } from '../cli/fake-env.js';
import { corpusFolder } from '../support/corpus.js';
import { corpusTest } from '../support/corpus-test.js';

const CORPUS = corpusFolder();

interface TruthLine {
  readonly line: number;
  readonly text: string;
  readonly agent: string | null;
  readonly model?: string;
  readonly session?: string;
  readonly time?: string;
  readonly turn?: number;
  readonly tool?: string;
}

const SESSION = '019b6b08-58f3-7580-9dca-fe3f30a10650';
const ALL = { agents: [], models: [], sessions: [], turns: [], since: null, until: null, evidence: [], actions: [] };
const quiet = { update: () => {}, end: () => {} };
const nowhere = { write: async () => {}, isTTY: false, columns: null };

describe('the seed’s example: three ghost commits, a command and a patch; before them another agent’s session', () => {
  let base = '';
  let place: Place;
  let env: Env;

  beforeAll(() => {
    if (CORPUS === null) return;
    base = mkdtempSync(join(tmpdir(), 'ai-blame-seed-'));
    const repo = join(base, 'repo');
    execFileSync('sh', [join(CORPUS, 'seed-example/make-repo.sh'), repo], { stdio: 'ignore' });
    place = { directory: repo, homes: { codex: [join(CORPUS, 'seed-example/home/.codex')] }, movedFrom: [] };
    env = {
      cwd: repo,
      home: join(base, 'home'),
      variables: {},
      now: () => 0,
      platform: 'linux',
      patience: () => NO_PATIENCE,
      ...ALONE,
      stdout: nowhere,
      stderr: nowhere,
    };
  });

  afterAll(() => {
    if (base !== '') rmSync(base, { recursive: true, force: true });
  });

  function truth(corpus: string): Record<string, TruthLine[]> {
    return JSON.parse(readFileSync(join(corpus, 'seed-example/truth.json'), 'utf8'));
  }

  corpusTest(
    'every line that the truth gives to Codex has its session, turn, model, evidence and time; no other is Codex’s',
    (corpus) => {
      const expected: unknown[] = [];
      const found: unknown[] = [];
      for (const [path, lines] of Object.entries(truth(corpus))) {
        for (const { line, text, agent, model, session, turn } of lines) {
          const isCodex = agent === 'codex';
          const evidence = path === 'created-with-codex.md' ? 'snapshot' : 'exact';
          const timestamp = path === 'created-with-codex.md' ? '2025-12-29T16:55:51.498Z' : '2025-12-29T16:56:01.421Z';
          expected.push([path, line, text, ...(isCodex ? [agent, model, session, turn, evidence, timestamp] : [])]);
        }
        const request = { file: path, revision: null, minEvidence: 'inferred' as const, ranges: [], place };
        const { result } = blameFile(request, env, quiet);
        for (const { line, text, edit } of result.lines) {
          const record = edit === null ? undefined : result.edits[edit];
          found.push([
            path,
            line,
            text,
            ...(record === undefined
              ? []
              : [record.agent, record.model, record.session, record.turn?.index, record.evidence, record.timestamp]),
          ]);
        }
      }
      expect(found).toEqual(expected);
      expect(expected.filter((line) => Array.isArray(line) && line.length > 3).length).toBeGreaterThan(0);
    },
  );

  corpusTest(
    'codex reader 23: with both agents’ homes every line of every file has the writer that the truth tells: agent, session, model, evidence, time',
    (corpus) => {
      const homes = { ...place.homes, 'claude-code': [join(corpus, 'seed-example/home/.claude')] };
      const both = { ...place, homes };
      const expected: unknown[] = [];
      const found: unknown[] = [];
      for (const [path, lines] of Object.entries(truth(corpus))) {
        for (const { line, text, agent, model, session, turn, time, tool } of lines) {
          const isSeen = path === 'created-with-codex.md';
          const writer =
            agent === null
              ? ['preexisting']
              : agent === 'codex'
                ? [
                    agent,
                    model,
                    session,
                    turn,
                    isSeen ? 'snapshot' : 'exact',
                    isSeen ? '2025-12-29T16:55:51.498Z' : time,
                  ]
                : [agent, model, session, tool, 'exact', time];
          expected.push([path, line, text, ...writer]);
        }
        const request = { file: path, revision: null, minEvidence: 'inferred' as const, ranges: [], place: both };
        const { result } = blameFile(request, env, quiet);
        for (const { line, text, origin, edit } of result.lines) {
          const record = edit === null ? undefined : result.edits[edit];
          const by = record?.agent === 'codex' ? record.turn?.index : record?.tool;
          const writer =
            record === undefined
              ? [origin]
              : [record.agent, record.model, record.session, by, record.evidence, record.timestamp];
          found.push([path, line, text, ...writer]);
        }
      }
      expect(found).toEqual(expected);
      expect(new Set(expected.map((line) => (line as unknown[])[0])).size).toBe(11);
    },
  );

  corpusTest('lists exactly two edits, and none of the turn that only talked', () => {
    const { edits } = listEdits({ paths: [], place, filter: ALL }, env, quiet);
    expect(
      edits.map(({ session, turn, action, path, evidence, timestamp, model, agentVersion }) => [
        session,
        turn?.index,
        action,
        path,
        evidence,
        timestamp,
        model,
        agentVersion,
      ]),
    ).toEqual([
      [
        SESSION,
        2,
        'create',
        'created-with-codex.md',
        'snapshot',
        '2025-12-29T16:55:51.498Z',
        'gpt-5.2-codex',
        '0.77.0',
      ],
      [SESSION, 3, 'modify', 'example.py', 'exact', '2025-12-29T16:56:01.421Z', 'gpt-5.2-codex', '0.77.0'],
    ]);
  });

  corpusTest(
    'with both agents’ homes each edit is listed once; a file that was written over an empty one was changed',
    (corpus) => {
      const homes = { ...place.homes, 'claude-code': [join(corpus, 'seed-example/home/.claude')] };
      const { edits } = listEdits({ paths: [], place: { ...place, homes }, filter: ALL }, env, quiet);
      const counted = new Map<string, string[]>();
      for (const { action, path } of edits) counted.set(action, [...(counted.get(action) ?? []), path].sort());
      expect([...counted]).toEqual([
        ['create', ['config.yaml', 'created-with-codex.md', 'data.json', 'example.py', 'foo.md', 'notes.md']],
        [
          'modify',
          [
            '.gitignore',
            '.python-version',
            'README.md',
            'config.yaml',
            'data.json',
            'example.py',
            'example.py',
            'foo.md',
            'main.py',
            'notes.md',
            'pyproject.toml',
          ],
        ],
      ]);
    },
  );
});
