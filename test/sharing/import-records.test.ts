import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { agentsCommit, noted, notesWorld, shownNote, writeIn } from '../notes/notes-lab.js';
import { runIn } from '../support/cli.js';
import type { CodexWorld } from '../support/codex-world.js';
import { corpusFolder } from '../support/corpus.js';
import { GitRepo } from '../support/git.js';
import { answerTo } from '../support/run-cli.js';

let world: CodexWorld;

beforeEach(() => {
  world = notesWorld();
});

afterEach(() => world.remove());

/** Where nothing of the world's traces is found. */
async function elsewhere(directory: string, ...argv: string[]) {
  const home = join(world.base, 'other');
  return answerTo(argv, {
    cwd: directory,
    home,
    variables: { AI_BLAME_HOME: join(world.base, 'own'), AI_BLAME_NO_INDEX: '1', XDG_DATA_HOME: join(home, 'data') },
  });
}

async function here(...argv: string[]) {
  const variables = { ...world.env().variables, AI_BLAME_HOME: join(world.base, 'own'), AI_BLAME_NO_INDEX: '1' };
  return answerTo(argv, { cwd: world.repo.dir, home: `${world.base}/home`, variables });
}

function cloned(): GitRepo {
  const dir = join(world.base, 'clone');
  world.repo.git('clone', '-q', world.repo.dir, dir);
  return new GitRepo(dir, null);
}

type Json = Record<string, unknown>;

function file(name: string, ...records: readonly unknown[]): string {
  const path = join(world.base, name);
  writeFileSync(path, records.map((each) => `${typeof each === 'string' ? each : JSON.stringify(each)}\n`).join(''));
  return path;
}

const ID = '7b0c1f8e-0000-4000-8000-000000000001';

function record(revision: string, files: readonly unknown[], more: Json = {}): Json {
  const vcs = { type: 'git', revision };
  return { version: '0.1.0', id: ID, timestamp: '2026-02-01T09:00:00Z', vcs, tool: { name: 'Cursor' }, files, ...more };
}

function conversation(start_line: number, end_line: number, more: Json = {}): Json {
  const contributor = { type: 'ai', model_id: 'anthropic/opus' };
  return { url: 'https://example.org/s/1', contributor, ranges: [{ start_line, end_line }], ...more };
}

async function blamed(repo: GitRepo, path = 'src/a.ts', ...more: string[]): Promise<string[]> {
  const { stdout } = await elsewhere(repo.dir, 'blame', path, '--json', ...more);
  const { lines, edits } = JSON.parse(stdout);
  return lines.map(({ text, origin, edit }: Json) => {
    const { agent, model, session, evidence, tool } = edits[edit as string] ?? {};
    return [text, origin, ...(edit === null ? [] : [agent, model, session, evidence, tool])].join(' | ');
  });
}

