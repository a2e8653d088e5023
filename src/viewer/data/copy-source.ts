import type { EditRecord } from '../../model/edit-record.js';
import {
  EDIT_DIGITS,
  type EditsPiece,
  type FilePiece,
  type HistoryPiece,
  type IndexPiece,
  LIVES_A_PIECE,
  type LivesPiece,
  type PieceFailure,
  type PromptsPiece,
  pieceKey,
  SESSIONS_A_PIECE,
  type SessionIdsPiece,
  type SessionPiece,
  type SessionsPiece,
  type TurnPiece,
} from '../../model/page-pieces.js';
import type { SessionRow, SessionsResult } from '../../model/session-list.js';
import type { DiffAnswer, LogAnswer, ShowAnswer } from '../../model/travel-answers.js';
import type { SearchResult } from '../../model/viewer-result.js';
import type { WhyResult } from '../../model/why-result.js';
import { type CopiedSide, copiedDiff } from './copied-diff.js';
import { stateNamed } from './copied-states.js';
import { Pieces } from './pieces.js';
import { Failure, type Source } from './source.js';

const MOST_FOUND = 50;
/** More edits than this are not read to find those whose ids begin alike. */
const MOST_EDITS = 5000;
const SHORTEST_EDIT = 4;

type Asked = (name: string) => string;

/** Answers as the server gives them, out of the pieces that lie beside the page. */
export function copySource(): Source {
  const copy = new Copy();
  return { ask: (key) => copy.ask(key), watch: () => () => undefined };
}

class Copy {
  readonly #pieces = new Pieces();

  /** @throws Failure */
  async ask(key: string): Promise<unknown> {
    const mark = key.indexOf('?');
    const parameters = new URLSearchParams(mark === -1 ? '' : key.slice(mark + 1));
    const asked = (name: string): string => parameters.get(name) ?? '';
    switch (mark === -1 ? key : key.slice(0, mark)) {
      case 'about':
        return (await this.#index()).about;
      case 'files':
        return (await this.#index()).files;
      case 'stats':
        return this.#pieces.read(pieceKey.stats);
      case 'blame':
        return this.#blame(asked('file'));
      case 'why':
        return this.#why(asked('file'), Number(asked('line')));
      case 'log':
        return (await this.#history(asked('file'))).log;
      case 'show':
        return this.#show(asked('file'), asked('ref'));
      case 'diff':
        return this.#diff(asked('file'), asked('from') || '0', asked('to') || 'worktree');
      case 'session':
        return (await this.#session(asked('session'))).piece.result;
      case 'transcript':
        return (await this.#turn(asked)).transcript;
      case 'turn':
        return this.#turnDiff(asked);
      case 'trace':
        return this.#edit(asked('edit').toLowerCase());
      case 'edits':
        return this.#edits();
      case 'sessions':
        return this.#sessions(Object.fromEntries(parameters));
      case 'search':
        return this.#search(asked('q'));
      default:
        throw notHeld('that');
    }
  }

  #index(): Promise<IndexPiece> {
    return this.#pieces.read(pieceKey.index);
  }

  async #file(path: string): Promise<FilePiece> {
    const { files } = await this.#index();
    if (!files.paths.includes(path)) throw notHeld(`the file ${path}`);
    return this.#pieces.read(pieceKey.file(path));
  }

  async #blame(path: string): Promise<FilePiece['blame']> {
    const { blame, failure } = await this.#file(path);
    return blame ?? fail(failure);
  }

  async #why(path: string, line: number): Promise<WhyResult> {
    const { lives } = await this.#file(path);
    if (line > lives) throw notHeld(`the life of line ${line}`, `ai-blame why ${path}:${line} tells it`);
    const at = line - 1;
    const piece = await this.#pieces.read<LivesPiece>(pieceKey.lives(path, Math.floor(at / LIVES_A_PIECE)));
    const life = piece.lines[at % LIVES_A_PIECE];
    if (life === undefined) throw notHeld(`the life of line ${line}`);
    const looks = Object.fromEntries(life.looks.map((id) => [id, piece.looks[id] ?? []]));
    return { ...life, looks, edits: piece.edits, commits: piece.commits };
  }

  async #history(path: string): Promise<{ readonly log: LogAnswer; readonly piece: HistoryPiece }> {
    const { files, gone } = await this.#index();
    if (!files.paths.includes(path) && !gone.includes(path)) throw notHeld(`the history of ${path}`);
    const piece = await this.#pieces.read<HistoryPiece>(pieceKey.history(path));
    return { log: piece.log ?? fail(piece.failure), piece };
  }

