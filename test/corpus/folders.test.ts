import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { corpusTest } from '../support/corpus-test.js';

/** Where the facts that the README of each folder states are asserted, relative to `test`. */
const PROVEN_IN: Readonly<Record<string, readonly string[]>> = {
  'agent-trace-lazyusage': ['corpus/foreign-attributions.test.ts'],
  'claude-context-evaluator': ['agents/claude-code/corpus.test.ts', 'corpus/all-agents.test.ts'],
  'claude-entire-cli': ['agents/claude-code/corpus.test.ts', 'corpus/all-agents.test.ts'],
  'codex-agentv': ['corpus/codex-rollouts.test.ts', 'agents/codex-corpus.test.ts'],
  'codex-bare-envelope': ['corpus/codex-rollouts.test.ts', 'agents/codex-corpus.test.ts'],
  'codex-ghost-agtrace': ['corpus/codex-rollouts.test.ts', 'agents/codex-corpus.test.ts'],
  'codex-openprintkit': ['corpus/codex-rollouts.test.ts', 'agents/codex-corpus.test.ts'],
  'copilot-cli': ['agents/copilot-cli/corpus.test.ts'],
  'gemini-entire-cli': ['corpus/gemini-sessions.test.ts'],
  'gitai-notes': ['corpus/gitai-notes.test.ts'],
  'gitai-transcript-fixtures': [
    'agents/claude-code/corpus.test.ts',
    'agents/codex-corpus.test.ts',
    'agents/copilot-cli/corpus.test.ts',
    'agents/copilot-vscode/transcripts.test.ts',
    'agents/cursor/transcripts.test.ts',
    'agents/opencode/corpus.test.ts',
    'corpus/gemini-sessions.test.ts',
  ],
  'opencode-nimbus': ['agents/opencode/corpus.test.ts'],
  'seed-example': ['corpus/seed-example.test.ts'],
  'whogitit-notes': ['corpus/foreign-attributions.test.ts'],
};

corpusTest('every folder of the corpus has tests that name it', (corpus) => {
  const folders = readdirSync(corpus, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(PROVEN_IN).sort());
  for (const [folder, files] of Object.entries(PROVEN_IN)) {
    for (const file of files) {
      const text = readFileSync(join(import.meta.dirname, '..', file), 'utf8');
      expect([folder, file, text.includes(folder)]).toEqual([folder, file, true]);
    }
  }
});
