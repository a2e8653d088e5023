import type { Step } from '../../reconcile/draft-edit.js';
import type { ReconciledPath } from '../../reconcile/reconcile-path.js';
import type { TimelineEntry } from '../../reconcile/timeline.js';
import type { LineStep } from '../../weave/weave.js';

/** What happened to a line at one station of its life: somebody wrote it, moved it, brought it back, or changed its line end. */
type Role = 'writer' | 'mover' | 'restorer' | 'line-end';

export interface Station {
  readonly role: Role;
  /** Who did that; undefined where not even that is known. */
  readonly step: Step | undefined;
  /** Who had written what stands there: blame's answer. */
  readonly writer: Step | undefined;
  /** The line as it was then, without its line end, as git stores it. */
  readonly text: Buffer;
  /** Where in the timeline: index of an entry, their number for the end. */
  readonly place: number;
  /** The first version of the file that the traces know. */
  readonly isFirst: boolean;
}

/**
 * The life of a line of the present content as the traces tell it: a line that was moved or brought back goes on with the life that
 * it had where it was written.
 * @param line from 0.
 * @param entries the timeline that the file was reconciled from.
 * @returns the newest station first; none where no version is known.
 */
export function lineLife(file: ReconciledPath, line: number, entries: readonly TimelineEntry[]): Station[] {
  const { chain, version } = file;
  if (version === null) return [];
  const { weave } = chain;
  const stations: Station[] = [];
  let rest: LineStep[] = weave.history(version, line);
  for (let at = rest.shift(); at !== undefined; at = rest.shift()) {
    const text = textOf(file, at);
    const made = chain.stepOf(at.version);
    const writer = chain.steps[at.origin];
    const common = { writer, text, place: chain.placeOf(at.version), isFirst: at.version === 0 };
    const home = at.how === 'taken-over' ? homeOf(file, at, text, rest) : null;
    if (home !== null) {
      if (!isLeftOut(file, home, at.version, entries)) {
        stations.push({ ...common, role: made?.kind === 'agent' ? 'mover' : 'restorer', step: made });
      }
      if (!rest.some((next) => next.version === home.version && next.line === home.line)) {
        rest = weave.history(home.version, home.line);
      }
    } else if (at.how === 'line-end') {
      stations.push({ ...common, role: 'line-end', step: made });
    } else {
      stations.push({ ...common, role: 'writer', step: writer });
    }
  }
  return stations;
}

/**
 * Where a line was written that a later version took over; null where its writer made no version of its own: then the later version
 * is the first that shows what he wrote.
 */
function homeOf(
  file: ReconciledPath,
  taken: LineStep,
  text: Buffer,
  rest: readonly LineStep[],
): { version: number; line: number } | null {
  const inPlace = rest.find((next) => next.origin === taken.origin && textOf(file, next).equals(text));
  if (inPlace !== undefined) return inPlace;
  const { chain } = file;
  const step = chain.steps[taken.origin];
  for (let version = taken.version - 1; version >= 0; version--) {
    if (chain.stepOf(version) !== step) continue;
    const lines = chain.weave.linesAt(version);
    const line = chain
      .stepsAt(version)
      .findIndex((origin, at) => origin === taken.origin && lines.contentOf(at).equals(text));
    return line === -1 ? null : { version, line };
  }
  return null;
}

/** Whether a line was only left out of a commit, and never away: the versions then tell what was committed. */
function isLeftOut(
  { chain }: ReconciledPath,
  home: { readonly version: number; readonly line: number },
  until: number,
  entries: readonly TimelineEntry[],
): boolean {
  const gone = chain.weave.deletedBetween(home.version, until).find(({ line }) => line === home.line);
  const entry = gone === undefined ? undefined : entries[chain.placeOf(gone.version)];
  return entry?.kind === 'head' && entry.move.kind === 'commit';
}

function textOf({ chain }: ReconciledPath, { version, line }: LineStep): Buffer {
  return chain.weave.linesAt(version).contentOf(line);
}