  async #show(path: string, ref: string): Promise<ShowAnswer> {
    const { log, piece } = await this.#history(path);
    return { ...(await this.#state(path, log, piece, stateNamed(ref, log, piece.head))), ref };
  }

  async #state(path: string, { edits }: LogAnswer, { held }: HistoryPiece, state: number): Promise<ShowAnswer> {
    if (!held.includes(state)) throw notHeld(`state ${state} of ${path}`);
    const told = await this.#pieces.read<{ show?: ShowAnswer; failure?: PieceFailure }>(pieceKey.state(path, state));
    return told.show === undefined ? fail(told.failure ?? null) : { ...told.show, edits };
  }

  async #diff(path: string, from: string, to: string): Promise<DiffAnswer> {
    const { log, piece } = await this.#history(path);
    const side = async (ref: string): Promise<CopiedSide> => {
      const number = stateNamed(ref, log, piece.head);
      const state = log.states[number];
      if (state === undefined) throw notHeld(`state ${ref} of ${path}`);
      const show = state.presence === 'absent' ? null : await this.#state(path, log, piece, number);
      return { ref, state, show };
    };
    return copiedDiff(log, await side(from), await side(to));
  }

  async #session(given: string): Promise<{ readonly name: string; readonly piece: SessionPiece }> {
    const { ids } = await this.#pieces.read<SessionIdsPiece>(pieceKey.sessionIds);
    const spellings = (name: string): string[] => name.split(':').map((_, n, parts) => parts.slice(n).join(':'));
    const exact = ids.filter((name) => spellings(name).includes(given));
    const found =
      exact.length > 0 || given === ''
        ? exact
        : ids.filter((name) => spellings(name).some((each) => each.startsWith(given)));
    const [name, ...more] = found;
    if (name === undefined) throw notHeld(`the session ${given}`);
    if (more.length > 0) {
      const hint = `one of ${found.slice(0, 10).join(', ')}`;
      throw new Failure('AMBIGUOUS', `${given} stands for ${found.length} sessions`, hint);
    }
    return { name, piece: await this.#pieces.read<SessionPiece>(pieceKey.session(name)) };
  }

  async #turn(asked: Asked): Promise<TurnPiece> {
    const { name, piece } = await this.#session(asked('session'));
    const turn = Number(asked('turn'));
    if (piece.turns.includes(turn)) return this.#pieces.read(pieceKey.turn(name, turn));
    const total = piece.result.turns.length;
    if (turn <= total) throw notHeld(`turn ${turn} of this session`);
    throw new Failure('NO_SUCH_SESSION', `There is no turn ${turn} of this session`, `it has turns 1 to ${total}`);
  }

  async #turnDiff(asked: Asked): Promise<DiffAnswer> {
    const { transcript, diff } = await this.#turn(asked);
    if (diff !== null) return diff;
    const { root = '.', head = null } = transcript.repository ?? {};
    return {
      schema: 'ai-blame/diff@1',
      repository: { root, head },
      from: null,
      to: null,
      reversed: false,
      turn: { session: transcript.session.id, turn: Number(asked('turn')) },
      files: [],
      edits: {},
      caveats: [],
      warnings: [],
    };
  }

  async #edit(prefix: string): Promise<{ readonly edit: EditRecord }> {
    if (!/^[0-9a-f]+$/.test(prefix) || prefix.length < SHORTEST_EDIT) {
      const message = `An edit is named by ${SHORTEST_EDIT} or more digits of its id, not by "${prefix}"`;
      throw new Failure('USAGE', message, null);
    }
    const digits = prefix.slice(0, EDIT_DIGITS);
    const { edits: counts } = await this.#index();
    const { edits } = Object.hasOwn(counts, digits)
      ? await this.#pieces.read<EditsPiece>(pieceKey.edits(digits))
      : { edits: [] };
    const found = edits.filter(({ id }) => id.startsWith(prefix));
    const [edit, ...more] = found;
    if (edit === undefined) throw notHeld(`an edit ${prefix}`);
    if (more.length === 0) return { edit };
    const hint = `one of ${found
      .slice(0, 10)
      .map(({ id }) => id)
      .join(', ')}`;
    throw new Failure('AMBIGUOUS', `${prefix} stands for ${found.length} edits`, hint);
  }

  async #edits(): Promise<{ readonly edits: readonly EditRecord[]; readonly warnings: readonly [] }> {
    const { edits: counts } = await this.#index();
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const edits: EditRecord[] = [];
    for (const digits of total > MOST_EDITS ? [] : Object.keys(counts)) {
      edits.push(...(await this.#pieces.read<EditsPiece>(pieceKey.edits(digits))).edits);
    }
    return { edits, warnings: [] };
  }

  async #sessions(asked: Readonly<Record<string, string>>): Promise<SessionsResult> {
    const search = (asked.search ?? '').toLowerCase();
    const from = Number(asked.cursor ?? '0');
    const { sessions: total } = await this.#index();
    const answer = (sessions: readonly SessionRow[], matching: number, nextCursor: string | null): SessionsResult => ({
      schema: 'ai-blame/sessions@1',
      origin: 'traces',
      sessions,
      nextCursor,
      summary: { matching, withoutMessage: 0 },
      warnings: [],
    });
    if (search === '') {
      const { sessions } = await this.#pieces.read<SessionsPiece>(pieceKey.sessions(from));
      return answer(sessions, total, (from + 1) * SESSIONS_A_PIECE < total ? String(from + 1) : null);
    }
    const found = (await this.#allSessions()).filter(({ title, firstMessage }) =>
      [title, firstMessage].some((text) => text?.toLowerCase().includes(search) === true),
    );
    return answer(found, found.length, null);
  }

  async #allSessions(): Promise<SessionRow[]> {
    const { sessions: total } = await this.#index();
    const all: SessionRow[] = [];
    for (let n = 0; n * SESSIONS_A_PIECE < total; n++) {
      all.push(...(await this.#pieces.read<SessionsPiece>(pieceKey.sessions(n))).sessions);
    }
    return all;
  }

  async #search(query: string): Promise<SearchResult> {
    const words = query
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const hasAll = (text: string): boolean => {
      const lower = text.toLowerCase();
      return words.length > 0 && words.every((word) => lower.includes(word));
    };
    const prompts = await this.#pieces.read<PromptsPiece>(pieceKey.prompts);
    const sessions = (await this.#allSessions()).filter(({ title, firstMessage }) =>
      hasAll(`${title ?? ''}\n${firstMessage ?? ''}`),
    );
    const turns = prompts.turns.filter(({ prompt }) => hasAll(prompt));
    return {
      schema: 'ai-blame/search@1',
      sessions: sessions.slice(0, MOST_FOUND),
      turns: turns.slice(0, MOST_FOUND).map(({ session, agent, index, startedAt, prompt }) => {
        return { session, agent, turn: { index, startedAt, prompt } };
      }),
      isMore: sessions.length > MOST_FOUND || turns.length > MOST_FOUND,
      warnings: [],
    };
  }
}

/** What a copy left out, or never had. */
function notHeld(what: string, hint = 'ai-blame serve shows all that there is'): Failure {
  return new Failure('NOT_COPIED', `These pages do not hold ${what}`, hint);
}

/** @throws Failure */
function fail(failure: PieceFailure | null): never {
  const { code, message, hint } = failure ?? { code: 'NOT_COPIED', message: 'These pages do not tell it', hint: null };
  throw new Failure(code, message, hint);
}
