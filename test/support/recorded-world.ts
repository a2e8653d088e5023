import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layOut, readTruth, recordedAt, type Truth, type TruthWriter } from '../../fixtures/lay-out.mjs';
import { blameFile } from '../../src/app/blame-file.js';
import { EVERY_EDIT, listEdits } from '../../src/app/list-edits.js';
import type { Place } from '../../src/app/place.js';
import { NOTHING_SEEN_THROUGH, type SeeThroughRequest } from '../../src/app/see-through-request.js';
import type { Env } from '../../src/env.js';
import type { BlameResult, EditsResult } from '../../src/model/blame-result.js';
import type { EditRecord } from '../../src/model/edit-record.js';
import type { Evidence } from '../../src/model/evidence.js';
import { blameJson } from '../../src/render/blame-json.js';
import { editsJson } from '../../src/render/edits-json.js';
import { ALONE, NO_PATIENCE } from '../cli/fake-env.js';
import { GitRepo } from './git.js';

const quiet = { update: () => {}, end: () => {} };
const nowhere = { write: async () => {}, isTTY: false, columns: null };

/** A recording of the real Codex CLI, laid out, and asked as a person would ask. */
export class RecordedWorld {
  readonly base = mkdtempSync(join(tmpdir(), 'ai-blame-recorded-'));
  readonly truth: Truth;
  readonly repo: GitRepo;
  readonly codexHome: string;
  readonly #place: Place;

  constructor(name: string) {
    const { repo, codexHome } = layOut(name, join(this.base, 'laid-out'));
    this.truth = readTruth(name);
    this.repo = new GitRepo(repo, null);
    this.codexHome = codexHome;
    // Snapshots tie the sessions to the repository wherever it lies now; without any, their old folders must be told.
    const movedFrom = this.truth.ghosts.length > 0 ? [] : [recordedAt];
    this.#place = { directory: repo, homes: { codex: [codexHome] }, movedFrom };
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }

  /** A copy of the home at another place. */
  copyHome(name: string): string {
    const to = join(this.base, name);
    cpSync(this.codexHome, to, { recursive: true });
    return to;
  }

  /** What `--json` prints for a file, read again. */
  blame(file: string, options: RecordedBlame = {}): BlameResult {
    const { minEvidence = 'inferred', seeThrough = {}, revision = null, homes = [this.codexHome] } = options;
    const place = { ...this.#place, homes: { codex: homes } };
    const request = { file, revision, minEvidence, ranges: [], place };
    const asked = { ...request, seeThrough: { ...NOTHING_SEEN_THROUGH, ...seeThrough } };
    return JSON.parse(blameJson(blameFile(asked, this.env(), quiet).result)) as BlameResult;
  }

  /** Each line as `text ← session turn model evidence`, or `nobody`. */
  writers(file: string, options: RecordedBlame = {}): string[] {
    const { lines, edits } = this.blame(file, options);
    return lines.map(({ text, edit }) => {
      const by = edits[edit ?? ''];
      return `${text} ← ${by === undefined ? 'nobody' : `${by.session} ${by.turn?.index} ${by.model} ${by.evidence}`}`;
    });
  }

  /** The same as the script of the recording says. */
  scripted(file: string): string[] {
    return (this.truth.files[file] ?? []).map(({ text, writer }) => `${text} ← ${tell(writer)}`);
  }

  edits(homes: readonly string[] = [this.codexHome]): readonly EditRecord[] {
    const place = { ...this.#place, homes: { codex: homes } };
    const result = listEdits({ paths: [], place, filter: EVERY_EDIT }, this.env(), quiet);
    return (JSON.parse(editsJson(result)) as EditsResult).edits;
  }

  /** The id of the session that the scenario calls so. */
  session(alias: string): string {
    const session = this.truth.sessions[alias];
    if (session === undefined) throw new Error(`the recording has no session ${alias}`);
    return session.id;
  }

  env(): Env {
    const { dir } = this.repo;
    return {
      cwd: dir,
      home: join(this.base, 'home'),
      variables: {},
      now: () => 0,
      platform: 'linux',
      patience: () => NO_PATIENCE,
      ...ALONE,
      stdout: nowhere,
      stderr: nowhere,
    };
  }
}

interface RecordedBlame {
  readonly minEvidence?: Evidence;
  readonly seeThrough?: Partial<SeeThroughRequest>;
  readonly revision?: string;
  readonly homes?: readonly string[];
}

/** What no snapshot saw shows in a command's text (`inferred`), or nowhere. */
function tell(writer: TruthWriter | null): string {
  if (writer === null || writer.evidence === 'unseen') return 'nobody';
  const { session, turn, model, evidence } = writer;
  return `${session} ${turn} ${model} ${evidence === 'shell-only' ? 'inferred' : evidence}`;
}
