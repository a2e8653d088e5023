import { earlierSteps } from './earlier-versions.js';
import type { ReconciledPath } from './reconcile-path.js';
import { ReplacedVersions } from './replaced-versions.js';

/** Every line of what is staged may be one that the work tree had once. */
const ANY_TIME = Number.MAX_SAFE_INTEGER;

/**
 * A content that lies beside the work tree's, as that of the index: each of its lines was in the work tree when it was staged, which
 * may have gone on since. Lines are whose they are in the newest version that has them.
 * @param file reconciled up to the work tree's content; a version may be added to its chain.
 */
export function besideNewest(file: ReconciledPath, content: Buffer): ReconciledPath {
  const { chain } = file;
  const whole = new ReplacedVersions(chain).versionWith(content);
  if (whole !== null) return { ...file, version: whole };
  const steps = earlierSteps(chain, content, () => ANY_TIME);
  chain.record(content, chain.addStep({ kind: 'untraced' }), null, steps ?? undefined);
  return { ...file, version: chain.version };
}
