import type { GitSettings } from '../../src/model/blame-result.js';

/** Of a repository whose configuration says nothing of how blame looks. */
export const NO_SETTINGS: GitSettings = {
  showEmail: false,
  date: null,
  blankBoundary: false,
  markIgnored: false,
  markUnblamable: false,
  coloring: null,
  repeatedLines: null,
  highlightRecent: null,
};
