import type { Env } from '../env.js';
import { isAsObserved, type Observation, type Observations } from '../git/disk.js';
import { globalConfigFiles } from '../git/git-config.js';
import { readWorkTreeFile } from '../git/work-tree-file.js';
import type { BlameReport } from '../model/blame-result.js';
import { changedSince } from '../scan/packed-looks.js';
import type { Answers, KeptAnswer } from '../store/answers.js';
import { packAnswer, unpackAnswer } from './answer-record.js';
import { ANSWERS_BUILD } from './answers-build.js';
import type { BlameRequest } from './blame-request.js';
import { haveGrownIdly } from './grown-idly.js';
import type { Searched } from './searched-homes.js';
import { keepLooksOf, type SourceLooks, stateOf } from './source-looks.js';
import type { IndexMark } from './trace-reader.js';

/** What the traces came to, in three depths. */
export interface TraceState {
  /** Of all sources in the homes: which there are, and their stamps (`stateOf`). */
  readonly state: string;
  /** Where the index stood: what changed since may be no matter of the answer; null where it is not known. */
  readonly since: {
    readonly mark: IndexMark;
    /** Which sources there were (`setOf`). */
    readonly set: string;
    /** Places of those that bear on the repository; null where that depends on when others were written. */
    readonly bearers: readonly string[] | null;
  } | null;
  /** Of those that bear on the repository: which, why, and what they tell (`bearingOf`). */
  readonly bearing: string;
}

/**
 * A question as one line: all that its answer depends on but for what lies on the disk.
 * @returns null where answers to it are not kept: one about a revision is in an object, not in a file that is read for its text,
 * one about contents that were given is in no file, one that is sealed is drawn from the evidence itself, and how the commits were
 * walked is not kept.
 */
export function questionOf(request: BlameRequest, searched: readonly Searched[], env: Env): string | null {
  if (
    request.revision !== null ||
    request.contents !== undefined ||
    request.isSealed === true ||
    request.asGit === true
  )
    return null;
  const {
    file,
    minEvidence,
    agents = [],
    ranges,
    place,
    seeThrough = null,
    bounds = null,
    notes = true,
    force = false,
    encoding = null,
    graftsFile = null,
  } = request;
  const { directory, movedFrom } = place;
  const homes = searched.map((each) => [each.finder.id, ...each.homes]);
  const config = globalConfigFiles(env.variables);
  const asked = [
    ANSWERS_BUILD,
    file,
    minEvidence,
    agents,
    ranges,
    directory,
    movedFrom,
    homes,
    seeThrough,
    bounds,
    notes,
    force,
    encoding,
    graftsFile,
    env.home,
    config,
  ];
  return JSON.stringify(asked);
}

/** An answer that was given before, and may still hold. */
export class KeptBlame {
  readonly #answers: Answers;
  readonly #question: string;
  readonly #kept: KeptAnswer;
  readonly #state: TraceState;

  private constructor(answers: Answers, question: string, kept: KeptAnswer) {
    this.#answers = answers;
    this.#question = question;
    this.#kept = kept;
    this.#state = JSON.parse(kept.traces) as TraceState;
  }

  /** @returns null where none was kept, or something on the disk that it rests on is not as it was. */
  static find(answers: Answers, question: string): KeptBlame | null {
    const kept = answers.find(question);
    if (kept === null || !(JSON.parse(kept.looks) as Observation[]).every(isAsObserved)) return null;
    return new KeptBlame(answers, question, kept);
  }

  /** Whether no source changed at all, or what was added to some is plainly no matter of it. @param looks are taken where they have to be. */
  holdsFor(searched: readonly Searched[], looks: SourceLooks): boolean {
    const { state, since } = this.#state;
    const packed = this.#answers.looks(state);
    const changed = packed === null ? null : changedSince(packed);
    if (changed?.length === 0) return true;
    if (changed !== null) {
      const bearers = since?.bearers ?? null;
      const finders = searched.map(({ finder }) => finder);
      return bearers !== null && haveGrownIdly(changed, finders, this.#answers.growing(state), bearers);
    }
    // Something else came, or went, that may be no source; or it was in another state that the homes were looked through last.
    const seen = searched.map(({ finder, homes }) => looks.of(finder, homes));
    if (stateOf(seen) !== state) return false;
    keepLooksOf(this.#answers, state, seen);
    return true;
  }

  /** Where the index stood when it was given, and what bore on it then. */
  get since(): TraceState['since'] {
    return this.#state.since;
  }

  hasBearing(bearing: string | null): boolean {
    return bearing === this.#state.bearing;
  }

  /** What changed since is no matter of this answer: it holds for the sources as they are now. */
  renew(state: Pick<TraceState, 'state' | 'since'>): void {
    const traces: TraceState = { ...this.#state, ...state };
    this.#answers.keep(this.#question, { ...this.#kept, traces: JSON.stringify(traces) });
  }

  report(): BlameReport {
    return unpackAnswer(this.#kept.answer, ({ repository, path }) => {
      return readWorkTreeFile({ root: repository.root, config: { getBoolean: () => null } }, path).bytes;
    });
  }
}

/** Keeps an answer, unless what it rests on changed a moment ago: another change might not show. */
export function keepBlame(
  answers: Answers,
  question: string,
  report: BlameReport,
  { all, areSettled }: Observations,
  state: TraceState,
): void {
  if (!areSettled) return;
  answers.keep(question, { traces: JSON.stringify(state), looks: JSON.stringify(all), answer: packAnswer(report) });
}
