import type { OwnWorkTree, SourceProbe } from '../agents/agent-adapter.js';
import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { Commit, Oid } from '../git/git-objects.js';
import { openRepository, type Repository } from '../git/repository.js';
import { normaliseRecordedPath, type RecordedPath, relativeTo } from '../reconcile/recorded-path.js';
import { normaliseRemote } from './remote-url.js';

/**
 * What tells that a session is of this repository: a directory that it worked in; a folder that the person names; a snapshot of
 * it that is stored here; the commit it began at, with the remote; a path and time that another session proves.
 */
type MatchedBy = 'directory' | 'moved-from' | 'snapshot' | 'commit' | 'path';

/** A trace that bears on the repository. */
export interface SelectedSource {
  readonly probe: SourceProbe;
  readonly by: MatchedBy;
  /**
   * `here`: it worked in this work tree, wherever that lay then. `elsewhere`: in another work tree of the same history (a linked
   * work tree, another clone): its lines come here by commits only.
   */
  readonly where: 'here' | 'elsewhere';
  /** Folders that stood for the root, as recorded. Empty: all of them are to be derived from what the session saw and changed. */
  readonly roots: readonly RecordedPath[];
  /** Where roots have to be derived: the session's directories that are gone, and commits that it saw. */
  readonly derive: { readonly cwds: readonly RecordedPath[]; readonly commits: readonly Oid[] } | null;
  /** The snapshot from which on it tells of another repository only, which this one is a copy of; null: there is none. */
  readonly leavesAt: Oid | null;
}

/** How far in time a session may lie from one that proves its path (a folder's name is used again after months, not days). */
const PROVEN_PATH_DAYS = 30;

/** What the agent whose trace it is knows of commits and folders. */
interface AgentsKnow {
  /** Whether a commit is one that the agent made: a trace may name any. */
  readonly isSnapshot: (commit: Commit, probe: SourceProbe) => boolean;
  /** The linked work tree of the agent's own that a directory lies in; null: none. */
  readonly workTreeOf: (directory: string, probe: SourceProbe) => OwnWorkTree | null;
}

/**
 * Decides which traces belong to a repository: by the directory they ran in, by snapshots of theirs in its object database, by
 * remote and commit, by folders the user names; and by a path that one session proves.
 *
 * @param open opens the repository that holds a folder, null where there is none; given so that tests need no disk.
 */
export function selectSessions(
  repository: Repository,
  probes: readonly SourceProbe[],
  movedFrom: readonly string[],
  knows: AgentsKnow,
  open: (directory: string) => Repository | null = openOrNull,
): SelectedSource[] {
  const selector = new Selector(repository, probes, movedFrom, knows, open);
  const first = probes.map((probe) => ({ probe, selected: selector.select(probe) }));
  const proven = first.flatMap(({ selected }) => (selected === null ? [] : selector.provenPaths(selected)));
  return first.flatMap(({ probe, selected }) => {
    const found = selected ?? selector.selectByPath(probe, proven);
    return found === null ? [] : [found];
  });
}

/** The repository that holds a folder, or null. */
export function openOrNull(directory: string): Repository | null {
  try {
    return openRepository(directory);
  } catch (error) {
    if (error instanceof AiBlameError) return null;
    throw error;
  }
}

interface ProvenPath {
  readonly path: RecordedPath;
  readonly from: number;
  readonly to: number;
  readonly commits: readonly Oid[];
}

class Selector {
  readonly #repository: Repository;
  readonly #probes: readonly SourceProbe[];
  /** Commits that traces of other places name, and those of them that may be stored here. */
  #named: { readonly all: ReadonlySet<Oid>; readonly stored: ReadonlySet<Oid> } | null = null;
  readonly #moved: readonly RecordedPath[];
  readonly #knows: AgentsKnow;
  readonly #open: (directory: string) => Repository | null;
  readonly #opened = new Map<string, Repository | null>();
  readonly #remotes: ReadonlySet<string>;
  readonly #root: RecordedPath;

  constructor(
    repository: Repository,
    probes: readonly SourceProbe[],
    movedFrom: readonly string[],
    knows: AgentsKnow,
    open: (directory: string) => Repository | null,
  ) {
    this.#repository = repository;
    this.#probes = probes;
    this.#knows = knows;
    this.#open = open;
    this.#moved = movedFrom.flatMap((dir) => normaliseRecordedPath(dir) ?? []);
    this.#remotes = new Set(repository.remotes().map(normaliseRemote));
    this.#root = normaliseRecordedPath(repository.root) ?? { path: repository.root, caseless: false };
  }

