/** How an agent's edit is known, from strong to weak (contract, section 1). */
export const EVIDENCE_LEVELS = ['exact', 'fragment', 'snapshot', 'inferred'] as const;

export type Evidence = (typeof EVIDENCE_LEVELS)[number];

/** Whether `evidence` is at least as strong as `least`. */
export function isAtLeast(evidence: Evidence, least: Evidence): boolean {
  return EVIDENCE_LEVELS.indexOf(evidence) <= EVIDENCE_LEVELS.indexOf(least);
}
