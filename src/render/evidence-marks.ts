import type { Evidence } from '../model/evidence.js';

/** One character per level of evidence, legible without colour. */
export const EVIDENCE_MARKS: Readonly<Record<Evidence, string>> = {
  exact: '=',
  fragment: '~',
  snapshot: ':',
  inferred: '?',
};