describe('records of Agent Trace as a source of attribution', () => {
  test('what is exported here and imported in a clone without the traces gives the same origins', async () => {
    const { session, commit } = agentsCommit(world);
    const exported = (await here('export', '--format', 'agent-trace')).stdout;
    const repo = cloned();
    const before = await blamed(repo);
    expect(before).toEqual(['base | commit', 'one | commit', 'two | commit', 'mine | commit']);
    const path = file('records.jsonl', exported.trim());
    const { exitCode, stdout } = await elsewhere(repo.dir, 'import', 'agent-trace', path, '--json');
    const { id } = JSON.parse(exported);
    expect([exitCode, JSON.parse(stdout)]).toEqual([
      0,
      {
        schema: 'ai-blame/import@1',
        agent: 'agent-trace',
        file: path,
        folder: join(world.base, 'own', 'agent-trace'),
        sessions: [],
        records: [
          {
            id,
            revision: commit,
            writer: 'ai-blame',
            lines: 2,
            path: `${commit.slice(0, 2)}/${commit}/${id}.json`,
            status: 'written',
          },
        ],
        warnings: [],
      },
    ]);
    expect(await blamed(repo)).toEqual([
      'base | commit',
      `one | agent | codex | gpt-demo | ${session} | inferred | agent-trace`,
      `two | agent | codex | gpt-demo | ${session} | inferred | agent-trace`,
      'mine | commit',
    ]);
    expect(await blamed(repo, 'src/a.ts', '--no-notes')).toEqual(before);
    expect(await blamed(repo, 'src/a.ts', '--min-evidence', 'snapshot')).toEqual(before);
  });

  test('marked with their source in every form', async () => {
    const { commit } = agentsCommit(world);
    const repo = cloned();
    const path = file('r.jsonl', record(commit, [{ path: 'src/a.ts', conversations: [conversation(2, 2)] }]));
    expect((await elsewhere(repo.dir, 'import', 'agent-trace', path)).stdout).toBe(
      `${commit.slice(0, 12)}, 1 line of agents by Cursor, written to ${world.base}/own/agent-trace/${commit.slice(0, 2)}/${commit}/${ID}.json\n`,
    );
    const blame = JSON.parse((await elsewhere(repo.dir, 'blame', 'src/a.ts', '--json')).stdout);
    const [edit] = Object.values(blame.edits) as Json[];
    expect(edit).toMatchObject({
      agent: 'cursor',
      model: 'opus',
      provider: 'anthropic',
      session: 'https://example.org/s/1',
      evidence: 'inferred',
      tool: 'agent-trace',
      caveats: [{ code: 'from_record' }],
      trace: { path: `${commit.slice(0, 2)}/${commit}/${ID}.json`, line: 1 },
      record: { id: ID, commit, writer: 'Cursor', timestamp: '2026-02-01T09:00:00.000Z' },
    });
    expect((await elsewhere(repo.dir, 'blame', 'src/a.ts')).stdout).toContain('cursor opus (record)');
    expect((await elsewhere(repo.dir, 'blame', 'src/a.ts', '--porcelain')).stdout).toContain(`\nai-record ${ID}\n`);
    const report = JSON.parse((await elsewhere(repo.dir, 'report', 'HEAD', '--json')).stdout);
    expect(report.added).toMatchObject({ lines: 3, byNote: 0, byRecord: 1, origins: { agent: 1, commit: 2 } });
    expect((await elsewhere(repo.dir, 'report', 'HEAD')).stdout).toContain('inferred, 1 by records');
    expect(JSON.parse((await elsewhere(repo.dir, 'why', 'src/a.ts:2', '--json')).stdout)).toMatchObject({
      origin: 'agent',
      life: [{ commit, edit: edit?.id }],
    });
  });

  test('what a trace found here tells of the commit is never overridden', async () => {
    const { commit, session } = agentsCommit(world);
    const all = record(commit, [{ path: 'src/a.ts', conversations: [conversation(1, 4)] }]);
    await elsewhere(world.repo.dir, 'import', 'agent-trace', file('r.jsonl', all));
    const { lines, edits } = JSON.parse((await here('blame', 'src/a.ts', '--json')).stdout);
    expect(lines.map(({ origin, edit }: Json) => edits[edit as string]?.session ?? origin)).toEqual([
      'commit',
      session,
      session,
      'commit',
    ]);
  });

  test('an answer that was kept is not given again; a sealed one rests on the record', async () => {
    const { commit } = agentsCommit(world);
    const repo = cloned();
    const run = (...argv: string[]) => {
      const variables = { AI_BLAME_HOME: join(world.base, 'own'), CODEX_HOME: join(world.base, 'nowhere') };
      return runIn(world, argv, { cwd: repo.dir, variables });
    };
    run('index');
    const before = run('src/a.ts').stdout;
    expect(run('src/a.ts').stdout).toBe(before);
    run(
      'import',
      'agent-trace',
      file('r.jsonl', record(commit, [{ path: 'src/a.ts', conversations: [conversation(2, 2)] }])),
    );
    expect(run('src/a.ts').stdout).not.toBe(before);
    const sealed = run('blame', 'src/a.ts', '--json', '--digest').stdout;
    const { digest } = JSON.parse(sealed);
    expect(digest.inputs.records).toEqual([
      expect.objectContaining({ agent: 'agent-trace', session: 'https://example.org/s/1', form: 'record' }),
    ]);
    expect(run('verify', file('sealed.json', sealed.trim())).code).toBe(0);
    rmSync(join(world.base, 'own/agent-trace'), { recursive: true });
    expect(run('src/a.ts').stdout).toBe(before);
    expect(run('verify', join(world.base, 'sealed.json')).code).not.toBe(0);
  });

  test('a git note is believed before a record, and a record where the note says nothing', async () => {
    const { commit, session } = agentsCommit(world);
    await writeIn(world);
    const repo = cloned();
    repo.git('fetch', '-q', 'origin', 'refs/notes/*:refs/notes/*');
    const all = record(commit, [{ path: 'src/a.ts', conversations: [conversation(1, 4)] }]);
    await elsewhere(repo.dir, 'import', 'agent-trace', file('r.jsonl', all));
    expect(await blamed(repo)).toEqual([
      // Another commit's line.
      'base | commit',
      `one | agent | codex | gpt-demo | ${session} | inferred | git-notes`,
      `two | agent | codex | gpt-demo | ${session} | inferred | git-notes`,
      'mine | agent | cursor | opus | https://example.org/s/1 | inferred | agent-trace',
    ]);
    expect(shownNote(commit, repo)).toContain('"git_ai_version": "ai-blame"');
  });

  test('a line that a note gives to a person stays the person’s', async () => {
    const { commit } = agentsCommit(world);
    const repo = cloned();
    const humans = { h_0011223344556677: { author: 'Ada <ada@example.org>' } };
    const metadata = { schema_version: 'authorship/3.0.0', base_commit_sha: commit, prompts: {}, humans };
    noted(commit, `src/a.ts\n  h_0011223344556677 2\n---\n${JSON.stringify(metadata)}`, repo);
    const all = record(commit, [{ path: 'src/a.ts', conversations: [conversation(2, 3)] }]);
    await elsewhere(repo.dir, 'import', 'agent-trace', file('r.jsonl', all));
    expect((await blamed(repo)).map((line) => line.split(' | ').slice(0, 2))).toEqual([
      ['base', 'commit'],
      ['one', 'commit'],
      ['two', 'agent'],
      ['mine', 'commit'],
    ]);
  });

  test('mixed, unknown and people’s ranges name no agent; of a range its own contributor counts', async () => {
    const { commit } = agentsCommit(world);
    const repo = cloned();
    const ranges = [
      { start_line: 2, end_line: 2, contributor: { type: 'mixed' } },
      { start_line: 3, end_line: 3 },
      { start_line: 4, end_line: 4, contributor: { type: 'human' } },
    ];
    const all = record(commit, [{ path: 'src/a.ts', conversations: [conversation(1, 1, { ranges })] }], { tool: {} });
    await elsewhere(repo.dir, 'import', 'agent-trace', file('r.jsonl', all));
    expect(await blamed(repo)).toEqual([
      'base | commit',
      'one | commit',
      'two | agent | unknown | opus | https://example.org/s/1 | inferred | agent-trace',
      'mine | commit',
    ]);
  });

  test('of two records of a commit the newer one counts; what is imported again is there already', async () => {
    const { commit } = agentsCommit(world);
    const repo = cloned();
    const files = (model_id: string) => [
      { path: 'src/a.ts', conversations: [conversation(2, 2, { contributor: { type: 'ai', model_id } })] },
    ];
    const older = record(commit, files('old'));
    const newer = record(commit, files('new'), {
      id: ID.replace('1', '2'),
      timestamp: '2026-02-01T10:30:00+01:00',
      version: '0.1.7',
    });
    const path = file('r.jsonl', newer, '', older);
    const statuses = async () => {
      const { stdout } = await elsewhere(repo.dir, 'import', 'agent-trace', path, '--json');
      return JSON.parse(stdout).records.map(({ status }: Json) => status);
    };
    expect([await statuses(), await statuses()]).toEqual([
      ['written', 'written'],
      ['unchanged', 'unchanged'],
    ]);
    expect((await blamed(repo))[1]).toBe(
      'one | agent | cursor | new | https://example.org/s/1 | inferred | agent-trace',
    );
  });

  test('one document, and a list of them, are read as lines are', async () => {
    const { commit } = agentsCommit(world);
    const one = record(commit, [{ path: 'src/a.ts', conversations: [conversation(2, 2)] }]);
    const pretty = file('one.json', `\uFEFF${JSON.stringify(one, null, 2)}`);
    const listed = file('list.json', JSON.stringify([one, { ...one, id: ID.replace('1', '3') }], null, 2));
    const counts = [];
    for (const path of [pretty, listed]) {
      counts.push(
        JSON.parse((await elsewhere(world.base, 'import', 'agent-trace', path, '--json')).stdout).records.length,
      );
    }
    expect(counts).toEqual([1, 2]);
  });
});

