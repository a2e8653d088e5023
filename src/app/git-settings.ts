import type { Repository } from '../git/repository.js';
import type { GitSettings } from '../model/blame-result.js';

/** What the configuration says of how blame looks (git-config(1), `blame.*`, `color.blame.*`). */
export function gitSettings({ config }: Repository): GitSettings {
  const coloring = config.get('blame.coloring');
  return {
    showEmail: config.getBoolean('blame.showemail') === true,
    date: config.get('blame.date'),
    blankBoundary: config.getBoolean('blame.blankboundary') === true,
    markIgnored: config.getBoolean('blame.markignoredlines') === true,
    markUnblamable: config.getBoolean('blame.markunblamablelines') === true,
    coloring: coloring === 'repeatedLines' ? 'lines' : coloring === 'highlightRecent' ? 'age' : null,
    repeatedLines: config.get('color.blame.repeatedlines'),
    highlightRecent: config.get('color.blame.highlightrecent'),
  };
}
