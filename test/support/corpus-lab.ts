import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { finders } from '../../src/agents/finders.js';
import { blameFile } from '../../src/app/blame-file.js';
import { listEdits } from '../../src/app/list-edits.js';
import { loadTimelines } from '../../src/app/load-timelines.js';
import type { Place } from '../../src/app/place.js';
import type { Env } from '../../src/env.js';
import { hashObject } from '../../src/git/oid.js';
import { openRepository } from '../../src/git/repository.js';
import type { BlameResult, EditsResult } from '../../src/model/blame-result.js';
import { reconcilePath } from '../../src/reconcile/reconcile-path.js';
import { ALONE, NO_PATIENCE } from '../cli/fake-env.js';
import { GitRepo } from './git.js';
import { TempDir } from './temp-dir.js';

const QUIET = { update: () => {}, end: () => {} };
const NOWHERE = { write: async () => {}, isTTY: false, columns: null };
const ALL = { agents: [], models: [], sessions: [], turns: [], since: null, until: null, evidence: [], actions: [] };

/** A repository and a home with real traces, asked as a person would ask. */
export class CorpusLab {
  readonly repo: GitRepo;
  readonly #temp = new TempDir();
  readonly #home: string;
  readonly #movedFrom: string | null;

  /**
   * @param base files of the commit that everything began with.
   * @param movedFrom where the session ran, as recorded; null: it tells nothing.
   */
  constructor(base: Record<string, string>, movedFrom: string | null) {
    this.repo = new GitRepo(join(this.#temp.path, 'repo'));
    // Earlier than every session of the corpus.
    this.repo.clock = Date.UTC(2025, 5, 1) / 1000;
    this.repo.commit('Begin', base);
    this.#home = join(this.#temp.path, 'home');
    this.#movedFrom = movedFrom;
  }

  /** Takes a rollout in as it is, or as `change` makes it. */
  addRollout(file: string, change?: (text: string) => string): void {
    const name = basename(file).startsWith('rollout-2') ? basename(file) : `rollout-2026-01-01-${basename(file)}`;
    const copy = join(this.#home, 'sessions/2026/01/01', name);
    mkdirSync(dirname(copy), { recursive: true });
    if (change === undefined) copyFileSync(file, copy);
    else this.#temp.write(join('home/sessions/2026/01/01', name), change(readFileSync(file, 'utf8')));
  }

  /** Takes a trace in as it is. @param path where it lies in the agent's home. */
  addTrace(file: string, path: string): void {
    const copy = join(this.#home, path);
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(file, copy);
  }

  edits(): EditsResult {
    return listEdits({ paths: [], place: this.#place(), filter: ALL }, this.#env(), QUIET);
  }

  blame(file: string): BlameResult {
    const request = { file, revision: null, minEvidence: 'inferred' as const, ranges: [], place: this.#place() };
    return blameFile(request, this.#env(), QUIET).result;
  }

  /** For each path the version of the given blob id, among those that the traces alone lead to; null where there is none. */
  rebuilt(blobs: Readonly<Record<string, string>>): Record<string, Buffer | null> {
    const repository = openRepository(this.repo.dir);
    try {
      const destination = { start: repository.head().commit, isHead: true, until: null };
      const { all, view } = loadTimelines(repository, destination, this.#place(), this.#env(), QUIET);
      const found: Record<string, Buffer | null> = {};
      for (const [path, blob] of Object.entries(blobs)) {
        const { entries = [], texts } = all[0] ?? {};
        if (texts === undefined) continue;
        const { weave } = reconcilePath({ entries, repository, view, texts, path, content: null }).chain;
        const versions = Array.from({ length: weave.versionCount }, (_, n) => n).filter((n) => !weave.isAbsentAt(n));
        const contents = versions.map((version) => weave.textAt(version));
        found[path] = contents.find((content) => hashObject('sha1', 'blob', content) === blob) ?? null;
      }
      return found;
    } finally {
      repository.close();
    }
  }

  remove(): void {
    this.#temp.remove();
  }

  #place(): Place {
    const movedFrom = this.#movedFrom === null ? [] : [this.#movedFrom];
    return { directory: this.repo.dir, homes: this.#homes(), movedFrom };
  }

  /** Each agent finds its own in it. */
  #homes(): Record<string, string[]> {
    return Object.fromEntries(finders().map(({ id }) => [id, [this.#home]]));
  }

  #env(): Env {
    return {
      cwd: this.repo.dir,
      home: this.#temp.path,
      variables: {},
      now: () => 0,
      platform: 'linux',
      patience: () => NO_PATIENCE,
      ...ALONE,
      stdout: NOWHERE,
      stderr: NOWHERE,
    };
  }
}
