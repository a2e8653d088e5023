import type { BlamedLines, FileView, TextView } from '../../src/interactive/views.js';
import type { BlameLine } from '../../src/model/blame-result.js';
import type { EditRecord } from '../../src/model/edit-record.js';
import { blocksOf } from '../../src/render/blame-blocks.js';

const COMMIT = '91be4a5b6c7d8e9f0a1b2c3d4e5f60718293a4b5';

export const EDIT: EditRecord = {
  id: 'e7c1a90b52d4',
  agent: 'codex',
  agentVersion: '0.77.0',
  model: 'gpt-demo',
  provider: 'openai',
  session: '6f1c2a3b-0d4e-4f50-8a61-7b8c9daebfc0',
  parentSession: null,
  turn: { index: 2, id: null, startedAt: '2026-03-04T05:06:07.120Z', prompt: 'Add a max option' },
  timestamp: '2026-03-04T05:06:31.002Z',
  path: 'src/clamp.ts',
  previousPath: null,
  action: 'modify',
  evidence: 'exact',
  tool: 'apply_patch',
  call: 'call_demo_1',
  snapshots: { before: null, after: null },
  added: 1,
  removed: 1,
  before: { blob: null },
  after: { blob: null },
  caveats: [],
  trace: { path: 'sessions/2026/rollout.jsonl', line: 17 },
};

/** Lines by whom a letter tells: `a` the edit, `c` the commit, `p` preexisting, `u` untraced. */
export function fileOf(rows: readonly (readonly [who: string, text: string])[], edit: EditRecord = EDIT): FileView {
  const lines = rows.map(([who, text], n): BlameLine => {
    const base = { line: n + 1, text };
    if (who === 'a') return { ...base, origin: 'agent', edit: edit.id, commit: null };
    if (who === 'c') return { ...base, origin: 'commit', edit: null, commit: COMMIT };
    return { ...base, origin: who === 'p' ? 'preexisting' : 'untraced', edit: null, commit: null };
  });
  const commits = {
    [COMMIT]: { author: 'Ada', email: 'ada@example.org', time: '2026-03-01T10:00:00Z', summary: 'Add clamp' },
  };
  const blamed: BlamedLines = { lines, edits: { [edit.id]: edit }, commits };
  return {
    kind: 'file',
    path: 'src/clamp.ts',
    at: { kind: 'now', revision: null },
    blamed,
    blocks: blocksOf(blamed),
    previous: () => null,
  };
}

export function textOf(rows: readonly string[]): TextView {
  return { kind: 'text', title: 'diff', rows: rows.map((text) => ({ look: 'plain', text })), turn: null };
}
