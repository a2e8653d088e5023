import type { BlameReport } from '../model/blame-result.js';
import {
  agentHeaders,
  commitHeaders,
  fileHeaders,
  type GitFormatOptions,
  groupsOf,
  type Row,
  rowsOf,
  tellerOf,
  textOf,
} from './git-entries.js';

export interface PorcelainOptions extends GitFormatOptions {
  /** `porcelain`: a commit's details once; `line-porcelain`: at every line; `incremental`: lines as they were found, without texts. */
  readonly format: 'porcelain' | 'line-porcelain' | 'incremental';
}

/**
 * git's own formats (git 2.39, `builtin/blame.c`: `emit_porcelain`, `found_guilty_entry`; formats/interop.md, section 4), with `ai-…`
 * headers where an agent wrote the lines. They stand at every group (or line) and before `previous` and `filename`, which close an
 * entry for some readers; a group ends also where the edit changes. Without agents' lines the output is git's, byte for byte.
 *
 * Details are looked up in `report.details` by commit id. An entry for the id of zeros, where there is one, tells `previous` of
 * lines that are not committed; else it is HEAD's file of the same path, if the details tell of any commit. Where models are told
 * as authors, a commit's details come again where its author changes.
 * Bytes that are not UTF-8 come out as in `textOfBytes`.
 * @throws Error for `incremental` where the report does not tell of the walk.
 */
export function porcelain(report: BlameReport, options: PorcelainOptions): string {
  const details = tellerOf(report, options);
  const rows = rowsOf(report);
  const { format } = options;
  const everyLine = format === 'line-porcelain';
  const isFound = format === 'incremental';
  const manyPaths = commitsOfManyPaths(rows);
  /** Authors that were told last, by commits. */
  const shown = new Map<string, string>();
  const output: string[] = [];

  for (const group of isFound ? foundGroups(report, rows) : groupsOf(rows)) {
    for (const [place, row] of (isFound ? group.slice(0, 1) : group).entries()) {
      const { line, at, commit, edit } = row;
      const first = place === 0;
      output.push(`${commit} ${at.line} ${line.line}${first ? ` ${group.length}` : ''}\n`);
      if (first || everyLine) {
        const told = details(row);
        const author = `${told.author}\0${told.authorTime}`;
        const tell = everyLine || shown.get(commit) !== author;
        shown.set(commit, author);
        output.push(tell ? commitHeaders(told) : '', agentHeaders(edit));
        output.push(tell || isFound || manyPaths.has(commit) ? fileHeaders(told, at) : '');
      }
      if (!isFound) output.push(`\t${textOf(row)}\n`);
    }
  }
  return output.join('');
}

/** Groups in the order in which the walk over the commits found them. */
function foundGroups({ walk }: BlameReport, rows: readonly Row[]): Row[][] {
  if (walk === undefined) throw new Error('the walk is not told');
  const places = new Map(rows.map(({ line }, place) => [line.line, place]));
  return walk.found.flatMap(([start, count]) => {
    const place = places.get(start + 1);
    return place === undefined ? [] : groupsOf(rows.slice(place, place + count));
  });
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
