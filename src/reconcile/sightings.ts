import { sameLines } from './chain.js';
import type { FollowedFile } from './followed-file.js';
import type { GitChanges } from './git-changes.js';
import type { WindowSettler } from './window-settler.js';

const LINE_FEED = 0x0a;

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
   * An agent read the file whole.
   *
   * @param tellsEnd whether the text tells if the last line has an end; else it has one unless the file was known to have none.
   */
  read(text: string, tellsEnd: boolean): void {
    const { chain, contents, head, path } = this.#file;
    const known = chain.version === null ? contents.in(head, path) : chain.content;
    const hasEnd = known == null || known.length === 0 || known.at(-1) === LINE_FEED;
    this.see(Buffer.from(tellsEnd || hasEnd ? text : text.replace(/\n$/, ''), 'utf8'));
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
    if (chain.version === null) file.assume(content, false);
    // An empty file is taken for none by some tools.
    else if (!sameLines(chain.content, content) && !(content === null && chain.content?.length === 0)) {
      this.#settler.settle({ kind: 'sight', content, blob: null, snapshot: null, commit: null, path, at: chain.at });
    }
    file.isStale = false;
    file.isSighted = true;
    file.commands = [];
    file.beforeHead = [];
    file.headMoved = false;
    file.headSince = file.head;
    file.passUnseen();
    this.#git.passSnapshot();
  }
}
