import type { LineSpan, ReportedFile, ReportResult } from '../model/report-result.js';
import { visibleCell, visibleLines } from './control-characters.js';
import { counted } from './counted.js';
import { filesByAgent } from './report-rows.js';

/** GitHub shows no more of each kind for a step. */
const MOST_OF_A_KIND = 10;

/**
 * Workflow commands that put annotations beside the lines of a change: an error for each condition that is met, in the files where it is,
 * and a notice for the largest pieces that agents wrote.
 */
export function reportAnnotations(result: ReportResult): string {
  const errors = result.policy.conditions
    .filter(({ failed }) => failed)
    .flatMap(({ sentence, files }) =>
      files.length === 0
        ? [command('error', { title: 'ai-blame policy' }, sentence)]
        : files.map((path) => {
            const place = placeIn(result.files.find((file) => file.path === path));
            return command('error', { file: path, ...place, title: 'ai-blame policy' }, sentence);
          }),
    );
  const pieces = filesByAgent(result.files)
    .flatMap((file) => piecesOf(file).map((piece) => ({ file: file.path, ...piece })))
    .sort((a, b) => b.end - b.start - (a.end - a.start));
  const notices = pieces.map(({ file, start, end, writer, evidence }) => {
    const message = `${counted(end - start + 1, 'line', 'lines')} by ${writer} (evidence: ${[...evidence].join(', ')})`;
    return command('notice', { file, line: String(start), endLine: String(end), title: visibleCell(writer) }, message);
  });
  return [...errors.slice(0, MOST_OF_A_KIND), ...notices.slice(0, MOST_OF_A_KIND)].join('');
}

interface Piece {
  readonly start: number;
  end: number;
  readonly writer: string;
  readonly evidence: Set<string>;
}

/** Runs of added lines of one agent and model, whatever edits they are from. */
function piecesOf({ spans }: ReportedFile): Piece[] {
  const pieces: Piece[] = [];
  for (const { change, start, end, agent, model, evidence } of spans) {
    if (change !== 'added' || agent === null || evidence === null) continue;
    const writer = `${agent} ${model ?? '(model unknown)'}`;
    const last = pieces.at(-1);
    if (last !== undefined && last.end === start - 1 && last.writer === writer) {
      last.end = end;
      last.evidence.add(evidence);
    } else pieces.push({ start, end, writer, evidence: new Set([evidence]) });
  }
  return pieces;
}

function placeIn(file: ReportedFile | undefined): Record<string, string> {
  const added = file?.spans.filter(({ change }) => change === 'added') ?? [];
  const span: LineSpan | undefined = added.find(({ agent }) => agent !== null) ?? added[0];
  return span === undefined ? {} : { line: String(span.start), endLine: String(span.end) };
}

function command(kind: 'error' | 'notice', properties: Readonly<Record<string, string>>, message: string): string {
  const told = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  return `::${kind} ${told.join(',')}::${data(visibleCell(message))}\n`;
}

/** As GitHub's own toolkit escapes them (`@actions/core`, command.ts). */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A name of a file stays as it is, or the annotation would be nowhere; but for what a terminal that shows the log would obey. */
function property(text: string): string {
  return data(visibleLines(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
