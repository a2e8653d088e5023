import { isUtf8 } from 'node:buffer';
import type { Lines } from '../diff/lines.js';
import { isAgentAsked } from '../model/agent-name.js';
import type { BlameLine, Origin } from '../model/blame-result.js';
import { type Evidence, isAtLeast } from '../model/evidence.js';
import { cameBefore } from '../reconcile/came-before.js';
import type { DraftEdit, Step } from '../reconcile/draft-edit.js';
import type { ReconciledPath } from '../reconcile/reconcile-path.js';
import { inTellingRuns } from '../reconcile/telling-runs.js';

/** What is known of the file's lines, each source with one answer per line. */
export interface LineSources {
  /** The file as the person sees it. */
  readonly lines: Lines;
  readonly here: ReconciledPath;
  /** Other work trees' traces: their lines count only where a commit brought them here. `canHave`: whether a line can be theirs. */
  readonly elsewhere: readonly { readonly file: ReconciledPath; readonly canHave: (line: number) => boolean }[];
  /** The commit that introduced each line and its time (seconds), null where no commit has it. */
  readonly commitOf: (line: number) => { readonly id: string; readonly time: number } | null;
  readonly minEvidence: Evidence;
  /** Only edits of these agents are named; none: of all. */
  readonly agents: readonly string[];
  /** The step of each line, where it is not the one that the chain tells. */
  readonly stepsOf?: (file: ReconciledPath) => readonly (Step | undefined)[];
}

/** One line of the answer, with the draft of the edit that it names. */
export interface JoinedLine {
  readonly line: BlameLine;
  readonly draft: DraftEdit | null;
  /** Whether a trace tells of an edit that wrote it, also one that was not to be named. */
  readonly isTraced: boolean;
}

/**
 * Says of each line where it comes from: an agent's edit that a trace proves; else the commit that introduced it; else what was
 * there before the traces, or came between them.
 *
 * @param idOf the id of an edit.
 */
export function joinLines(sources: LineSources, idOf: (draft: DraftEdit) => string): JoinedLine[] {
  const { lines, here, elsewhere, commitOf } = sources;
  const lineSteps = (file: ReconciledPath): ((line: number) => Step | undefined) => {
    const steps = sources.stepsOf?.(file);
    return steps === undefined ? stepsOf(file) : (line) => steps[line];
  };
  const own = lineSteps(here);
  const others = elsewhere.map(({ file, canHave }) => ({ steps: lineSteps(file), canHave }));
  const broughtBy = (line: number, named: Named): DraftEdit | null => {
    const commit = commitOf(line);
    if (commit === null) return null;
    return firstOf(others, ({ steps, canHave }) => {
      const other = canHave(line) ? agentEdit(steps(line), named) : null;
      return other !== null && cameBefore(other, commit.time) ? other : null;
    });
  };
  const isBrought = inTellingRuns(
    lines,
    Array.from(
      { length: lines.count },
      (_, line) => agentEdit(own(line), ANYBODY) === null && broughtBy(line, ANYBODY) !== null,
    ),
  );
  const joined: JoinedLine[] = [];
  for (let i = 0; i < lines.count; i++) {
    const commit = commitOf(i);
    const step = own(i);
    const writtenBy = (named: Named): DraftEdit | null =>
      agentEdit(step, named) ?? (isBrought[i] ? broughtBy(i, named) : null);
    const draft = writtenBy(sources);
    joined.push({
      draft,
      isTraced: draft !== null || writtenBy(ANYBODY) !== null,
      line: {
        line: i + 1,
        ...lineText(lines.contentOf(i)),
        origin: draft !== null ? 'agent' : commit !== null ? 'commit' : originOf(step),
        edit: draft === null ? null : idOf(draft),
        commit: commit?.id ?? null,
      },
    });
  }
  return joined;
}

function stepsOf({ chain, version }: ReconciledPath): (line: number) => Step | undefined {
  if (version === null) return () => undefined;
  const origins = chain.stepsAt(version);
  return (line) => chain.steps[origins[line] ?? -1];
}

type Named = Pick<LineSources, 'minEvidence' | 'agents'>;

const ANYBODY: Named = { minEvidence: 'inferred', agents: [] };

function agentEdit(step: Step | undefined, { minEvidence, agents }: Named): DraftEdit | null {
  if (step?.kind !== 'agent' || !isAtLeast(step.edit.evidence, minEvidence)) return null;
  return isAgentAsked(agents, step.edit.event.session.agent) ? step.edit : null;
}

function originOf(step: Step | undefined): Origin {
  return step?.kind === 'base' ? 'preexisting' : 'untraced';
}

/** A line as JSON tells it. */
export function lineText(content: Buffer): { text: string; textBase64?: string } {
  const text = content.toString('utf8');
  return isUtf8(content) ? { text } : { text, textBase64: content.toString('base64') };
}

function firstOf<T, R>(items: readonly T[], pick: (item: T) => R | null): R | null {
  for (const item of items) {
    const found = pick(item);
    if (found !== null) return found;
  }
  return null;
}
