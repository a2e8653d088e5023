import type { BlameLine, BlameReport, BlameResult, CommitInfo, LineCommit } from '../model/blame-result.js';
import type { EditRecord } from '../model/edit-record.js';
import { displayWidth, padEnd, padStart, truncateEnd } from './columns.js';
import { visible, visibleCell } from './control-characters.js';

/** What a template may tell of one line. */
interface LineFacts {
  readonly result: BlameResult;
  readonly line: BlameLine;
  readonly at: LineCommit;
  readonly edit: EditRecord | null;
  readonly commit: CommitInfo | null;
}

type Value = string | number | null | undefined;

/** The fields of the contract (section 2 and 3), by the names that they have in JSON. */
const FIELDS: Readonly<Record<string, (facts: LineFacts) => Value>> = {
  line: ({ line }) => line.line,
  text: ({ line }) => line.text,
  origin: ({ line }) => line.origin,
  path: ({ result }) => result.path,
  revision: ({ result }) => result.revision,
  edit: ({ edit }) => edit?.id,
  'edit.agent': ({ edit }) => edit?.agent,
  'edit.agentVersion': ({ edit }) => edit?.agentVersion,
  'edit.model': ({ edit }) => edit?.model,
  'edit.provider': ({ edit }) => edit?.provider,
  'edit.session': ({ edit }) => edit?.session,
  'edit.parentSession': ({ edit }) => edit?.parentSession,
  'edit.turn.index': ({ edit }) => edit?.turn?.index,
  'edit.turn.id': ({ edit }) => edit?.turn?.id,
  'edit.turn.startedAt': ({ edit }) => edit?.turn?.startedAt,
  'edit.turn.prompt': ({ edit }) => edit?.turn?.prompt,
  'edit.timestamp': ({ edit }) => edit?.timestamp,
  'edit.path': ({ edit }) => edit?.path,
  'edit.previousPath': ({ edit }) => edit?.previousPath,
  'edit.action': ({ edit }) => edit?.action,
  'edit.evidence': ({ edit }) => edit?.evidence,
  'edit.tool': ({ edit }) => edit?.tool,
  'edit.call': ({ edit }) => edit?.call,
  'edit.added': ({ edit }) => edit?.added,
  'edit.removed': ({ edit }) => edit?.removed,
  'edit.trace.path': ({ edit }) => edit?.trace.path,
  'edit.trace.line': ({ edit }) => edit?.trace.line,
  commit: ({ line }) => line.commit,
  'commit.author': ({ commit }) => commit?.author,
  'commit.email': ({ commit }) => commit?.email,
  'commit.time': ({ commit }) => commit?.time,
  'commit.summary': ({ commit }) => commit?.summary,
  'commit.path': ({ at }) => (at.commit === null ? null : at.path),
  'commit.line': ({ at }) => (at.commit === null ? null : at.line),
};

export const TEMPLATE_FIELDS: readonly string[] = Object.keys(FIELDS);

interface Field {
  /** The first that is known is told. */
  readonly names: readonly string[];
  /** Columns: what is longer is cut, what is shorter padded; null: as it is. */
  readonly width: number | null;
  readonly isRight: boolean;
}

/** A line's template: texts and fields in turn. */
export type LineTemplate = readonly (string | Field)[];

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', '0': '\0' };

/**
 * Reads what `--format` was given: `%(field)`, `%(field|other)` for the first that is known, `%(field:12)` and `%(field:-12)` for columns,
 * `%%`; `\n`, `\t`, `\\` and `\0`.
 * @returns what of it cannot be read in place of a template: a field that is not known, or a `%` or `\` that begins nothing.
 */
export function readTemplate(given: string): LineTemplate | { readonly unknown: string } {
  const parts: (string | Field)[] = [];
  const pattern = /%\(([\w.|]+)(?::(-?)(\d{1,4}))?\)|%(%)|\\(.)|[%\\].{0,12}|[^%\\]+/gs;
  for (const [all, names, minus, width, percent, escaped] of given.matchAll(pattern)) {
    if (names !== undefined) {
      const fields = names.split('|');
      const unknown = fields.find((name) => !Object.hasOwn(FIELDS, name));
      if (unknown !== undefined) return { unknown };
      parts.push({ names: fields, width: width === undefined ? null : Number(width), isRight: minus === '-' });
    } else if (percent !== undefined) parts.push('%');
    else if (escaped !== undefined && Object.hasOwn(ESCAPES, escaped)) parts.push(ESCAPES[escaped] as string);
    else if (/^[%\\]/.test(all)) return { unknown: all };
    else parts.push(all);
  }
  return parts;
}

/** One record for each line, each with a line end; controls in what is told are shown. What is not known is empty. */
export function formatLines({ result, lineCommits }: BlameReport, template: LineTemplate): string {
  return result.lines
    .map((line, n) => {
      const edit = line.edit === null ? null : (result.edits[line.edit] ?? null);
      const commit = line.commit === null ? null : (result.commits[line.commit] ?? null);
      const at = lineCommits[n] ?? { commit: null, path: result.path, line: line.line };
      const facts: LineFacts = { result, line, at, edit, commit };
      return `${template.map((part) => (typeof part === 'string' ? part : cell(part, facts))).join('')}\n`;
    })
    .join('');
}

function cell({ names, width, isRight }: Field, facts: LineFacts): string {
  const found = names.find((name) => (FIELDS[name]?.(facts) ?? '') !== '') ?? '';
  const value = String(FIELDS[found]?.(facts) ?? '');
  // Tabs of the text stay, unless columns are to be kept.
  const text = found === 'text' && width === null ? visible(value) : visibleCell(value);
  if (width === null) return text;
  const isId = found === 'edit' || found === 'commit' || found === 'revision' || found === 'edit.session';
  const fitted = displayWidth(text) <= width ? text : isId ? text.slice(0, width) : truncateEnd(text, width);
  return isRight ? padStart(fitted, width) : padEnd(fitted, width);
}
