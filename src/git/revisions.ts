import { AiBlameError } from '../errors.js';
import { peelTag, readCommit } from './commits.js';
import type { Oid } from './git-objects.js';
import { isOid } from './oid.js';
import type { Repository } from './repository.js';

/** Where a short name is looked for, in git's order (gitrevisions, "<refname>"). */
const PREFIXES = ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'] as const;

/**
 * The commit that a revision names: full and short ids, HEAD and other refs, `@`, `~n`, `^n`, `^{commit}`, `^{}`, `@{n}` and
 * `@{-n}` by the reflog, `@{upstream}`, the output of `git describe`. Not: dates in `@{…}`, searches (`:/text`, `^{/text}`), ranges.
 * @throws AiBlameError NO_SUCH_REVISION, AMBIGUOUS (a short id), OBJECT_MISSING (the name is known, its commit is not stored)
 */
export function resolveRevision(repo: Repository, text: string): Oid {
  const { named, steps } = namedIn(repo, text);
  let commit = toCommit(repo, named, text);
  for (const [, kind, count] of steps.matchAll(/([~^])(\d+|\{[^}]*\})?/g)) {
    if (count?.startsWith('{')) {
      if (count !== '{}' && count !== '{commit}') {
        throw noSuchRevision(text);
      }
    } else if (kind === '~') {
      for (let i = Number(count ?? 1); i > 0; i--) {
        commit = parent(repo, commit, 1, text);
      }
    } else if (count !== '0') {
      commit = parent(repo, commit, Number(count ?? 1), text);
    }
  }
  return commit;
}

/**
 * Whether two revisions are one object to git, which then counts what one of them says of it for the other: an annotated tag is
 * another object than its commit.
 * @throws AiBlameError as `resolveRevision`.
 */
export function areSameObject(repo: Repository, a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => {
    const commit = resolveRevision(repo, text);
    const { named, steps } = namedIn(repo, text);
    return steps === '' ? named : commit;
  });
  return one === other;
}

/** The object that a revision begins with, and the steps from there. */
function namedIn(repo: Repository, text: string): { named: Oid; steps: string } {
  const match = /^((?:[^~^:@]|@(?!\{))*)((?:@\{[^}]*\})*)((?:~\d*|\^\d*|\^\{[^}]*\})*)$/.exec(text);
  const [, base = '', at = '', steps = ''] = match ?? [];
  if (match === null || (base === '' && at === '')) {
    throw noSuchRevision(text);
  }
  return { named: at === '' ? resolveName(repo, base, text) : resolveAt(repo, base, at, text), steps };
}

function resolveName(repo: Repository, name: string, text: string): Oid {
  if (isOid(name)) {
    return name;
  }
  const full = fullName(repo, name);
  const oid = full === null ? null : repo.readRef(full);
  if (oid !== null) {
    return oid;
  }
  const short = /^(?:.+-\d+-g)?([0-9a-fA-F]{4,64})$/.exec(name)?.[1]?.toLowerCase();
  return short === undefined ? unborn(repo, name, text) : resolveShort(repo, short, text);
}

/** Full name of the ref that a short name means, or null. */
function fullName(repo: Repository, name: string): string | null {
  if (name === '@') {
    return 'HEAD';
  }
  const candidates = [...PREFIXES.map((prefix) => prefix + name), `refs/remotes/${name}/HEAD`];
  return candidates.find((candidate) => repo.readRef(candidate) !== null) ?? null;
}

function unborn(repo: Repository, name: string, text: string): never {
  if ((name === 'HEAD' || name === '@') && repo.head().commit === null) {
    throw new AiBlameError('NO_SUCH_REVISION', 'HEAD names no commit: there is none yet');
  }
  throw noSuchRevision(text);
}

/** A beginning of an id that several objects share means the commit among them. */
function resolveShort(repo: Repository, prefix: string, text: string): Oid {
  const commits = repo.objects.expand(prefix, 1000).filter((oid) => {
    const peeled = peelTag(repo.objects, oid);
    return peeled !== null && readCommit(repo.objects, peeled) !== null;
  });
  const [only] = commits;
  if (only === undefined) {
    throw noSuchRevision(text);
  }
  if (commits.length > 1) {
    throw new AiBlameError('AMBIGUOUS', `${prefix} is the beginning of ${commits.length} commits`, {
      hint: `Give more digits: ${commits.slice(0, 4).join(', ')}`,
    });
  }
  return only;
}

