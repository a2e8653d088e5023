import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { DIFFERENCE_KINDS, type DifferenceGroup, type IndexVerification } from '../model/index-result.js';
import { distrust } from '../store/distrust.js';
import { indexLocation } from '../store/index-file.js';
import { bringUpToDate } from '../store/index-pass.js';
import { indexExists } from '../store/index-report.js';
import { withIndexTrouble } from '../store/index-trouble.js';
import type { IndexDatabase } from '../store/open-index.js';
import {
  type FoundDifference,
  type TracesOfHomes,
  verifySources,
  verifyState,
  verifyTables,
} from '../store/verify-index.js';
import { foundSessions } from './found-sessions.js';
import { homesOf } from './homes-of.js';
import { compareAgentDatabase } from './index-agent-database.js';
import { fileOf } from './index-build.js';
import { openChosenIndex, requiredDriver } from './index-opening.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';

export interface VerifyRequest {
  readonly place: Place;
  /** Read every trace anew, and compare all of it. */
  readonly full: boolean;
  readonly repair: boolean;
  /** Tell every difference, not only some of each kind. */
  readonly all: boolean;
  /** Compare with the agent's own database too. */
  readonly compareAgent: boolean;
}

/** Of each kind so many are told. */
const SAMPLES = 5;

/**
 * Compares the index with the traces. Makes none where there is none.
 * @throws AiBlameError with exit code 4.
 */
export function verifyIndex(request: VerifyRequest, env: Env, progress: Progress): IndexVerification {
  const given = fileOf(request.place);
  const { file } = indexLocation(env, given);
  requiredDriver();
  if (!indexExists(file)) {
    throw new AiBlameError('UNREADABLE', `There is no index yet: ${file}`, { hint: 'ai-blame index makes it' });
  }
  const index = openChosenIndex(given, env);
  try {
    return withIndexTrouble(index.file, () => verified(index, request, env, progress));
  } finally {
    progress.end();
    index.close();
  }
}

function verified(index: IndexDatabase, request: VerifyRequest, env: Env, progress: Progress): IndexVerification {
  const { place, full, repair, all, compareAgent } = request;
  const look = (): TracesOfHomes[] =>
    homesOf(place, env).map(({ adapter, homes }) => ({ adapter, homes, ...foundSessions(adapter, homes) }));
  const check = (found: readonly TracesOfHomes[]): FoundDifference[] => {
    const home = found[0]?.homes[0] ?? '';
    const differences = found.flatMap((each) =>
      verifySources(index, each, full, (done, total) => progress.update('Comparing traces', done, total)),
    );
    return [...differences, ...verifyTables(index, differences, home), ...verifyState(index, home)];
  };
  let found = look();
  let differences = check(found);
  let repaired: number | null = null;
  if (repair) {
    const before = differences.length;
    distrust(
      index,
      differences.flatMap(({ row }) => row ?? []),
    );
    const options = { now: env.now, full: false, retryFailed: true, sharing: null, progress: () => {} };
    found = look();
    for (const each of found) bringUpToDate(index, each, options);
    differences = check(found);
    repaired = Math.max(0, before - differences.length);
  }
  return {
    schema: 'ai-blame/index-verify@1',
    file: index.file,
    full,
    sources: found.reduce((sum, { sources }) => sum + sources.length, 0),
    differences: grouped(differences, all),
    repaired,
    agentDatabase: compareAgent ? compareAgentDatabase(index, found, env) : null,
  };
}

function grouped(differences: readonly FoundDifference[], all: boolean): DifferenceGroup[] {
  return DIFFERENCE_KINDS.flatMap((kind) => {
    const own = differences.filter((difference) => difference.kind === kind);
    if (own.length === 0) return [];
    const samples = own
      .slice(0, all ? own.length : SAMPLES)
      .map(({ home, path, field, indexed, found }) => ({ home, path, field, indexed, found }));
    return [{ kind, count: own.length, samples }];
  });
}
