import { seal } from '../digest/seal.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import type { BlameResult } from '../model/blame-result.js';
import type { Evidence } from '../model/evidence.js';
import type { EvidenceDigest } from '../model/evidence-digest.js';
import type { JsonValue } from '../model/json-value.js';
import type { LineRange } from '../model/line-span.js';
import type { SeeThroughRequest } from './see-through-request.js';
import { committedLines, type UsedEvidence, UsedInputs } from './used-inputs.js';

/** What was asked beside the file (`BlameRequest`). */
interface Asked {
  readonly minEvidence: Evidence;
  readonly agents?: readonly string[];
  readonly seeThrough?: SeeThroughRequest;
  readonly notes?: boolean;
}

type SealedEvidence = UsedEvidence & {
  /** Commits that were looked through. */
  readonly ignored: ReadonlySet<Oid>;
  readonly ranges: readonly LineRange[];
};

/** The digest of an answer of blame, with the question and what the answer rests on. */
export function sealBlame(
  repository: Repository,
  request: Asked,
  evidence: SealedEvidence,
  result: BlameResult,
): EvidenceDigest {
  const inputs = new UsedInputs(repository);
  inputs.add(
    evidence,
    committedLines(evidence).filter((_, line) => evidence.wanted(line)),
  );
  return seal({ ...result }, questionOf(request, evidence), inputs.all());
}

/** All that was asked beside the file: revisions by their ids, since names and files that name them may change. */
function questionOf(
  { minEvidence, agents = [], seeThrough, notes = true }: Asked,
  { ignored, ranges }: SealedEvidence,
): JsonValue {
  const { ignoreWhitespace = false, moves = null, copies = null, ignoreTurns = [] } = seeThrough ?? {};
  return {
    minEvidence,
    agents: [...new Set(agents)].sort(),
    notes,
    ranges: ranges.map(({ start, end }) => ({ start, end })),
    seeThrough: {
      ignoreWhitespace,
      moves,
      copies: copies === null ? null : { ...copies },
      ignoreRevs: [...ignored].sort(),
      ignoreTurns: [...ignoreTurns],
    },
  };
}
