/** What has to be known of a file to take a block out again as if it had never been there. */
export interface BlockFacts {
  /** The file was made for the block: where nothing else came into it, it goes as well. */
  readonly isNewFile: boolean;
  /** So was its folder. */
  readonly isNewFolder: boolean;
  /** The text before the block had no line end: the one between them is the block's. */
  readonly brokeLine: boolean;
  /** The name in the same folder under which the hook that was there before is kept; null: none is. */
  readonly kept: string | null;
}

export const NO_FACTS: BlockFacts = { isNewFile: false, isNewFolder: false, brokeLine: false, kept: null };

/** A block of ours in a text. */
export interface FoundBlock {
  readonly hook: string;
  readonly facts: BlockFacts;
  /** Offsets of its first character and behind its last. */
  readonly start: number;
  readonly end: number;
  /** The block as it stands there. */
  readonly text: string;
}

const CLOSING = '# <<< ai-blame hooks <<<';
const BLOCK =
  /^[ \t]*# >>> ai-blame hooks: ([a-z-]+)(?: \(([^\n]*)\))? >>>[ \t]*\r?\n(?:(?![ \t]*# >>> ai-blame hooks: )[^\n]*\n)*?[ \t]*# <<< ai-blame hooks <<<[ \t]*(?:\r?\n|$)/gm;
const OPENING = /^[ \t]*# >>> ai-blame hooks: /gm;

const FILE = 'made this file';
const FOLDER = 'made this folder';
const LINE = 'no line end before';
const KEPT = 'kept: ';

/** Blocks of ours, in the order in which they stand. */
export function blocksIn(text: string): FoundBlock[] {
  return [...text.matchAll(BLOCK)].map((match) => {
    const [whole, hook = '', told = ''] = match;
    return { hook, facts: readFacts(told), start: match.index, end: match.index + whole.length, text: whole };
  });
}

/** Whether a block begins that has no end: somebody edited the marks, and what is ours cannot be told. */
export function isTorn(text: string): boolean {
  return (text.match(OPENING) ?? []).length !== blocksIn(text).length;
}

/** Lines between marks, each with a line end. Lines that are empty stay so. */
export function blockText(
  hook: string,
  lines: readonly string[],
  facts: BlockFacts,
  { indent = '', lineEnd = '\n' }: { readonly indent?: string; readonly lineEnd?: string } = {},
): string {
  const told = writeFacts(facts);
  const opening = `# >>> ai-blame hooks: ${hook}${told === '' ? '' : ` (${told})`} >>>`;
  return [opening, ...lines, CLOSING].map((line) => `${line === '' ? '' : indent + line}${lineEnd}`).join('');
}

/** Puts a block where a line begins, or behind a last line without an end, which then gets one: `facts.brokeLine` tells of it. */
export function withBlock(
  text: string,
  at: number,
  block: (facts: Pick<BlockFacts, 'brokeLine'>) => string,
  lineEnd = '\n',
): string {
  const [before, after] = [text.slice(0, at), text.slice(at)];
  const brokeLine = at > 0 && text[at - 1] !== '\n';
  if (brokeLine) return before + lineEnd + block({ brokeLine }) + after;
  // A line end that the block behind it had brought is now this one's.
  const isTakenOver = blocksIn(text).some(({ start, facts }) => start === at && facts.brokeLine);
  return before + block({ brokeLine: isTakenOver }) + (isTakenOver ? withBrokenLine(after, false) : after);
}

/** The text as it would be without the block. */
export function withoutBlock(text: string, { start, end, facts }: FoundBlock): string {
  const [before, after] = [text.slice(0, start), text.slice(end)];
  if (!facts.brokeLine) return before + after;
  if (after === '') return before.replace(/\r?\n$/, '');
  // The line end is now that of the block which follows.
  return before + withBrokenLine(after, true);
}

/** Changes the fact of a block with which the text begins; other texts stay. */
function withBrokenLine(text: string, brokeLine: boolean): string {
  const [block] = blocksIn(text);
  if (block === undefined || block.start > 0) return text;
  const told = writeFacts({ ...block.facts, brokeLine });
  return text.replace(/: ([a-z-]+)(?: \([^\n]*\))? >>>/, `: $1${told === '' ? '' : ` (${told})`} >>>`);
}

/** The place itself, or the end of the block of ours in which it lies. */
export function outsideBlocks(text: string, at: number): number {
  return blocksIn(text).find(({ start, end }) => start < at && at < end)?.end ?? at;
}

function writeFacts({ isNewFile, isNewFolder, brokeLine, kept }: BlockFacts): string {
  return [isNewFile && FILE, isNewFolder && FOLDER, brokeLine && LINE, kept !== null && KEPT + kept]
    .filter((fact) => fact !== false)
    .join(', ');
}

function readFacts(told: string): BlockFacts {
  const facts = told.split(', ');
  return {
    isNewFile: facts.includes(FILE),
    isNewFolder: facts.includes(FOLDER),
    brokeLine: facts.includes(LINE),
    kept: facts.find((fact) => fact.startsWith(KEPT))?.slice(KEPT.length) ?? null,
  };
}
