import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import type { CommandEvent, FileChangeEvent, SnapshotEvent } from '../../src/model/agent-event.js';
import { corpusFolder, corpusSource } from '../support/corpus.js';

/** Real rollouts, read where they lie; what is true about them was found by replaying them against the repositories they changed. */
const corpus = corpusFolder();
if (corpus === null) {
  process.stdout.write('corpus not found (AI_BLAME_CORPUS): tests of real Codex rollouts are skipped\n');
}
const describeCorpus = corpus === null ? describe.skip : describe;
const at = (...path: string[]): string => join(corpus ?? '', ...path);

interface Truth {
  readonly session_id: string;
  readonly cli_version: string | null;
  readonly user_turns: number;
  readonly patch_calls: number;
  readonly patch_ok: number;
  readonly patch_failed_in_trace: number;
  readonly git: { readonly commit_hash: string; readonly branch: string; readonly repository_url: string };
  readonly replay_error_records?: readonly number[];
  readonly edits: readonly {
    readonly record: number;
    readonly call_id: string;
    readonly timestamp: string | null;
    readonly turn: number;
    readonly model: string | null;
    readonly files: readonly { readonly path: string; readonly op: 'A' | 'M' | 'D' }[];
  }[];
}

const OPS = { create: 'A', modify: 'M', delete: 'D', rename: 'R' } as const;

function changesIn(folder: string, path: string): FileChangeEvent[] {
  const { events } = codexAdapter().read(corpusSource(folder, path));
  return events.filter((event) => event.kind === 'file_change');
}

describeCorpus('rollouts with known edits', () => {
  test.each([
    ['codex-agentv', 'rollout-019f1de1', '/home/entity/projects/EntityProcess/agentv'],
    ['codex-agentv', 'rollout-019efedf', '/home/entity/projects/EntityProcess/agentv'],
    ['codex-openprintkit', 'rollout-2025-10-31T19-02-58-c61729d4', '/home/randy/projects/python-3/OpenPrintKit'],
    ['codex-bare-envelope', 'rollout-2025-08-06T18-02-11-05997ac9-0e06-4251-8576-cc16266d3022', null],
  ])('%s/%s: every edit that was applied, and no other', (folder, name, cwd) => {
    const truth: Truth = JSON.parse(readFileSync(at(folder, `${name}.truth.json`), 'utf8'));
    const trace = codexAdapter().read(corpusSource(at(folder), `${name}.jsonl`));
    expect(trace.session).toMatchObject({
      id: truth.session_id,
      agentVersion: truth.cli_version,
      cwd,
      git: { commit: truth.git.commit_hash, branch: truth.git.branch, remote: truth.git.repository_url },
    });
    expect(trace.turns.map((turn) => turn.index)).toEqual(Array.from({ length: truth.user_turns }, (_, i) => i + 1));
    expect(trace.warnings).toEqual([]);

    const changes = trace.events.filter((event) => event.kind === 'file_change');
    const unknown = new Set(truth.replay_error_records ?? []);
    const told = changes
      .filter((event) => event.outcome === 'applied' && !unknown.has(event.body.line - 1))
      .map((event) => ({
        record: event.body.line - 1,
        call: event.callId,
        turn: event.turn?.index,
        model: event.model,
        path: event.path,
        op: OPS[event.op],
      }));
    const expected = truth.edits.flatMap((edit) =>
      edit.files.map((file) => ({
        record: edit.record,
        call: edit.call_id,
        turn: edit.turn,
        model: edit.model,
        path: cwd === null ? file.path : `${cwd}/${file.path}`,
        op: file.op,
      })),
    );
    expect(told).toEqual(expected);

    const calls = (outcome: (event: FileChangeEvent) => boolean) =>
      new Set(changes.filter(outcome).map((event) => event.callId)).size;
    expect(calls((event) => event.outcome === 'applied')).toBe(truth.patch_ok);
    for (const record of unknown) {
      expect(changes.some((event) => event.outcome === 'applied' && event.body.line - 1 === record)).toBe(true);
    }
  });

  test('patches that failed are told as failed', () => {
    const failed = changesIn(at('codex-openprintkit'), 'rollout-2025-10-31T19-02-58-c61729d4.jsonl').filter(
      (event) => event.outcome !== 'applied',
    );
    expect(new Set(failed.map((event) => event.outcome))).toEqual(new Set(['failed']));
    // Of the 27 calls that failed, 11 hold no valid patch, as their outputs say. And record 99 never was a call of apply_patch.
    expect(new Set(failed.map((event) => event.callId)).size).toBe(16);
    expect(failed.some((event) => event.body.line === 100)).toBe(false);
  });

  test('a structured record tells when the patch was applied; the call tells what', () => {
    const [first] = changesIn(at('codex-agentv'), 'rollout-019f1de1.jsonl');
    expect(first).toMatchObject({
      tool: 'apply_patch',
      time: '2026-07-01T14:02:20.944Z',
      trace: { line: 161 },
      body: { line: 160 },
      turn: { id: '019f1df8-65e3-7f80-88db-8816f264639e' },
    });
  });

  test('the texts of all applied changes can be loaded', () => {
    const adapter = codexAdapter();
    for (const [folder, path] of [
      ['codex-agentv', 'rollout-019f1de1.jsonl'],
      ['codex-openprintkit', 'rollout-2025-10-31T19-02-58-c61729d4.jsonl'],
    ] as const) {
      for (const event of changesIn(at(folder), path).filter((each) => each.outcome === 'applied')) {
        const kinds = adapter.loadChange(event).tellings.map((telling) => telling.kind);
        const both = folder === 'codex-agentv';
        expect(kinds).toEqual(
          {
            create: ['content'],
            modify: both ? ['unified', 'apply_patch'] : ['apply_patch'],
            delete: ['deleted'],
            rename: [],
          }[event.op],
        );
      }
    }
  });
});

