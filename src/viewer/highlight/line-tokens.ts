import { type StreamParser, StringStream } from '@codemirror/streamparser';

/** A piece of a line and the class that it is coloured by; null: none. */
export interface Token {
  readonly text: string;
  readonly className: string | null;
}

type State = Record<string, unknown>;
type Parser = StreamParser<State>;

/** Between two states that are kept, so that a line can be read again without the file before it. */
const STEP = 100;
/** Steps whose tokens are kept: more than a screen shows. */
const KEPT = 8;
/** Longer lines are nobody's writing, and not coloured. */
const LONGEST = 5000;
const INDENT = 2;

/**
 * The tokens of a file's lines, read in order as far as they were asked for. A grammar is made for one line at a time and a state between
 * lines, so a string or a comment over several lines is right wherever reading begins again.
 */
export class LineTokens {
  readonly #parser: Parser;
  readonly #lines: readonly string[];
  /** The state before line 0, STEP, 2 * STEP, … as far as it is known. */
  readonly #states: State[];
  readonly #told = new Map<number, Token[][]>();

  constructor(parser: Parser, lines: readonly string[]) {
    this.#parser = parser;
    this.#lines = lines;
    this.#states = [parser.startState?.(INDENT) ?? {}];
  }

  /** Lines (from 0) before this one can be told at once. */
  get known(): number {
    return Math.min(this.#lines.length, this.#states.length * STEP);
  }

  /** Reads on, one step; false: all is known. */
  advance(): boolean {
    if (this.known >= this.#lines.length) return false;
    const first = (this.#states.length - 1) * STEP;
    const state = this.#copy(this.#states.at(-1) as State);
    for (let line = first; line < first + STEP; line++) this.#read(this.#lines[line] as string, state, null);
    this.#states.push(state);
    return true;
  }

  /** The tokens of the lines from `start` (from 0) up to `end`; null where reading has not come so far. */
  tokens(start: number, end: number): Token[][] | null {
    if (end > this.known) return null;
    const told: Token[][] = [];
    for (let step = Math.floor(start / STEP); step * STEP < end; step++) {
      const first = step * STEP;
      told.push(...this.#stepOf(step).slice(Math.max(0, start - first), end - first));
    }
    return told;
  }

  /** The tokens of the lines of one step, kept for those that are looked at next. */
  #stepOf(step: number): Token[][] {
    const known = this.#told.get(step);
    if (known !== undefined) return known;
    const state = this.#copy(this.#states[step] as State);
    const told = this.#lines.slice(step * STEP, (step + 1) * STEP).map((line) => {
      const tokens: Token[] = [];
      this.#read(line, state, tokens);
      return tokens;
    });
    this.#told.set(step, told);
    const oldest = this.#told.keys().next().value;
    if (this.#told.size > KEPT && oldest !== undefined) this.#told.delete(oldest);
    return told;
  }

  #copy(state: State): State {
    if (this.#parser.copyState !== undefined) return this.#parser.copyState(state);
    const copy: State = {};
    for (const [key, value] of Object.entries(state)) copy[key] = Array.isArray(value) ? [...value] : value;
    return copy;
  }

  #read(text: string, state: State, into: Token[] | null): void {
    if (text === '') {
      this.#parser.blankLine?.(state, INDENT);
      return;
    }
    if (text.length > LONGEST) {
      into?.push({ text, className: null });
      return;
    }
    const stream = new StringStream(text, 4, INDENT);
    let idle = 0;
    while (!stream.eol()) {
      const style = this.#parser.token(stream, state);
      if (stream.pos === stream.start) {
        // A grammar may change its state without reading; one that goes on so would never end.
        if (++idle > 10) stream.next();
        else continue;
      }
      idle = 0;
      if (into !== null) {
        const className = classOf(style);
        const last = into.at(-1);
        // Neighbours of one kind are one piece: each is an element of the page.
        if (last !== undefined && last.className === className) into.pop();
        const before = last !== undefined && last.className === className ? last.text : '';
        into.push({ text: before + text.slice(stream.start, stream.pos), className });
      }
      stream.start = stream.pos;
    }
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  comment: 't-comment',
  string: 't-string',
  regexp: 't-string',
  character: 't-string',
  number: 't-number',
  integer: 't-number',
  atom: 't-number',
  bool: 't-number',
  null: 't-number',
  unit: 't-number',
  keyword: 't-keyword',
  operatorKeyword: 't-keyword',
  controlKeyword: 't-keyword',
  definitionKeyword: 't-keyword',
  modifier: 't-keyword',
  self: 't-keyword',
  def: 't-definition',
  typeName: 't-type',
  type: 't-type',
  className: 't-type',
  tag: 't-keyword',
  tagName: 't-keyword',
  attribute: 't-property',
  attributeName: 't-property',
  property: 't-property',
  propertyName: 't-property',
  builtin: 't-type',
  meta: 't-meta',
  processingInstruction: 't-meta',
  labelName: 't-meta',
  heading: 't-definition',
  link: 't-string',
  inserted: 't-string',
  deleted: 't-comment',
};

/** `variableName.definition` and the like: what stands first says the kind. */
function classOf(style: string | null | undefined): string | null {
  // Older grammars give nothing at all, beside null.
  if (!style) return null;
  for (const word of style.split(' ')) {
    const [kind, ...modifiers] = word.split('.');
    if (modifiers.includes('definition')) return 't-definition';
    const known = kind === undefined ? undefined : CLASSES[kind];
    if (known !== undefined) return known;
  }
  return null;
}
