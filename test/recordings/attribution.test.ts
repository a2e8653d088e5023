import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { layOut, readTruth, recordedAt, versions } from '../../fixtures/lay-out.mjs';
import { blameFile } from '../../src/app/blame-file.js';
import { EVERY_EDIT, listEdits } from '../../src/app/list-edits.js';
import type { Place } from '../../src/app/place.js';
import type { Env } from '../../src/env.js';
import { ALONE, NO_PATIENCE } from '../cli/fake-env.js';

const quiet = { update: () => {}, end: () => {} };
const nowhere = { write: async () => {}, isTTY: false, columns: null };

/**
 * Recordings of the real Codex CLI. The script that drove the model says who wrote each line (fixtures/README.md); what only a
 * shell did where no ghosts are (`shell-only`) shows in the commands' texts: `inferred`.
 */
function evidenceOf({ evidence }: { readonly evidence: string }): string {
  return evidence === 'shell-only' ? 'inferred' : evidence;
}

describe.each(versions.map(String))('the recording of Codex %s', (version) => {
  let base = '';
  let place: Place;
  let env: Env;
  const truth = readTruth(version);

  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'ai-blame-recording-'));
    const { repo, codexHome } = layOut(version, join(base, 'laid-out'));
    place = { directory: repo, homes: { codex: [codexHome] }, movedFrom: truth.ghosts.length > 0 ? [] : [recordedAt] };
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

  afterAll(() => rmSync(base, { recursive: true, force: true }));

  test('every line has the writer that the script says', () => {
    const expected: string[] = [];
    const found: string[] = [];
    for (const [path, lines] of Object.entries(truth.files)) {
      const { result } = blameFile(
        { file: path, revision: null, minEvidence: 'inferred', ranges: [], place },
        env,
        quiet,
      );
      expect(result.lines.map(({ text }) => text)).toEqual(lines.map(({ text }) => text));
      for (const [n, { line, text, writer }] of lines.entries()) {
        const edit = result.edits[result.lines[n]?.edit ?? ''];
        const told =
          edit === undefined ? 'nobody' : `${edit.session} ${edit.turn?.index} ${edit.model} ${edit.evidence}`;
        found.push(`${path}:${line} ${text} ← ${told}`);
        const right =
          writer === null ? 'nobody' : `${writer.session} ${writer.turn} ${writer.model} ${evidenceOf(writer)}`;
        expected.push(`${path}:${line} ${text} ← ${right}`);
      }
    }
    expect(found).toEqual(expected);
  });

  test('the edits are those of the script, and the turns that only talked or read have none', () => {
    const { edits } = listEdits(
      {
        paths: [],
        place,
        filter: EVERY_EDIT,
      },
      env,
      quiet,
    );
    const found = edits.map(
      ({ session, turn, model, action, previousPath, path, evidence }) =>
        `${session} ${turn?.index} ${model} ${action} ${previousPath} ${path} ${evidence}`,
    );
    const all = truth.edits.map(
      ({ session, turn, model, action, previousPath, path, evidence }) =>
        `${session} ${turn} ${model} ${action} ${previousPath} ${path} ${evidenceOf({ evidence })}`,
    );
    expect(found.slice().sort()).toEqual(all.slice().sort());
    expect(new Set(found).size).toBe(found.length);
  });

  test('each edit is a record of its own with the place of its record in the trace', () => {
    const { edits } = listEdits({ paths: [], place, filter: EVERY_EDIT }, env, quiet);
    expect(new Set(edits.map(({ id }) => id)).size).toBe(edits.length);
    expect(edits.every(({ id }) => /^[0-9a-f]{12}$/.test(id))).toBe(true);
    expect(edits.every(({ trace }) => trace.path.startsWith('sessions/') && trace.line > 0)).toBe(true);
    expect(edits.map(({ timestamp }) => timestamp)).toEqual(edits.map(({ timestamp }) => timestamp).sort());
  });
});
