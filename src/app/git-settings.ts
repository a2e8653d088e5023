import { configuredDigits, digitsOf } from '../git/abbreviation.js';
import type { Repository } from '../git/repository.js';
import type { GitSettings } from '../model/blame-result.js';

/**
 * What the configuration says of how blame looks (git-config(1), `blame.*`, `color.blame.*`).
 * @throws AiBlameError USAGE for a value that git blame ends at, in every format.
 */
export function gitSettings({ config, objects }: Repository): GitSettings {
  configuredDigits(config, digitsOf(objects));
  const coloring = config.get('blame.coloring');
  return {
    showEmail: config.requireBoolean('blame.showemail') === true,
    date: config.get('blame.date'),
    blankBoundary: config.requireBoolean('blame.blankboundary') === true,
    markIgnored: config.requireBoolean('blame.markignoredlines') === true,
    markUnblamable: config.requireBoolean('blame.markunblamablelines') === true,
    coloring: coloring === 'repeatedLines' ? 'lines' : coloring === 'highlightRecent' ? 'age' : null,
    repeatedLines: config.get('color.blame.repeatedlines'),
    highlightRecent: config.get('color.blame.highlightrecent'),
  };
}