describeCorpus('the three ghosts of the seed example', () => {
  const home = at('seed-example', 'home', '.codex');
  const path = 'sessions/2025/12/29/rollout-2025-12-29T11-54-27-019b6b08-58f3-7580-9dca-fe3f30a10650.jsonl';

  test('is discovered and probed', () => {
    const adapter = codexAdapter();
    const { sources, warnings } = adapter.discover([home]);
    expect({ sources, warnings }).toEqual({ sources: [corpusSource(home, path)], warnings: [] });
    expect(adapter.probe(corpusSource(home, path))).toMatchObject({
      session: { id: '019b6b08-58f3-7580-9dca-fe3f30a10650', agentVersion: '0.77.0', provider: 'openai' },
      cwds: ['/Users/cjm/repos/ai-blame-test'],
      snapshots: [
        '808b54e181f84016795a154b08a2849c07a9988b',
        '18538bd78cea6eb17c4b9fde51f52829067db217',
        'bf1fe931bc70f605aacd81822dd1d8dea2ca0822',
      ],
      firstTime: '2025-12-29T16:54:27.851Z',
      lastTime: '2025-12-29T16:56:03.093Z',
    });
  });

  test('three turns, each with its ghost; the patch is the third turn’s', () => {
    const { turns, events } = codexAdapter().read(corpusSource(home, path));
    expect(turns.map(({ index, id, startedAt, prompt }) => ({ index, id, startedAt, prompt }))).toEqual([
      {
        index: 1,
        id: null,
        startedAt: '2025-12-29T16:54:43.779Z',
        prompt: 'created a file created-with-codex.md with a few random lines',
      },
      {
        index: 2,
        id: null,
        startedAt: '2025-12-29T16:55:24.509Z',
        prompt: 'I want u to create a file created-with-codex.md with a few random lines',
      },
      {
        index: 3,
        id: null,
        startedAt: '2025-12-29T16:55:51.407Z',
        prompt: 'make a random edit add some comments to the python file',
      },
    ]);
    const snapshots = events.filter((event): event is SnapshotEvent => event.kind === 'snapshot');
    expect(
      snapshots.map(({ commit, parent, turn, time, model, cwd }) => [
        commit.slice(0, 7),
        parent,
        turn?.index,
        time,
        model,
        cwd,
      ]),
    ).toEqual([
      ['808b54e', null, 1, '2025-12-29T16:54:43.880Z', 'gpt-5.2-codex', '/Users/cjm/repos/ai-blame-test'],
      ['18538bd', null, 2, '2025-12-29T16:55:24.605Z', 'gpt-5.2-codex', '/Users/cjm/repos/ai-blame-test'],
      ['bf1fe93', null, 3, '2025-12-29T16:55:51.498Z', 'gpt-5.2-codex', '/Users/cjm/repos/ai-blame-test'],
    ]);
    const changes = events.filter((event): event is FileChangeEvent => event.kind === 'file_change');
    expect(changes).toMatchObject([
      {
        op: 'modify',
        path: '/Users/cjm/repos/ai-blame-test/example.py',
        outcome: 'applied',
        turn: { index: 3 },
        model: 'gpt-5.2-codex',
        time: '2025-12-29T16:56:01.421Z',
        trace: { line: 71 },
        body: { line: 69 },
      },
    ]);
  });

  test('the heredoc of the second turn is a command whose file and text are told', () => {
    const adapter = codexAdapter();
    const { events } = adapter.read(corpusSource(home, path));
    const commands = events.filter((event): event is CommandEvent => event.kind === 'command');
    expect(commands).toMatchObject([
      {
        turn: { index: 2 },
        trace: { line: 44 },
        time: '2025-12-29T16:55:32.792Z',
        outcome: 'applied',
        exitCode: 0,
        tool: 'shell_command',
        writes: 'named',
        targets: [{ path: '/Users/cjm/repos/ai-blame-test/created-with-codex.md', op: 'write' }],
      },
    ]);
    expect(adapter.loadCommandText(commands[0] as CommandEvent)?.writes).toEqual([
      {
        path: '/Users/cjm/repos/ai-blame-test/created-with-codex.md',
        content: 'first line\nblue sky\npaperclip\n42\n',
        op: 'write',
        last: true,
      },
    ]);
  });
});