/** `branch@{2}`, `@{-1}`, `@{upstream}`; an empty base is the current branch. */
function resolveAt(repo: Repository, base: string, at: string, text: string): Oid {
  const selectors = [...at.matchAll(/@\{([^}]*)\}/g)].map(([, inner = '']) => inner);
  let ref = base === '' ? repo.followRef('HEAD') : fullName(repo, base);
  for (const [i, selector] of selectors.entries()) {
    if (/^-\d+$/.test(selector) && i === 0 && base === '') {
      const earlier = earlierBranch(repo, Number(selector.slice(1)), text);
      ref = fullName(repo, `refs/heads/${earlier}`);
      if (ref === null) {
        return resolveName(repo, earlier, text);
      }
    } else if (/^(u|upstream)$/i.test(selector) && ref !== null) {
      ref = upstream(repo, repo.followRef(ref));
    } else if (/^\d{1,9}$/.test(selector) && ref !== null && i === selectors.length - 1) {
      return nthPrior(repo, ref, Number(selector), text);
    } else {
      throw noSuchRevision(text);
    }
  }
  const oid = ref === null ? null : repo.readRef(ref);
  if (oid === null) {
    throw noSuchRevision(text);
  }
  return oid;
}

/** The value that a ref had `n` changes ago; 0: now. */
function nthPrior(repo: Repository, ref: string, n: number, text: string): Oid {
  const log = repo.reflog(ref);
  const entry = log.at(-1 - n);
  // Before the oldest change that the log still tells.
  const value = entry?.after ?? (n === log.length ? log[0]?.before : null) ?? (n === 0 ? repo.readRef(ref) : null);
  if (value === null || value === undefined) {
    throw new AiBlameError('NO_SUCH_REVISION', `The reflog of ${ref} has ${log.length} entries: there is no ${text}`);
  }
  return value;
}

/** The branch (or id) that was left by the n-th last checkout. */
function earlierBranch(repo: Repository, n: number, text: string): string {
  const left = repo
    .reflog('HEAD')
    .flatMap(({ message }) => /^checkout: moving from (\S+) to \S+/.exec(message)?.[1] ?? []);
  const branch = n > 0 ? left.at(-n) : undefined;
  if (branch === undefined) {
    throw noSuchRevision(text);
  }
  return branch;
}

/** Full name of the remote-tracking ref of a branch, by the usual mapping of the configured remote; null where none is set. */
function upstream(repo: Repository, branch: string): string | null {
  const name = branch.replace(/^refs\/heads\//, '');
  const remote = repo.config.get(`branch.${name}.remote`);
  const merge = repo.config.get(`branch.${name}.merge`);
  if (remote === null || merge === null) {
    return null;
  }
  if (remote === '.') {
    return merge;
  }
  for (const spec of repo.config.getAll(`remote.${remote}.fetch`)) {
    const [, from = '', to = ''] = /^\+?([^:]+):(.+)$/.exec(spec) ?? [];
    const [start = '', end] = from.split('*');
    if (end === undefined ? merge === from : merge.startsWith(start) && merge.endsWith(end)) {
      return end === undefined ? to : to.replace('*', merge.slice(start.length, merge.length - end.length));
    }
  }
  return null;
}

function toCommit(repo: Repository, oid: Oid, text: string): Oid {
  const peeled = peelTag(repo.objects, oid);
  const object = peeled === null ? null : repo.objects.read(peeled);
  if (peeled === null || object === null) {
    // An id that somebody typed names nothing here; a ref that names it promises that it is there.
    throw isOid(text.slice(0, oid.length))
      ? noSuchRevision(text)
      : new AiBlameError('OBJECT_MISSING', `${text} is ${oid}, which is not in the repository`);
  }
  if (object.type !== 'commit') {
    throw new AiBlameError('NO_SUCH_REVISION', `${text} is a ${object.type}, not a commit`);
  }
  return peeled;
}

function parent(repo: Repository, oid: Oid, number: number, text: string): Oid {
  const commit = readCommit(repo.objects, oid);
  if (commit === null) {
    throw new AiBlameError('OBJECT_MISSING', `The commit ${oid} is not in the repository`);
  }
  const found = commit.parents[number - 1];
  if (found === undefined) {
    const { length } = commit.parents;
    const parents = length === 0 ? 'no parent' : length === 1 ? 'one parent' : `${length} parents`;
    throw new AiBlameError('NO_SUCH_REVISION', `There is no ${text}: ${oid} has ${parents}`, {
      ...(repo.shallow.has(oid)
        ? { hint: 'The history is cut off here (shallow clone): run `git fetch --unshallow`' }
        : {}),
    });
  }
  return found;
}

function noSuchRevision(text: string): AiBlameError {
  return new AiBlameError('NO_SUCH_REVISION', `There is no revision ${text}`);
}
