import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { SessionTrace } from '../../../src/agents/agent-adapter.js';
import { openCodeAdapter } from '../../../src/agents/opencode/adapter.js';
import type { FileChangeEvent } from '../../../src/model/agent-event.js';
import { corpusTest } from '../../support/corpus-test.js';
import { GitRepo } from '../../support/git.js';
import { layOutExport } from '../../support/opencode-export.js';

const adapter = openCodeAdapter();

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'ai-blame-opencode-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function readAll(): SessionTrace[] {
  return adapter.discover([home]).sources.map((source) => adapter.read(source));
}

corpusTest('a session of 1.2.20: seven files, whole, by one model, and a tree at every step', (corpus) => {
  const folder = join(corpus, 'opencode-nimbus');
  layOutExport(readFileSync(join(folder, 'ses_336ebe11.export.json'), 'utf8'), home);
  const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as {
    distinct_snapshots: { snapshot: string }[];
    base_tree: string;
    landed_tree: string;
  };
  const [trace, ...others] = readAll();
  expect(others).toEqual([]);
  expect(trace?.session).toMatchObject({
    id: 'ses_336ebe11bffePlPIwBobiYzDoC',
    agentVersion: '1.2.20',
    provider: 'opencode',
    cwd: '/Users/nickdejesus/Code/nimbus',
  });
  expect(trace?.turns).toHaveLength(4);
  expect(trace?.warnings).toEqual([]);
  const snapshots = (trace?.events ?? []).flatMap((event) => (event.kind === 'snapshot' ? event.commit : []));
  expect(snapshots).toHaveLength(98);
  expect([...new Set(snapshots)]).toEqual(truth.distinct_snapshots.map(({ snapshot }) => snapshot));
  expect([snapshots[0], snapshots.at(-1)]).toEqual([truth.base_tree, truth.landed_tree]);
  const changes = (trace?.events ?? []).filter((event): event is FileChangeEvent => event.kind === 'file_change');
  expect(changes.every(({ model, outcome }) => model === 'gpt-5.3-codex' && outcome === 'applied')).toBe(true);
  expect(new Set(changes.map(({ trace: { line } }) => line)).size).toBe(7);
  const contents = new Map<string, string>();
  for (const change of changes) {
    const { tellings, before } = adapter.loadChange(change);
    const [telling] = tellings;
    // Each change goes on from what the one before left.
    if (before !== undefined && before !== null) expect(before).toBe(contents.get(change.path));
    if (telling?.kind === 'content') contents.set(change.path, telling.text);
  }
  expect(contents.size).toBe(7);
  expect([...contents.values()].reduce((sum, text) => sum + text.split('\n').length - 1, 0)).toBe(481);
  // The tree of the base with these files is the tree that was recorded last.
  const repo = new GitRepo(join(home, 'repo'));
  const index = readFileSync(join(folder, 'base-tree.txt'), 'utf8');
  repo.gitBytes(['update-index', '--index-info'], { input: index });
  for (const [path, text] of contents) {
    const oid = repo.gitBytes(['hash-object', '-w', '--stdin'], { input: text }).toString('utf8').trim();
    const name = path.slice('/Users/nickdejesus/Code/nimbus/'.length);
    repo.gitBytes(['update-index', '--add', '--cacheinfo', `100644,${oid},${name}`]);
  }
  expect(repo.git('write-tree', '--missing-ok').trim()).toBe(truth.landed_tree);
});

corpusTest('storage files of git-ai: a session without its own file, and ids of another form', (corpus) => {
  const source = join(corpus, 'gitai-transcript-fixtures/opencode-storage');
  const other = mkdtempSync(join(tmpdir(), 'ai-blame-opencode-'));
  try {
    for (const path of [
      'message/test-session-123/msg-user-001.json',
      'message/test-session-123/msg-assistant-001.json',
      'part/msg-user-001/prt-001.json',
      ...['001', '002', '003', '004'].map((id) => `part/msg-assistant-001/prt-${id}.json`),
    ]) {
      const file = join(other, 'storage', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, readFileSync(join(source, path)));
    }
    const [found] = adapter.discover([other]).sources;
    const trace = found === undefined ? null : adapter.read(found);
    expect(trace?.session.id).toBe('test-session-123');
    expect(trace?.turns.map(({ prompt }) => prompt)).toEqual(["Update the comment in index.ts to say 'Hello World'"]);
    const changes = (trace?.events ?? []).filter((event): event is FileChangeEvent => event.kind === 'file_change');
    expect(changes.map(({ path, model, outcome, time }) => [path, model, outcome, time])).toEqual([
      ['/Users/test/project/index.ts', 'claude-3-5-sonnet-20241022', 'applied', '2024-01-28T16:37:13.000Z'],
    ]);
    expect(changes.map((event) => adapter.loadChange(event))).toEqual([
      { tellings: [{ kind: 'content', text: "// Hello World\nconsole.log('test');" }] },
    ]);
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});