describe('bad records', () => {
  const good = (commit: string): Json => record(commit, [{ path: 'src/a.ts', conversations: [conversation(2, 2)] }]);

  test('are left out and told, each reason with its places; the good ones are kept', async () => {
    const { commit } = agentsCommit(world);
    const of = (change: Json): Json => ({ ...good(commit), ...change });
    const path = file(
      'r.jsonl',
      '{"torn',
      good(commit),
      of({ version: '1.0' }),
      of({ version: '0.2.0' }),
      of({ vcs: { type: 'jj', revision: commit } }),
      of({ vcs: undefined }),
      of({ id: 'x' }),
      of({ timestamp: 'yesterday' }),
      of({ files: [{ path: 'a', conversations: [conversation(3, 2)] }] }),
      of({ files: [{ path: 'a', conversations: [conversation(0, 2)] }] }),
      of({ files: [{ path: 'a', conversations: [{ ranges: [], contributor: { type: 'robot' } }] }] }),
    );
    const { exitCode, stdout } = await elsewhere(world.repo.dir, 'import', 'agent-trace', path, '--json');
    const { records, warnings } = JSON.parse(stdout);
    expect([exitCode, records.length]).toEqual([0, 1]);
    expect(warnings.map(({ code, message, count }: Json) => [code, message, count])).toEqual([
      ['record_unparsable', 'A record was left out (line 1): it is no JSON object', 1],
      ['record_unparsable', 'A record was left out (line 3): version has not three parts', 1],
      ['record_other_version', 'A record was left out (line 4): it is of version 0.2.0, and 0.1 is known here', 1],
      [
        'record_without_commit',
        'A record was left out (line 5, line 6): it names no commit of git that its lines are of',
        2,
      ],
      ['record_unparsable', 'A record was left out (line 7): id is no UUID', 1],
      ['record_unparsable', 'A record was left out (line 8): timestamp is no RFC 3339 time', 1],
      ['record_unparsable', 'A record was left out (line 9): the range 3 to 2 ends before it begins', 1],
      ['record_unparsable', 'A record was left out (line 10): a line is no number from 1', 1],
      [
        'record_unparsable',
        'A record was left out (line 11): a contributor is neither human, ai, mixed nor unknown',
        1,
      ],
    ]);
  });

  test.each([
    ['no such file', 3, () => join(world.base, 'nothing.jsonl'), 'There is no file'],
    ['a folder', 3, () => world.base, 'is a folder'],
    ['nothing in it', 4, () => file('empty', ''), 'holds no record of Agent Trace that can be used'],
    ['another version alone', 4, () => file('n', record('a'.repeat(40), [], { version: '2.0.0' })), 'of version 2.0.0'],
  ])('%s: exit code %i, and nothing is written', async (_, code, path, message) => {
    const { exitCode, stdout, stderr } = await elsewhere(world.base, 'import', 'agent-trace', path());
    expect([exitCode, stdout]).toEqual([code, '']);
    expect(stderr).toContain(message);
    expect(existsSync(join(world.base, 'own'))).toBe(false);
  });

  test('the flat records of another writer name no commit: nothing can be told of a line by them', async () => {
    const path = join(corpusFolder() ?? '', 'agent-trace-lazyusage', 'traces.jsonl');
    if (corpusFolder() === null || !existsSync(path)) return;
    const { exitCode, stderr } = await elsewhere(world.base, 'import', 'agent-trace', path);
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining('line 1: version is no text')]);
  });

  test('a kept record that was damaged is told, and the rest of the answer is as it was', async () => {
    const { commit } = agentsCommit(world);
    const repo = cloned();
    await elsewhere(repo.dir, 'import', 'agent-trace', file('r.jsonl', good(commit)));
    const kept = join(world.base, 'own/agent-trace', commit.slice(0, 2), commit, `${ID}.json`);
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual(good(commit));
    writeFileSync(kept, '{');
    const { lines, warnings } = JSON.parse((await elsewhere(repo.dir, 'blame', 'src/a.ts', '--json')).stdout);
    expect(lines.map(({ origin }: Json) => origin)).toEqual(['commit', 'commit', 'commit', 'commit']);
    expect(warnings.map(({ code }: Json) => code)).toContain('record_unparsable');
  });
});

test('sums and reports count what a record tells of a file that no trace changed, whatever other repositories have records', async () => {
  const { session } = agentsCommit(world);
  const exported = (await here('export', '--format', 'agent-trace')).stdout;
  const other = file('other.jsonl', record('ab'.repeat(20), [{ path: 'x', conversations: [conversation(1, 1)] }]));
  const repo = cloned();
  expect((await elsewhere(repo.dir, 'import', 'agent-trace', other)).exitCode).toBe(0);
  const agents = async (): Promise<unknown[]> => {
    const stats = JSON.parse((await elsewhere(repo.dir, 'stats', '--json')).stdout);
    const report = JSON.parse((await elsewhere(repo.dir, 'report', 'src', '--json')).stdout);
    return [stats.agents, stats.lines.agent, report.added.sessions];
  };
  expect(await agents()).toEqual([[], 0, []]);
  expect((await elsewhere(repo.dir, 'import', 'agent-trace', file('one.jsonl', exported.trim()))).exitCode).toBe(0);
  expect(await agents()).toEqual([
    [expect.objectContaining({ agent: 'codex' })],
    2,
    [{ agent: 'codex', session, lines: 2 }],
  ]);
});