describeCorpus('ghosts whose objects are gone', () => {
  test('the patch and what was untracked at each ghost are told', () => {
    const truth = JSON.parse(readFileSync(at('codex-ghost-agtrace', 'truth.json'), 'utf8')).codex;
    const home = at('codex-ghost-agtrace', 'codex');
    const adapter = codexAdapter();
    const [source] = adapter.discover([home]).sources;
    const { session, turns, events } = adapter.read(source ?? corpusSource(home, readdirSync(home)[0] ?? ''));
    expect([session.agentVersion, session.git?.commit, turns.length]).toEqual([
      truth.cli_version,
      truth.session_base_commit,
      2,
    ]);
    const snapshots = events.filter((event): event is SnapshotEvent => event.kind === 'snapshot');
    expect(snapshots.map((event) => [event.commit, event.turn?.index])).toEqual([
      [truth.ghosts[0], 1],
      [truth.ghosts[1], 2],
    ]);
    const [before, after] = snapshots.map((event) => adapter.loadSnapshotLists(event).untrackedFiles);
    expect(after?.filter((path) => !before?.includes(path))).toEqual(truth.untracked_list_gains_between_ghosts);
    const changes = events.filter((event): event is FileChangeEvent => event.kind === 'file_change');
    expect(changes.map(({ turn, model, op, path, outcome }) => [turn?.index, model, op, path, outcome])).toEqual([
      [truth.patch.turn, truth.model, 'create', `/Users/zawakin/agent-sample/${truth.patch.path}`, 'applied'],
    ]);
    expect(adapter.loadChange(changes[0] as FileChangeEvent)).toEqual({
      tellings: [{ kind: 'content', text: truth.patch.text }],
    });
  });
});

describeCorpus('fixtures of git-ai', () => {
  test.each([
    ['codex-session-simple.jsonl', ['modify src/main.rs unknown']],
    ['codex-session-updated.jsonl', ['modify src/main.rs unknown']],
  ])('%s: a patch without an output is not told as done', (name, expected) => {
    const { events, warnings } = codexAdapter().read(corpusSource(at('gitai-transcript-fixtures'), name));
    const changes = events.filter((event): event is FileChangeEvent => event.kind === 'file_change');
    expect(changes.map(({ op, path, outcome }) => `${op} ${path.split('/git-ai/').at(-1)} ${outcome}`)).toEqual(
      expected,
    );
    expect(warnings).toEqual([]);
  });
});
