import type { Env } from '../env.js';
import type { BlameReport } from '../model/blame-result.js';
import { shownText } from '../render/blame-text.js';
import type { SyntaxPiece } from '../render/syntax.js';
import type { BlameInvocation } from './invocation.js';
import { withProgress } from './progress-line.js';
import type { UseCases } from './use-cases.js';

/** The lines of an answer in pieces, by their places in it. */
export interface BlameSyntax {
  readonly lines: readonly (readonly SyntaxPiece[] | null)[] | null;
  /** For stderr: why there are none; else empty. */
  readonly note: string;
}

const NOTES = {
  'no-language': (path: string) => `note: --highlight knows no language for ${shownText(path)}\n`,
  'too-long': (path: string) => `note: ${shownText(path)} is too long for --highlight\n`,
};

export interface AskedReports {
  readonly report: BlameReport;
  /** The answer for all lines of the file, where its syntax is wanted; else the same. */
  readonly whole: BlameReport;
}

/** Loads what highlights for this alone. */
export async function syntaxOf({ report: { result }, whole }: AskedReports): Promise<BlameSyntax> {
  const { highlight } = await import('../render/highlight.js');
  const { path, lines } = whole.result;
  const found = highlight(
    lines.map(({ text }) => shownText(text)),
    path,
  );
  if ('none' in found) return { lines: null, note: NOTES[found.none](path) };
  return { lines: result.lines.map(({ line }) => found.lines[line - 1] ?? null), note: '' };
}

/**
 * Asks for blame, and where `--highlight` needs what stands outside of `-L`, once more for the whole file: what begins above goes on in the
 * lines that are asked for.
 */
export async function askBlame(
  { request, highlight = false, progress: isShown }: BlameInvocation,
  env: Env,
  useCases: UseCases,
): Promise<AskedReports> {
  const isPart = highlight && request.ranges.length > 0;
  const world = isPart ? readingOnce(env) : env;
  return withProgress(
    env,
    async (progress) => {
      const report = await useCases.blameFile(request, world, progress);
      const whole = isPart ? await useCases.blameFile({ ...request, ranges: [] }, world, progress) : report;
      return { report, whole };
    },
    isShown,
  );
}

/** Standard input comes once. */
function readingOnce(env: Env): Env {
  let input: Promise<Buffer> | null = null;
  const readInput = (limit: number): Promise<Buffer> => {
    input ??= env.readInput(limit);
    return input;
  };
  return Object.assign(Object.create(env) as Env, { readInput });
}
