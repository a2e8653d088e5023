import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { adapters } from '../../src/agents/registry.js';
import { openRepository } from '../../src/git/repository.js';
import type { AgentEvent, FileChangeEvent } from '../../src/model/agent-event.js';
import type { TraceSource } from '../../src/model/session.js';
import { reconcilePath } from '../../src/reconcile/reconcile-path.js';
import { normaliseRecordedPath } from '../../src/reconcile/recorded-path.js';
import { SnapshotView } from '../../src/reconcile/snapshot-view.js';
import { buildTimeline } from '../../src/reconcile/timeline.js';
import { corpusSource } from '../support/corpus.js';
import { corpusTest } from '../support/corpus-test.js';
import { GitRepo } from '../support/git.js';
import { layOutExport } from '../support/opencode-export.js';

/** Folder of the corpus → its agent, and what its traces are called. */
const SETS: readonly (readonly [folder: string, agent: string, trace: RegExp])[] = [
  ['codex-agentv', 'codex', /\.jsonl$/],
  ['codex-bare-envelope', 'codex', /\.jsonl$/],
  ['codex-openprintkit', 'codex', /\.jsonl$/],
  ['codex-ghost-agtrace/codex/sessions/2025/12/10', 'codex', /\.jsonl$/],
  ['seed-example/home/.codex/sessions/2025/12/29', 'codex', /\.jsonl$/],
  ['claude-context-evaluator', 'claude-code', /\.jsonl$/],
  ['claude-entire-cli', 'claude-code', /\.jsonl$/],
  ['codex-ghost-agtrace/claude/projects/-Users-zawakin-agent-sample', 'claude-code', /\.jsonl$/],
  ['seed-example/home/.claude/projects/-Users-cjm-repos-ai-blame-test', 'claude-code', /\.jsonl$/],
  ['gemini-entire-cli', 'gemini-cli', /session\.json$/],
  ['copilot-cli/agentv-10fb4666', 'copilot-cli', /\.jsonl$/],
  ['copilot-cli/vscode-copilot-chat-0.0.354', 'copilot-cli', /\.jsonl$/],
];

interface Row {
  sessions: number;
  turns: number;
  edits: number;
  readonly evidence: Record<string, number>;
  readonly skipped: Record<string, number>;
}

