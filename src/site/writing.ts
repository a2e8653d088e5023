import type { PagesReader } from '../app/pages-reader.js';
import type { Progress } from '../app/progress.js';
import type { LeftOutCounts, SiteLimits } from './left-out.js';
import type { PieceCleaner } from './piece-cleaner.js';
import type { SiteFolder } from './site-folder.js';

/** What all that writes pieces shares. */
export interface Writing {
  readonly reader: PagesReader;
  readonly folder: SiteFolder;
  readonly cleaner: PieceCleaner;
  readonly limits: SiteLimits;
  readonly leftOut: LeftOutCounts;
  readonly progress: Progress;
}
