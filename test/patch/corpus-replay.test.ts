import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { applyChunks } from '../../src/patch/apply-chunks.js';
import { applyUnified, reverseUnified } from '../../src/patch/apply-unified.js';
import type { PatchFile } from '../../src/patch/parse-apply-patch.js';
import { parseApplyPatch } from '../../src/patch/parse-apply-patch.js';
import { reverseChunks } from '../../src/patch/reverse-chunks.js';

const CORPUS = process.env.AI_BLAME_CORPUS ?? join(import.meta.dirname, '../../../shared/corpus');
const present = existsSync(CORPUS);
if (!present) process.stderr.write('corpus of real traces not found: its replay is skipped\n');

interface Truth {
  edits: {
    record: number;
    call_id: string;
    files: { path: string; op: string; before: string | null; after: string | null }[];
  }[];
}

interface Call {
  call_id: string;
  arguments?: string;
  input?: string;
}

function blobId(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

function load(name: string): { records: { payload: Call & { changes?: object; type: string } }[]; truth: Truth } {
  const lines = readFileSync(join(CORPUS, `${name}.jsonl`), 'utf8').split('\n');
  return {
    records: lines.filter((line) => line !== '').map((line) => JSON.parse(line)),
    truth: JSON.parse(readFileSync(join(CORPUS, `${name}.truth.json`), 'utf8')),
  };
}

/** Calls of this corpus name the patch as `input`, or as the second word or the heredoc of a command. */
function patchText(call: Call): string {
  if (call.input !== undefined) return call.input;
  const text = (JSON.parse(call.arguments ?? '{}').command as string[]).at(-1) as string;
  return text.slice(text.indexOf('*** Begin Patch'), text.lastIndexOf('*** End Patch') + '*** End Patch'.length);
}

(present ? describe : describe.skip)('real patches lead to the blobs that the repositories hold', () => {
  const rollout = 'codex-openprintkit/rollout-2025-10-31T19-02-58-c61729d4';

  test('a session of 206 patches, wherever its base is known', () => {
    const { records, truth } = load(rollout);
    const blobs = new Map<string, Buffer>();
    const counts = { replayed: 0, reversed: 0, butForABlankEnd: 0, undecided: 0 };
    for (const edit of truth.edits) {
      const parsed = parseApplyPatch(patchText((records[edit.record] as { payload: Call }).payload));
      if (!parsed.ok) throw new Error(`record ${edit.record}: ${parsed.reason}`);
      for (const known of edit.files) {
        const file = parsed.files.find(({ path }) => path.endsWith(known.path)) as PatchFile;
        if (file?.op === 'add') {
          expect([known.path, blobId(Buffer.from(file.text))]).toEqual([known.path, known.after]);
          blobs.set(known.after as string, Buffer.from(file.text));
        }
        const before = known.before === null ? undefined : blobs.get(known.before);
        if (file?.op !== 'update' || before === undefined) continue;
        const applied = applyChunks(before, file.chunks, 'rewrite-context');
        if (!applied.ok) throw new Error(`record ${edit.record}: ${applied.reason}`);
        expect([known.path, blobId(applied.content)]).toEqual([known.path, known.after]);
        blobs.set(known.after as string, applied.content);
        counts.replayed++;
        const back = reverseChunks(applied.content, file.chunks, 'rewrite-context');
        // What fuzz has overwritten is not in the patch: such a base is right only but for blanks.
        if (applied.fuzz > 0) continue;
        if (!back.ok) {
          counts.undecided++;
        } else if (back.content.equals(before)) {
          counts.reversed++;
        } else {
          expect([back.finalBlankLine, `${back.content}\n`]).toEqual(['unknown', before.toString()]);
          counts.butForABlankEnd++;
        }
      }
    }
    // No count is known from elsewhere, but most bases must be found again.
    expect(counts.undecided).toBeLessThan(counts.reversed / 10);
    expect(counts.replayed).toBeGreaterThan(50);
  });

  test('patch text, structured diff and blobs agree', () => {
    const { records, truth } = load('codex-agentv/rollout-019f1de1');
    let content = Buffer.alloc(0) as Buffer;
    for (const edit of truth.edits) {
      const known = edit.files[0] as Truth['edits'][0]['files'][0];
      const parsed = parseApplyPatch(patchText((records[edit.record] as { payload: Call }).payload));
      if (!parsed.ok) throw new Error(parsed.reason);
      const file = parsed.files[0] as PatchFile;
      const end = records.find(({ payload }) => payload.type === 'patch_apply_end' && payload.call_id === edit.call_id);
      const change = Object.values(end?.payload.changes ?? {})[0] as { content?: string; unified_diff?: string };
      const before = content;
      if (file.op === 'add') {
        content = Buffer.from(file.text);
        expect(change.content).toBe(file.text);
      } else if (file.op === 'update') {
        const applied = applyChunks(before, file.chunks, 'rewrite-context');
        const unified = applyUnified(before, change.unified_diff ?? '');
        if (!applied.ok || !unified.ok) throw new Error(`record ${edit.record} does not apply`);
        content = applied.content;
        expect(unified.content.toString()).toBe(content.toString());
        const back = reverseUnified(content, change.unified_diff ?? '');
        expect(back.ok && back.content.equals(before)).toBe(true);
      }
      expect(blobId(content)).toBe(known.after);
    }
    expect(truth.edits).toHaveLength(4);
  });
});
