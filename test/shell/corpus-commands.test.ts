import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { extractApplyPatch } from '../../src/shell/extract-apply-patch.js';

const CORPUS = process.env.AI_BLAME_CORPUS ?? join(import.meta.dirname, '../../../shared/corpus');
const present = existsSync(CORPUS);
if (!present) process.stderr.write('corpus of real traces not found: its commands are skipped\n');

(present ? describe : describe.skip)('commands of real sessions', () => {
  test.each([
    ['codex-openprintkit/rollout-2025-10-31T19-02-58-c61729d4', 187],
    ['codex-bare-envelope/rollout-2025-08-06T18-02-11-05997ac9-0e06-4251-8576-cc16266d3022', 1],
  ])('every patch that was applied is found: %s', (name, count) => {
    const records = readFileSync(join(CORPUS, `${name}.jsonl`), 'utf8').split('\n');
    const { edits } = JSON.parse(readFileSync(join(CORPUS, `${name}.truth.json`), 'utf8')) as {
      edits: { record: number; files: { path: string }[] }[];
    };
    expect(edits).toHaveLength(count);
    for (const { record, files } of edits) {
      const line = JSON.parse(records[record] as string);
      const { command } = JSON.parse((line.payload ?? line).arguments) as { command: string[] };
      const patch = extractApplyPatch(command)?.patch ?? '';
      expect([record, patch.split('\n')[0]]).toEqual([record, '*** Begin Patch']);
      for (const { path } of files) expect(patch).toContain(path);
    }
  });
});
