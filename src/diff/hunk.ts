/**
 * One place that differs: lines `[beforeStart, beforeEnd)` of the old file became `[afterStart, afterEnd)` of the new
 * one, 0-based. Hunks of a comparison are ascending, and at least one common line lies between two of them.
 */
export interface Hunk {
  readonly beforeStart: number;
  readonly beforeEnd: number;
  readonly afterStart: number;
  readonly afterEnd: number;
}