corpusTest('every real trace is read; sessions, turns, edits, evidence and skipped records by agent', (corpus) => {
  const rows = new Map<string, Row>();
  for (const [folder, agent, pattern] of SETS) {
    const row = rows.get(agent) ?? { sessions: 0, turns: 0, edits: 0, evidence: {}, skipped: {} };
    rows.set(agent, row);
    for (const name of readdirSync(join(corpus, folder)).filter((file) => pattern.test(file))) {
      const kind = name.endsWith('.json') ? ('json' as const) : ('jsonl' as const);
      count(row, { ...corpusSource(join(corpus, folder), name, agent), kind });
    }
  }
  const opencode: Row = { sessions: 0, turns: 0, edits: 0, evidence: {}, skipped: {} };
  rows.set('opencode', opencode);
  const home = mkdtempSync(join(tmpdir(), 'ai-blame-opencode-'));
  try {
    layOutExport(readFileSync(join(corpus, 'opencode-nimbus/ses_336ebe11.export.json'), 'utf8'), home);
    for (const source of adapterOf('opencode').discover([home]).sources) count(opencode, source);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  process.stdout.write(`${tableOf(rows)}\n`);
  // As the READMEs and truth files of the folders have it.
  const facts = [...rows].map(([agent, { sessions, edits }]) => [agent, sessions, edits]);
  expect(facts).toEqual([
    // Each of these patches changes one file; two sessions have one patch each.
    ['codex', 6, 2 + editsIn(corpus, /^codex-(agentv|bare|openprintkit)/, ({ patch_ok = 0 }) => patch_ok)],
    // Two more sessions have two small ones beside them, without edits; one of the two wrote once.
    ['claude-code', 24, 1 + seedResults(corpus) + editsIn(corpus, /^claude-/, ({ edits }) => edits.length)],
    ['gemini-cli', 5, geminiEdits(corpus)],
    ['copilot-cli', 4, 1],
    ['opencode', 1, 7],
  ]);
});

function adapterOf(agent: string): ReturnType<typeof adapters>[number] {
  const adapter = adapters().find(({ id }) => id === agent);
  if (adapter === undefined) throw new Error(`no adapter ${agent}`);
  return adapter;
}

function count(row: Row, source: TraceSource): void {
  const adapter = adapterOf(source.agent);
  const { turns, events, warnings } = adapter.read(source);
  expect(adapter.probe(source)).toEqual(adapter.scan(source, null).probe);
  row.sessions++;
  row.turns += turns.length;
  for (const { code, count: times } of warnings) row.skipped[code] = (row.skipped[code] ?? 0) + times;
  const changes = events.filter((event): event is FileChangeEvent => {
    return event.kind === 'file_change' && event.outcome === 'applied';
  });
  row.edits += changes.length;
  for (const [level, times] of evidenceOf(events, changes, adapter)) {
    row.evidence[level] = (row.evidence[level] ?? 0) + times;
  }
}

/** The evidence of recorded changes where nothing but the trace itself is there: no repository, no snapshot. */
function evidenceOf(
  events: readonly AgentEvent[],
  changes: readonly FileChangeEvent[],
  adapter: ReturnType<typeof adapters>[number],
): Map<string, number> {
  const repo = new GitRepo();
  const repository = openRepository(repo.dir);
  const levels = new Map<string, number>();
  try {
    const root = normaliseRecordedPath('/');
    const entries = buildTimeline([{ events, roots: root === null ? [] : [root] }], [], () => null);
    const leftOut = {
      isIgnored: () => false,
      isTooLarge: () => false,
      hiddenFolders: () => new Set<string>(),
      lists: () => ({ untrackedFiles: [], untrackedDirs: [] }),
    };
    const texts = {
      change: (event: FileChangeEvent) => adapter.loadChange(event),
      command: () => ({ writes: [], substitutions: [] }),
      named: () => [],
      read: ({ event }: { event: Parameters<typeof adapter.loadRead>[0] }) => adapter.loadRead(event),
    };
    const paths = new Set(entries.flatMap((entry) => (entry.kind === 'change' ? [entry.path] : [])));
    const told = new Set(changes.map(({ seq }) => seq));
    const counted = new Set<string>();
    for (const path of paths) {
      const view = new SnapshotView(repository.objects, leftOut);
      const { edits, records } = reconcilePath({ entries, repository, view, texts, path, content: null });
      for (const [n, { event }] of edits.entries()) {
        const record = records[n];
        if (record === undefined || event.kind !== 'file_change' || !told.has(event.seq) || counted.has(record.id))
          continue;
        counted.add(record.id);
        levels.set(record.evidence, (levels.get(record.evidence) ?? 0) + 1);
      }
    }
    return levels;
  } finally {
    repository.close();
    repo.remove();
  }
}

interface Truth {
  readonly edits: readonly unknown[];
  readonly patch_ok?: number;
}

/** How many edits the truth files of some folders tell. */
function editsIn(corpus: string, folders: RegExp, of: (truth: Truth) => number): number {
  let edits = 0;
  for (const folder of readdirSync(corpus).filter((name) => folders.test(name))) {
    for (const name of readdirSync(join(corpus, folder)).filter((file) => file.endsWith('truth.json'))) {
      edits += of(JSON.parse(readFileSync(join(corpus, folder, name), 'utf8')) as Truth);
    }
  }
  return edits;
}

/** Records of the seed's session of Claude that tell what was done to a file. */
function seedResults(corpus: string): number {
  const folder = join(corpus, 'seed-example/home/.claude/projects/-Users-cjm-repos-ai-blame-test');
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return texts.flatMap((text) => text.split('\n')).filter((line) => line.includes('"structuredPatch":[')).length;
}

function geminiEdits(corpus: string): number {
  const truth = JSON.parse(readFileSync(join(corpus, 'gemini-entire-cli', 'truth.json'), 'utf8')) as {
    readonly writes: readonly { readonly status: string }[];
  }[];
  return truth.flatMap(({ writes }) => writes).filter(({ status }) => status === 'success').length;
}

function tableOf(rows: ReadonlyMap<string, Row>): string {
  const words = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([what, times]) => `${times} ${what}`)
      .join(', ') || 'none';
  return [...rows]
    .map(([agent, { sessions, turns, edits, evidence, skipped }]) => {
      return `${agent}: ${sessions} sessions, ${turns} turns, ${edits} edits (${words(evidence)}); skipped: ${words(skipped)}`;
    })
    .join('\n');
}
