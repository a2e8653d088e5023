/** A line as `git blame --line-porcelain` tells it; the null id is told as null. */
export interface GitBlameLine {
  commit: string | null;
  path: string;
  line: number;
  boundary: boolean;
  previous: { commit: string; path: string } | null;
}

/** Reads the output of `git blame --line-porcelain`. */
export function parseGitBlame(output: Buffer): GitBlameLine[] {
  const lines: GitBlameLine[] = [];
  let at = 0;
  let current: GitBlameLine | null = null;
  while (at < output.length) {
    const found = output.indexOf(0x0a, at);
    const end = found < 0 ? output.length : found;
    const text = output.toString('utf8', at, end);
    at = end + 1;
    if (current === null) {
      const [commit = '', line] = text.split(' ');
      const isNull = /^0+$/.test(commit);
      current = { commit: isNull ? null : commit, path: '', line: Number(line) - 1, boundary: false, previous: null };
    } else if (text.startsWith('\t')) {
      lines.push(current);
      current = null;
    } else if (text.startsWith('filename ')) {
      current.path = text.slice('filename '.length);
    } else if (text === 'boundary') {
      current.boundary = true;
    } else if (text.startsWith('previous ')) {
      const [, commit = '', path = ''] = /^previous (\S+) (.*)$/.exec(text) ?? [];
      current.previous = { commit, path };
    }
  }
  return lines;
}
