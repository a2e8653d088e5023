import type { BlameLine, BlameReport, CommitDetails, LineCommit } from '../../src/model/blame-result.js';
import { NO_SETTINGS } from '../support/no-settings.js';

interface Entry {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: Buffer;
}

/** Reads `git blame --line-porcelain` into a report without agents; paths are taken unquoted from `paths`. */
export function reportOfGit(
  output: Buffer,
  head: string,
  path: string,
  unquoted: Record<string, string> = {},
): BlameReport {
  const entries = entriesOf(output);
  const details = new Map<string, CommitDetails>();
  const lines: BlameLine[] = [];
  const lineCommits: LineCommit[] = [];
  const pathOf = (quoted: string): string => unquoted[quoted] ?? quoted;
  for (const { id, from, to, headers, text } of entries) {
    const header = (name: string): string => headers.get(name) ?? '';
    const commit = /^0+$/.test(id) ? null : id;
    const [, previousCommit, previousPath] = /^([0-9a-f]+) (.*)$/.exec(header('previous')) ?? [];
    const utf8 = text.toString('utf8');
    const isUtf8 = Buffer.from(utf8).equals(text);
    lineCommits.push({ commit, path: pathOf(header('filename')), line: from });
    lines.push({
      line: to,
      text: utf8,
      ...(!isUtf8 && { textBase64: text.toString('base64') }),
      origin: commit === null ? 'untraced' : 'commit',
      edit: null,
      commit,
    });
    const of = pathOf(header('filename'));
    const previous = (details.get(id)?.previous ?? []).filter((known) => known.of !== of);
    if (previousCommit !== undefined) previous.push({ of, commit: previousCommit, path: pathOf(String(previousPath)) });
    details.set(id, {
      author: header('author'),
      email: header('author-mail').slice(1, -1),
      time: '',
      summary: header('summary'),
      authorTime: Number(header('author-time')),
      authorZone: header('author-tz'),
      committer: header('committer'),
      committerEmail: header('committer-mail').slice(1, -1),
      committerTime: Number(header('committer-time')),
      committerZone: header('committer-tz'),
      previous,
      boundary: headers.has('boundary'),
    });
  }
  return {
    result: {
      schema: 'ai-blame/blame@1',
      repository: { root: '/demo', head },
      path,
      revision: null,
      lines,
      edits: {},
      commits: {},
      summary: {
        lines: lines.length,
        agent: 0,
        commit: 0,
        preexisting: 0,
        untraced: 0,
        byModel: {},
        byAgent: {},
        byEvidence: {},
      },
      warnings: [],
    },
    lineCommits,
    details,
    settings: NO_SETTINGS,
  };
}

function entriesOf(output: Buffer): Entry[] {
  const entries: Entry[] = [];
  let header: string | null = null;
  let headers = new Map<string, string>();
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0x0a, start);
    const line = output.subarray(start, end);
    start = end + 1;
    if (line[0] === 0x09) {
      const [id = '', from, to] = String(header).split(' ');
      entries.push({ id, from: Number(from), to: Number(to), headers, text: line.subarray(1) });
      header = null;
      headers = new Map();
    } else if (header === null) {
      header = line.toString('utf8');
    } else {
      const [, name = '', value = ''] = /^(\S+) ?(.*)$/.exec(line.toString('utf8')) ?? [];
      headers.set(name, value);
    }
  }
  return entries;
}