  select(probe: SourceProbe): SelectedSource | null {
    const cwds = probe.cwds.flatMap((cwd) => normaliseRecordedPath(cwd) ?? []);
    const here: RecordedPath[] = [];
    const elsewhere: RecordedPath[] = [];
    let isMoved = false;
    for (const cwd of cwds) {
      const moved = this.#moved.find((dir) => relativeTo(dir, cwd) !== null);
      if (moved !== undefined) {
        here.push(moved);
        isMoved = true;
      }
      // A directory above the repository: a folder of several, or the repository that this one is a submodule of.
      else if (relativeTo(cwd, this.#root) !== null) here.push(this.#root);
      else {
        const live = this.#live(cwd.path);
        const gone = this.#goneWorkTree(cwd, probe);
        if (gone !== null) elsewhere.push(gone);
        else if (live !== null && live.root === this.#repository.root) here.push(this.#spelledRoot(cwd));
        else if (live !== null && live.commonDir === this.#repository.commonDir) {
          elsewhere.push(normaliseRecordedPath(live.root) ?? cwd);
        }
      }
    }
    const by = isMoved ? 'moved-from' : 'directory';
    if (here.length > 0) {
      return {
        probe,
        by,
        where: 'here',
        roots: distinct(here),
        derive: this.#movedOnTheWay(probe, cwds),
        leavesAt: null,
      };
    }
    if (elsewhere.length > 0)
      return { probe, by, where: 'elsewhere', roots: distinct(elsewhere), derive: null, leavesAt: null };
    const snapshots = probe.snapshots.filter((oid) => {
      const commit = this.#commit(oid);
      return commit !== null && this.#knows.isSnapshot(commit, probe);
    });
    if (snapshots.length > 0) {
      const leavesAt = this.#isCopyOf(cwds) ? snapshotBehind(probe.snapshots, snapshots) : null;
      return { probe, by: 'snapshot', where: 'here', roots: [], derive: { cwds, commits: snapshots }, leavesAt };
    }
    return this.#selectByCommit(probe, cwds);
  }

  /** Whether where a session ran is still a repository, and another one. */
  #isCopyOf(cwds: readonly RecordedPath[]): boolean {
    return cwds.some((cwd) => this.#live(cwd.path) !== null);
  }

  /**
   * A session that came here began in a folder that is gone: the repository was moved while the session went on, if that began with
   * a snapshot or at a commit of this repository.
   */
  #movedOnTheWay(probe: SourceProbe, cwds: readonly RecordedPath[]): SelectedSource['derive'] {
    const isGone = (cwd: RecordedPath): boolean =>
      !this.#moved.some((dir) => relativeTo(dir, cwd) !== null) &&
      relativeTo(cwd, this.#root) === null &&
      relativeTo(this.#root, cwd) === null &&
      this.#live(cwd.path) === null;
    const back = cwds.findIndex((cwd) => !isGone(cwd));
    if (back < 1) return null;
    const first = probe.snapshots[0] ?? null;
    const snapshot = first === null ? null : this.#commit(first);
    const commit = snapshot !== null && this.#knows.isSnapshot(snapshot, probe) ? first : this.#commitHere(probe);
    return commit === null ? null : { cwds: cwds.slice(0, back), commits: [commit] };
  }

  /** The commit that a session names as its beginning, if it is this history's: it is stored here, and the remote agrees. */
  #commitHere(probe: SourceProbe): Oid | null {
    const commit = probe.git?.commit ?? null;
    if (commit === null || this.#commit(commit) === null) return null;
    const remote = probe.git?.remote ?? null;
    const agrees = remote === null ? this.#remotes.size === 0 : this.#remotes.has(normaliseRemote(remote));
    return agrees ? commit : null;
  }

  #selectByCommit(probe: SourceProbe, cwds: readonly RecordedPath[]): SelectedSource | null {
    const commit = this.#commitHere(probe);
    if (commit === null) return null;
    const isElsewhere = cwds.some((cwd) => this.#live(cwd.path) !== null);
    const where = isElsewhere ? 'elsewhere' : 'here';
    return { probe, by: 'commit', where, roots: [], derive: { cwds, commits: [commit] }, leavesAt: null };
  }

  /** A work tree that the agent made of this repository, and that is no more: what is there now, if anything, is the repository. */
  #goneWorkTree(cwd: RecordedPath, probe: SourceProbe): RecordedPath | null {
    const own = this.#knows.workTreeOf(cwd.path, probe);
    const tree = own === null ? null : normaliseRecordedPath(own.path);
    if (own === null || tree === null || tree.path === this.#root.path) return null;
    if (relativeTo(this.#root, tree) === null && !this.#isOfRepository(own.of)) return null;
    const live = this.#live(tree.path);
    return live === null || live.root === this.#repository.root ? tree : null;
  }

  /** Whether a recorded directory lies in a work tree of this repository. */
  #isOfRepository(directory: string | null): boolean {
    const path = directory === null ? null : normaliseRecordedPath(directory);
    if (path === null) return false;
    return relativeTo(this.#root, path) !== null || this.#live(path.path)?.commonDir === this.#repository.commonDir;
  }

  /** The directories that a session proves to have been this repository's, and when. */
  provenPaths(selected: SelectedSource): ProvenPath[] {
    if (selected.where !== 'here' || selected.derive === null || selected.derive.commits.length === 0) return [];
    const from = Date.parse(selected.probe.firstTime ?? '');
    const to = Date.parse(selected.probe.lastTime ?? selected.probe.firstTime ?? '');
    if (Number.isNaN(from) || Number.isNaN(to)) return [];
    return selected.derive.cwds.map((path) => ({ path, from, to, commits: selected.derive?.commits ?? [] }));
  }

  /** A path that one session proves ties the other sessions of that path and time, unless they name a commit that is not here. */
  selectByPath(probe: SourceProbe, proven: readonly ProvenPath[]): SelectedSource | null {
    const commit = probe.git?.commit ?? null;
    if (commit !== null && this.#commit(commit) === null) return null;
    const time = Date.parse(probe.firstTime ?? '');
    const slack = PROVEN_PATH_DAYS * 86_400_000;
    const cwds = probe.cwds.flatMap((cwd) => normaliseRecordedPath(cwd) ?? []);
    const match = proven.find(
      ({ path, from, to }) =>
        cwds.some((cwd) => relativeTo(path, cwd) !== null && this.#live(cwd.path) === null) &&
        time >= from - slack &&
        time <= to + slack,
    );
    return match === undefined
      ? null
      : {
          probe,
          by: 'path',
          where: 'here',
          roots: [],
          derive: { cwds: [match.path, ...cwds], commits: match.commits },
          leavesAt: null,
        };
  }

  /** A commit that a trace names; null where it is not stored here. */
  #commit(oid: Oid): Commit | null {
    const { objects } = this.#repository;
    this.#named ??= this.#namedElsewhere();
    const isStored = this.#named.all.has(oid) ? this.#named.stored.has(oid) : objects.has(oid);
    return isStored ? readCommit(objects, oid) : null;
  }

  /** They are many, and mostly not here: asked for all at once. What ran here is known by that alone, and names thousands that are. */
  #namedElsewhere(): { readonly all: ReadonlySet<Oid>; readonly stored: ReadonlySet<Oid> } {
    const { root, objects } = this.#repository;
    const others = this.#probes.filter(({ cwds }) => !cwds.includes(root));
    const all = new Set(
      others.flatMap(({ snapshots, git }) => (git?.commit == null ? snapshots : [...snapshots, git.commit])),
    );
    return { all, stored: objects.among(all) };
  }

  #live(directory: string): Repository | null {
    const known = this.#opened.get(directory);
    if (known !== undefined) return known;
    const found = this.#open(directory);
    this.#opened.set(directory, found);
    return found;
  }

  /** The root as the session spelled it: it may have come there through a symbolic link. */
  #spelledRoot(cwd: RecordedPath): RecordedPath {
    if (relativeTo(this.#root, cwd) !== null) return this.#root;
    let root = cwd;
    for (;;) {
      const path = root.path.slice(0, root.path.lastIndexOf('/'));
      if (path === '' || this.#live(path)?.root !== this.#repository.root) return root;
      root = { path, caseless: cwd.caseless };
    }
  }
}

/** The one that follows the last stored one; null: that is the last. */
function snapshotBehind(all: readonly Oid[], stored: readonly Oid[]): Oid | null {
  return all[all.lastIndexOf(stored.at(-1) ?? '') + 1] ?? null;
}

function distinct(paths: readonly RecordedPath[]): RecordedPath[] {
  return paths.filter((path, i) => paths.findIndex((other) => other.path === path.path) === i);
}
