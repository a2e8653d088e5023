import { splitLines } from '../diff/lines.js';
import type { Env } from '../env.js';
import type { Oid } from '../git/git-objects.js';
import type { FileOfSide } from '../git/pair-renames.js';
import type { Repository } from '../git/repository.js';
import type { Warning } from '../model/diagnostic.js';
import type { Evidence } from '../model/evidence.js';
import { destinationOf, examineFile, type FileEvidence } from './examine-file.js';
import { readStagedContent, storedContent } from './file-content.js';
import { openTraces } from './indexed-traces.js';
import type { TalliedLine } from './line-tally.js';
import { loadTimelines, type Timelines } from './load-timelines.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import type { ComparedSides } from './report-comparison.js';
import { ToldCommits } from './told-commits.js';
import { TracesThemselves } from './trace-reader.js';
import { unchangedFiles } from './unchanged-files.js';
import { committedLines, type UsedInputs } from './used-inputs.js';

/** Whose each line is in the files of both sides of a comparison. */
export interface SideBlame {
  /** The file's lines on the new side. @throws as `blameFile`. */
  readonly ofNew: (file: FileOfSide) => readonly TalliedLine[];
  /** The file's lines on the old side. @throws as `blameFile`. */
  readonly ofOld: (file: FileOfSide) => readonly TalliedLine[];
  readonly warnings: () => readonly Warning[];
  /** Folders in which traces were looked for, absolute. */
  readonly homes: () => readonly string[];
  readonly close: () => void;
}

interface Asked {
  /** Its directory is the repository's root. */
  readonly place: Place;
  readonly agents: readonly string[];
  readonly minEvidence: Evidence;
  /** Whether git notes tell of commits that were made elsewhere. */
  readonly notes: boolean;
  /** Gathers what the lines rest on, which is then read itself, and no index of it; null: nobody asks. */
  readonly inputs: UsedInputs | null;
}

/** The traces are read when the first line of a side is asked about. */
export function sideBlames(
  repository: Repository,
  { comparison, base, target, staged }: ComparedSides,
  { place, agents, minEvidence, notes, inputs }: Asked,
  env: Env,
  progress: Progress,
): SideBlame {
  const reader = inputs === null ? openTraces(place, env) : new TracesThemselves(place.directory);
  const ofFiles: Warning[] = [];
  /** Both sides read the same traces: what is wrong with one is told once, as often as it is. */
  const ofTraces = new Map<string, Warning>();
  const homes = new Set<string>();
  const loaded = new Map<Oid | null, Timelines>();
  const timelinesOf = (revision: Oid | null): Timelines => {
    let timelines = loaded.get(revision);
    if (timelines === undefined) {
      const start = revision ?? repository.head().commit;
      const destination = destinationOf(repository, start, revision);
      timelines = loadTimelines(repository, destination, place, env, progress, reader);
      loaded.set(revision, timelines);
      for (const warning of [...timelines.warnings, ...noTraces(timelines)]) {
        if (warning.count > (ofTraces.get(keyOf(warning))?.count ?? 0)) ofTraces.set(keyOf(warning), warning);
      }
      for (const { path } of timelines.searched.homes) homes.add(path);
    }
    return timelines;
  };
  const linesOf = ({ path, entry }: FileOfSide, revision: Oid | null, isStaged: boolean): readonly TalliedLine[] => {
    const timelines = timelinesOf(revision);
    const request = { file: path, revision, minEvidence, agents, ranges: [], place, notes };
    const content = isStaged ? readStagedContent(repository, path, staged.get(path) ?? entry) : null;
    const evidence = examineFile(repository, request, env, progress, reader, timelines, content);
    ofFiles.push(...evidence.warnings.filter((one) => !ofTraces.has(keyOf(one)) && one.code !== 'no_sessions'));
    inputs?.add(evidence, committedLines(evidence), isStaged ? 'index' : undefined);
    return talliedLines(evidence);
  };
  const head = repository.head().commit;
  let unchanged: ((path: string, content: Buffer) => boolean) | null = null;
  /** What holds what it held before any trace began is the commits' alone: nothing need be looked at. */
  const isUnchanged = (file: FileOfSide): boolean => {
    // Of a file that no trace changed a note may tell all the same.
    unchanged ??=
      notes && new ToldCommits(repository, env).tellOfThis()
        ? () => false
        : unchangedFiles(repository, head, timelinesOf(null));
    const content = storedContent(repository, file.path);
    return content !== null && unchanged(file.path, content);
  };
  return {
    ofNew(file) {
      if (comparison.kind !== 'files') return linesOf(file, target, comparison.kind === 'staged');
      if (!isUnchanged(file)) return linesOf(file, null, false);
      const content = storedContent(repository, file.path) ?? Buffer.alloc(0);
      inputs?.addFile(file.path, 'work-tree', content);
      const { count } = splitLines(content);
      return new Array<TalliedLine>(count).fill({ origin: 'commit', edit: null });
    },
    ofOld(file) {
      return linesOf(file, base, false);
    },
    warnings: () => [...ofTraces.values(), ...ofFiles],
    homes: () => [...homes],
    close: () => reader.close(),
  };
}

function keyOf({ code, subject }: Warning): string {
  return `${code}\0${subject ?? ''}`;
}

function talliedLines({ joined, records }: FileEvidence): TalliedLine[] {
  return joined.map(({ line, draft }) => ({
    origin: line.origin,
    edit: draft === null ? null : (records.get(draft) ?? null),
  }));
}

/** Where the traces were looked for is not told to those who only read the report. */
function noTraces({ searched }: Timelines): Warning[] {
  if (searched.selected > 0) return [];
  const message = `No session of an agent belongs to this repository (${searched.sources} traces were searched)`;
  return [{ code: 'no_sessions', message, count: 1, subject: null }];
}
