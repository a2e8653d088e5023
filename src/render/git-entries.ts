import type { BlameLine, BlameReport, CommitDetails, LineCommit } from '../model/blame-result.js';
import type { EditRecord } from '../model/edit-record.js';
import { textOfBytes } from '../model/raw-bytes.js';
import { cQuote } from './c-quote.js';
import { visibleCell } from './control-characters.js';
import { type Zone, zoneOffset } from './dates.js';

/** What git's own formats are made of beside the answer. */
export interface GitFormatOptions {
  /** Milliseconds since 1970: git gives lines that are not committed the time of asking, in the local zone. */
  readonly now: number;
  readonly zone: Zone;
  /** What `--contents` named. Not given: the work tree's file. */
  readonly contents?: string;
  /** Lines of agents have the model as their author. Not given: what git says. */
  readonly modelAsAuthor?: boolean;
}

/** A line with what git knows of it. */
export interface Row {
  readonly line: BlameLine;
  readonly at: LineCommit;
  /** Full id; zeros where the line is not committed. */
  readonly commit: string;
  readonly edit: EditRecord | null;
}

export function rowsOf({ result, lineCommits }: BlameReport): Row[] {
  const digits = (result.repository.head ?? lineCommits.find((at) => at.commit !== null)?.commit)?.length ?? 40;
  return result.lines.map((line, index) => {
    const at = lineCommits[index];
    if (at === undefined) {
      throw new Error(`no commit given for line ${line.line}`);
    }
    const edit = line.origin === 'agent' && line.edit !== null ? (result.edits[line.edit] ?? null) : null;
    return { line, at, commit: at.commit ?? '0'.repeat(digits), edit };
  });
}

/** Neighbours that have everything in common, as git's entries have it. */
export function groupsOf(rows: readonly Row[]): Row[][] {
  const groups: Row[][] = [];
  let previous: Row | undefined;
  for (const row of rows) {
    if (previous !== undefined && continues(previous, row)) {
      groups.at(-1)?.push(row);
    } else {
      groups.push([row]);
    }
    previous = row;
  }
  return groups;
}

function continues(before: Row, after: Row): boolean {
  return (
    after.commit === before.commit &&
    after.at.path === before.at.path &&
    after.at.line === before.at.line + 1 &&
    after.line.line === before.line.line + 1 &&
    after.at.ignored === before.at.ignored &&
    after.at.unblamable === before.at.unblamable &&
    after.edit === before.edit
  );
}

/** Tells a row's commit as git does, or with the model as its author. */
export function tellerOf(report: BlameReport, options: GitFormatOptions): (row: Row) => CommitDetails {
  const details = new Map<string, CommitDetails>();
  return ({ commit, edit }) => {
    const known = details.get(commit) ?? detailsOf(commit, report, options);
    details.set(commit, known);
    return edit === null || options.modelAsAuthor !== true ? known : { ...known, ...asAuthor(edit) };
  };
}

/** The time of the edit stands for the author's; its zone is not known. */
function asAuthor({ agent, model, timestamp }: EditRecord) {
  const instant = timestamp === null ? Number.NaN : Date.parse(timestamp);
  return {
    author: visibleCell(model ?? agent),
    email: visibleCell(agent),
    ...(Number.isNaN(instant) ? {} : { authorTime: Math.floor(instant / 1000), authorZone: '+0000' }),
  };
}

function detailsOf(commit: string, report: BlameReport, { now, zone, contents }: GitFormatOptions): CommitDetails {
  const { head } = report.result.repository;
  const { path } = report.result;
  const source = contents === '-' ? 'standard input' : (contents ?? path);
  const known = report.details.get(commit);
  if (!/^0+$/.test(commit)) {
    if (known === undefined) {
      throw new Error(`no details given for commit ${commit}`);
    }
    return { ...known, ...known.inGitsWords };
  }
  const traced = head !== null && report.details.size > 0;
  return {
    ...uncommittedBy('Not Committed Yet', 'not.committed.yet', Math.floor(now / 1000), zoneOffset(now, zone)),
    time: new Date(now).toISOString(),
    // A summary is one line, also where the path is not.
    summary: `Version of ${path} from ${source}`.split('\n', 1).join(''),
    previous: known === undefined ? (traced ? [{ of: path, commit: head, path }] : []) : known.previous,
    boundary: false,
  };
}

function uncommittedBy(name: string, email: string, time: number, offset: string) {
  return {
    author: name,
    email,
    authorTime: time,
    authorZone: offset,
    committer: name,
    committerEmail: email,
    committerTime: time,
    committerZone: offset,
  };
}

export function commitHeaders(details: CommitDetails): string {
  return headers([
    ['author', details.author],
    ['author-mail', `<${details.email}>`],
    ['author-time', details.authorTime],
    ['author-tz', details.authorZone],
    ['committer', details.committer],
    ['committer-mail', `<${details.committerEmail}>`],
    ['committer-time', details.committerTime],
    ['committer-tz', details.committerZone],
    ['summary', details.summary],
  ]).concat(details.boundary ? 'boundary\n' : '');
}

export function fileHeaders({ previous }: CommitDetails, at: LineCommit): string {
  const from = previous.find(({ of }) => of === at.path);
  const before = from === undefined ? '' : `previous ${from.commit} ${cQuote(from.path)}\n`;
  return `${before}filename ${cQuote(at.path)}\n`;
}

export function agentHeaders(edit: EditRecord | null): string {
  if (edit === null) return '';
  const told: [string, string | number | null][] = [
    ['ai-agent', edit.agent],
    ['ai-model', edit.model],
    ['ai-session', edit.session],
    ['ai-turn', edit.turn?.index ?? null],
    ['ai-evidence', edit.evidence],
    ['ai-time', edit.timestamp],
    ['ai-edit', edit.id],
    ['ai-note', edit.note?.blob ?? null],
    ['ai-record', edit.record?.id ?? null],
  ];
  return headers(told.flatMap(([name, value]) => (value === null ? [] : [[name, visibleCell(String(value))]])));
}

function headers(fields: readonly (readonly (string | number)[])[]): string {
  return fields.map(([name, value]) => `${name} ${value}\n`).join('');
}

/** As git stores it, without the LF; bytes that are not UTF-8 as in `textOfBytes`. */
export function textOf({ line: { text, textBase64 }, at }: Row): string {
  return (
    (textBase64 === undefined ? text : textOfBytes(Buffer.from(textBase64, 'base64'))) + (at.cr === true ? '\r' : '')
  );
}
