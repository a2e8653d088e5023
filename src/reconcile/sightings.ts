import { sameLines } from './chain.js';
import type { FollowedFile } from './followed-file.js';
import type { GitChanges } from './git-changes.js';
import type { WindowSettler } from './window-settler.js';

/** What an agent is known to have found in a file: what it read whole, or what a record of a change tells as the content before. */
export class Sightings {
  readonly #file: FollowedFile;
  readonly #git: GitChanges;
  readonly #settler: WindowSettler;

  constructor(file: FollowedFile, git: GitChanges, settler: WindowSettler) {
    this.#file = file;
    this.#git = git;
    this.#settler = settler;
  }

  /**
   * The file holds `content` at the point that was reached. What differs from what was known is somebody else's: never the agent's
   * whose record tells it (formats/README.md, 3.5).
   *
   * @param content null: it is not there.
   */
  see(content: Buffer | null): void {
    const file = this.#file;
    const { chain, path } = file;
    // What was asked for last may have been told with other line ends: the content that is known stays.
    if (chain.version === null) file.assume(content);
    // An empty file is taken for none by some tools.
    else if (!sameLines(chain.content, content) && !(content === null && chain.content?.length === 0)) {
      this.#settler.settle({ kind: 'sight', content, blob: null, snapshot: null, commit: null, path, at: chain.at });
    }
    file.isStale = false;
    file.isSighted = true;
    file.commands = [];
    file.beforeHead = [];
    file.headMoved = false;
    file.passUnseen();
    this.#git.passSnapshot();
  }
}
