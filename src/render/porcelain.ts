import type { BlameLine, BlameReport, CommitDetails, LineCommit } from '../model/blame-result.js';
import type { EditRecord } from '../model/edit-record.js';
import { textOfBytes } from '../model/raw-bytes.js';
import { cQuote } from './c-quote.js';
import { visibleCell } from './control-characters.js';
import { type Zone, zoneOffset } from './dates.js';

export interface PorcelainOptions {
  /** `porcelain`: a commit's details once; `line-porcelain`: at every line. */
  readonly format: 'porcelain' | 'line-porcelain';
  /** Milliseconds since 1970: git gives lines that are not committed the time of asking, in the local zone. */
  readonly now: number;
  readonly zone: Zone;
  /** What `--contents` named. Not given: the work tree's file. */
  readonly contents?: string;
}

interface Row {
  readonly line: BlameLine;
  readonly at: LineCommit;
  /** Full id; zeros where the line is not committed. */
  readonly commit: string;
  readonly edit: EditRecord | null;
}

/**
 * git's own formats (git 2.39, `builtin/blame.c`: `emit_porcelain`; formats/interop.md, section 4), with `ai-…` headers where an
 * agent wrote the lines. They stand at every group (or line) and before `previous` and `filename`, which close an entry for
 * some readers; a group ends also where the edit changes. Without agents' lines the output is git's, byte for byte.
 *
 * Details are looked up in `report.details` by commit id. An entry for the id of zeros, where there is one, tells `previous` of
 * lines that are not committed; else it is HEAD's file of the same path, if the details tell of any commit.
 * Bytes that are not UTF-8 come out as in `textOfBytes`.
 */
export function porcelain(report: BlameReport, options: PorcelainOptions): string {
  const details = detailsOf(report, options);
  const rows = rowsOf(report);
  const manyPaths = commitsOfManyPaths(rows);
  const everyLine = options.format === 'line-porcelain';
  const shown = new Set<string>();
  const output: string[] = [];

  for (const group of groupsOf(rows)) {
    for (const [place, { line, at, commit, edit }] of group.entries()) {
      const first = place === 0;
      output.push(`${commit} ${at.line} ${line.line}${first ? ` ${group.length}` : ''}\n`);
      if (first || everyLine) {
        const commitDetails = details(commit);
        const tell = everyLine || !shown.has(commit);
        shown.add(commit);
        output.push(tell ? commitHeaders(commitDetails) : '', edit === null ? '' : agentHeaders(edit));
        output.push(tell || manyPaths.has(commit) ? fileHeaders(commitDetails, at) : '');
      }
      output.push(`\t${textOf(line)}\n`);
    }
  }
  return output.join('');
}

function rowsOf({ result, lineCommits }: BlameReport): Row[] {
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

function groupsOf(rows: readonly Row[]): Row[][] {
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

/** git repeats the file's name at every group of a commit that lines reach through several paths. */
function commitsOfManyPaths(rows: readonly Row[]): Set<string> {
  const paths = new Map<string, string>();
  const many = new Set<string>();
  for (const { commit, at } of rows) {
    const known = paths.get(commit);
    paths.set(commit, known ?? at.path);
    if (known !== undefined && known !== at.path) {
      many.add(commit);
    }
  }
  return many;
}

function detailsOf(report: BlameReport, { now, zone, contents }: PorcelainOptions): (commit: string) => CommitDetails {
  const { head } = report.result.repository;
  const { path } = report.result;
  const source = contents === '-' ? 'standard input' : (contents ?? path);
  return (commit) => {
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

function commitHeaders(details: CommitDetails): string {
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

function fileHeaders({ previous }: CommitDetails, at: LineCommit): string {
  const from = previous.find(({ of }) => of === at.path);
  const before = from === undefined ? '' : `previous ${from.commit} ${cQuote(from.path)}\n`;
  return `${before}filename ${cQuote(at.path)}\n`;
}

function agentHeaders(edit: EditRecord): string {
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

function textOf({ text, textBase64 }: BlameLine): string {
  return textBase64 === undefined ? text : textOfBytes(Buffer.from(textBase64, 'base64'));
}
