import { readCommit } from '../git/commits.js';
import { CompleteCommits } from '../git/complete-commits.js';
import { pruneExpiry } from '../git/prune-expiry.js';
import { type Reachability, reachableFromRefs } from '../git/reachability.js';
import type { Repository } from '../git/repository.js';
import type { Warning } from '../model/diagnostic.js';
import type { PruneExpiry } from '../model/doctor-result.js';
import type { SnapshotEntry } from '../reconcile/timeline.js';
import type { LetGoSnapshots } from './let-go-snapshots.js';

/**
 * `kept`: some ref reaches it. `young`: none does, but git leaves it alone yet. `at-risk`: the next garbage collection takes it.
 * `held`: the agent
 * itself keeps it, for some days. `expired`: the agent threw it away, and no line's evidence went with it. `damaged`: stored in part. `lost`: not stored. `foreign`: no snapshot at all, though a trace names it.
 */
export type SnapshotState = 'kept' | 'young' | 'held' | 'expired' | 'at-risk' | 'damaged' | 'lost' | 'foreign';

/** Judges whether snapshots are stored, and whether they will stay. */
export class SnapshotJudge {
  readonly expiry: PruneExpiry;
  readonly warnings: readonly Warning[];
  readonly #repository: Repository;
  readonly #reachable: Reachability;
  readonly #complete: CompleteCommits;
  /** Milliseconds since 1970. */
  readonly #before: number;
  readonly #letGo: LetGoSnapshots;

  /** @param now milliseconds since 1970. */
  constructor(repository: Repository, now: number, letGo: LetGoSnapshots) {
    this.#repository = repository;
    this.#letGo = letGo;
    this.#reachable = reachableFromRefs(repository);
    // In a partial clone objects are missing on purpose.
    const isSound = (commit: string): boolean => repository.isPromisor || this.#reachable.has(commit);
    this.#complete = new CompleteCommits(repository.objects.withoutBorrowed(), isSound);
    const setting = repository.config.get('gc.pruneexpire');
    const before = pruneExpiry(setting, now);
    this.#before = before ?? pruneExpiry(null, now) ?? now;
    this.expiry = {
      setting,
      before: Number.isFinite(this.#before) ? new Date(this.#before).toISOString() : null,
    };
    this.warnings =
      before === null
        ? [
            {
              code: 'setting_unknown',
              message: `gc.pruneExpire = ${setting} is not understood; two weeks are assumed`,
              count: 1,
              subject: 'gc.pruneExpire',
            },
          ]
        : [];
  }

  judge({ event, tree }: SnapshotEntry): SnapshotState {
    const { commit: oid, store } = event;
    const { objects } = this.#repository;
    if (!objects.has(oid)) return this.#letGo.isTold(event) ? 'expired' : 'lost';
    if (tree === null) return 'foreign';
    // git's garbage collection here has nothing to do with it.
    if (store !== null) return 'held';
    const commit = readCommit(objects, oid);
    // A tree that an agent keeps by a ref of its own.
    if (commit === null || this.#reachable.has(oid)) return 'kept';
    if (!this.#complete.has(oid)) return 'damaged';
    // git goes by the file's time; of what lies in a pack the commit's own time is the nearest.
    const stored = objects.looseTime(oid) ?? commit.committer.time * 1000;
    return stored < this.#before ? 'at-risk' : 'young';
  }
}
