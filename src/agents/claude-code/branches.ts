import type { TreeLink } from './records.js';

/** A turn in the tree of the conversation. */
interface TurnNode {
  readonly up: TurnNode | null;
  readonly depth: number;
}

/**
 * The tree that records build by naming their parents. Where the person rewinds, the next message hangs above the last ones, which
 * stay in the file as a dead branch (formats/claude-code.md, 7).
 *
 * Records of one turn fork among themselves where tools run side by side: only turns are told apart.
 */
export class Branches {
  readonly #root: TurnNode = { up: null, depth: 0 };
  /** The innermost turn that each record is in. */
  readonly #turnOf = new Map<string, TurnNode>();
  /** The last message's. */
  #tip = this.#root;
  #firstHadNoParent = false;
  #isCompacted = false;

  /** A record that is no message of the person. */
  pass(link: TreeLink): void {
    if (link.uuid !== null && !this.#turnOf.has(link.uuid)) this.#turnOf.set(link.uuid, this.#base(link));
  }

  /** What comes next may hang on any record that was kept. */
  compacted(): void {
    this.#isCompacted = true;
  }

  /** A message of the person. @returns how many turns it leaves behind on a dead branch. */
  message(link: TreeLink): number {
    const base = this.#baseOfMessage(link);
    if (this.#tip === this.#root) this.#firstHadNoParent = link.parent === null;
    const back = this.#isCompacted ? 0 : this.#tip.depth - common(this.#tip, base).depth;
    this.#isCompacted = false;
    this.#tip = { up: base, depth: base.depth + 1 };
    if (link.uuid !== null) this.#turnOf.set(link.uuid, this.#tip);
    return back;
  }

  #base({ parent, logicalParent }: TreeLink): TurnNode {
    const above = parent ?? logicalParent;
    return (above === null ? undefined : this.#turnOf.get(above)) ?? this.#tip;
  }

  /** The first message again has no parent either. */
  #baseOfMessage(link: TreeLink): TurnNode {
    const isFirst = link.parent === null && link.logicalParent === null && this.#firstHadNoParent;
    return isFirst ? this.#root : this.#base(link);
  }
}

function common(a: TurnNode, b: TurnNode): TurnNode {
  let [x, y] = [a, b];
  while (x !== y) {
    if (x.depth >= y.depth && x.up !== null) x = x.up;
    else if (y.up !== null) y = y.up;
    else break;
  }
  return x;
}
