import type { AskedBlame } from '../app/answer-blame.js';
import type { TurnRequest } from '../app/diff-turn.js';
import type { LinkRequest } from '../app/link-anchor.js';
import type { Place } from '../app/place.js';
import type { Progress } from '../app/progress.js';
import type { ShowRequest } from '../app/show-state.js';
import type { Env, Screen } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { BlameReport } from '../model/blame-result.js';
import type { DiffResult, LinkResult, ShowResult } from '../model/time-travel.js';
import { frameOf, type Look, type Row } from './frame.js';
import { readKeys } from './keys.js';
import { lineBefore } from './line-before.js';
import { begin, type InteractiveState, openView, press, resized, told, type Wish } from './state.js';
import { blamedFile, diffOfTurn, type FileView, stateOfFile, type View } from './views.js';

/** What is asked while somebody looks: those of the commands. */
export interface InteractiveUseCases {
  blameFile(request: AskedBlame, env: Env, progress: Progress): Promise<BlameReport>;
  showState(request: ShowRequest, env: Env, progress: Progress): Promise<ShowResult>;
  diffTurn(request: TurnRequest, env: Env, progress: Progress): Promise<DiffResult>;
  linkAnchor(request: LinkRequest, env: Env, progress: Progress): Promise<LinkResult>;
}

export interface InteractiveWorld {
  /** Not taken yet. */
  readonly screen: Screen;
  readonly env: Env;
  readonly useCases: InteractiveUseCases;
  readonly look: Look;
}

const SILENT: Progress = { update() {}, end() {} };

/** Shows what blame answered, until the person quits. Whatever happens, the terminal is given back as it was. */
export async function runInteractive(request: AskedBlame, report: BlameReport, world: InteractiveWorld): Promise<void> {
  const view = blamedFile(report, { kind: 'now', revision: report.result.revision });
  const place = { ...request.place, directory: report.result.repository.root };
  const { screen } = world;
  screen.open();
  try {
    await new Session(request, place, view, world).run();
  } finally {
    screen.close();
  }
}

class Session {
  readonly #request: AskedBlame;
  readonly #place: Place;
  /** The file's name as states are asked by. */
  readonly #file: string;
  readonly #world: InteractiveWorld;
  #state: InteractiveState;
  /** What is on the screen. */
  #shown: readonly Row[] = [];

  /** @param place at the repository's root. */
  constructor(request: AskedBlame, place: Place, view: FileView, world: InteractiveWorld) {
    this.#request = request;
    this.#place = place;
    this.#file = view.path;
    this.#world = world;
    this.#state = begin(view, world.screen.size());
  }

  async run(): Promise<void> {
    const { screen } = this.#world;
    let unread = '';
    for (;;) {
      await this.#draw();
      const event = await screen.next();
      if (event.kind === 'ended') return;
      if (event.kind === 'disturbed') {
        this.#state = resized(this.#state, screen.size());
        this.#shown = [];
        continue;
      }
      const { keys, rest } = readKeys(unread + event.text);
      unread = rest;
      for (const key of keys) {
        const { state, wish } = press(this.#state, key);
        this.#state = state;
        if (wish?.kind === 'quit') return;
        if (wish !== null) await this.#grant(wish);
      }
    }
  }

  /** Trouble that is expected is told in the last row. */
  async #grant(wish: Exclude<Wish, { kind: 'quit' }>): Promise<void> {
    const { screen } = this.#world;
    if (wish.kind === 'suspend') {
      screen.suspend();
      this.#shown = [];
      this.#state = resized(this.#state, screen.size());
      return;
    }
    this.#state = told(this.#state, 'Reading …');
    await this.#draw();
    try {
      this.#state = await this.#granted(wish);
    } catch (error) {
      if (!(error instanceof AiBlameError)) throw error;
      this.#state = told(this.#state, error.message);
    }
  }

  async #granted(wish: Exclude<Wish, { kind: 'quit' | 'suspend' }>): Promise<InteractiveState> {
    const { env, useCases, screen } = this.#world;
    switch (wish.kind) {
      case 'turn': {
        const { session, turn } = wish;
        const diff = await useCases.diffTurn({ session, turn, place: this.#place, force: false }, env, SILENT);
        return openView(this.#state, diffOfTurn(diff), 0);
      }
      case 'before': {
        const older = await this.#before(wish.view, wish.index);
        return openView(this.#state, older, lineBefore(wish.view, wish.index, older));
      }
      case 'link': {
        const target = this.#target(wish.view, wish.index);
        const { anchor } = await useCases.linkAnchor({ target, place: this.#place }, env, SILENT);
        await screen.write(copying(anchor));
        return told(this.#state, `Copied ${anchor}`);
      }
    }
  }

  /** The file before the edit that wrote a line, or before its commit. */
  async #before(view: FileView, index: number): Promise<FileView> {
    const { env, useCases } = this.#world;
    const { origin = null, edit = null } = view.blamed.lines[index] ?? {};
    if (origin === 'agent' && edit !== null) {
      const request = { file: this.#file, ref: `e:${edit}^`, place: this.#place, force: false, withLines: true };
      return stateOfFile(await useCases.showState(request, env, SILENT));
    }
    const previous = origin === 'commit' ? view.previous(index) : null;
    if (previous === null) throw new AiBlameError('NO_SUCH_STATE', 'Nothing tells what was there before this line');
    if (previous.kind === 'begins') throw new AiBlameError('NO_SUCH_FILE', 'The file began with this commit');
    const { revision, path: file } = previous;
    const { contentsOf: _, ...asked } = this.#request;
    const request = { ...asked, file, revision, ranges: [], place: this.#place };
    const report = await useCases.blameFile(request, env, SILENT);
    return blamedFile(report, { kind: 'commit', id: report.result.revision ?? revision });
  }

  #target(view: View, index: number): LinkRequest['target'] {
    if (view.kind === 'text') {
      if (view.turn === null) throw new AiBlameError('USAGE', 'There is no link to these keys');
      return { kind: 'turn', ...view.turn, edit: null };
    }
    const { line = null, edit = null } = view.blamed.lines[index] ?? {};
    const { at } = view;
    if (at.kind === 'state') return { kind: 'state', file: this.#file, ref: at.ref, line };
    if (at.kind === 'now' && at.revision === null) return { kind: 'file', file: this.#file, line };
    // Links name states, and edits; a commit is none of both.
    if (edit !== null) return { kind: 'edit', edit };
    throw new AiBlameError('USAGE', 'No link leads into a commit, where no agent wrote the line');
  }

  async #draw(): Promise<void> {
    const { screen, look } = this.#world;
    const rows = frameOf(this.#state, look);
    const changed = rows.flatMap((row, n) => (isSame(row, this.#shown[n]) ? [] : [drawn(row, n)]));
    this.#shown = rows;
    if (changed.length > 0) await screen.write(changed.join(''));
  }
}

function isSame(row: Row, before: Row | undefined): boolean {
  return (
    row.length === before?.length &&
    row.every(({ column, text }, n) => {
      return before[n]?.column === column && before[n]?.text === text;
    })
  );
}

/** Each piece is put in its place, so that it is there also where the terminal holds a character before it for wider than we do. */
function drawn(row: Row, number: number): string {
  const pieces = row.map(({ column, text }) => `\x1b[${number + 1};${column + 1}H\x1b[K${text}`);
  return pieces.length > 0 ? pieces.join('') : `\x1b[${number + 1};1H\x1b[K`;
}

/** Puts a text on the clipboard of whoever sits at the terminal, also over the wire (xterm, OSC 52). */
function copying(text: string): string {
  return `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;
}
