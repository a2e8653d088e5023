import type { ChangeTelling } from '../../model/agent-event.js';

/** The part of a patch in git's form that is about one file. */
interface PatchSection {
  /** As spelled, without `a/` and `b/`; null: the file is not there on that side. */
  readonly from: string | null;
  readonly to: string | null;
  /** From the first `@@` on; empty where only the name or the mode changed. */
  readonly hunks: string;
}

/** Takes a patch apart (formats/acp.md, 4). Names in quotes are not decoded: their sections are found by no path. */
export function patchSections(text: string): PatchSection[] {
  return text
    .split(/^(?=diff --git )/m)
    .filter((section) => section.startsWith('diff --git '))
    .map((section) => {
      const start = /^@@ /m.exec(section)?.index ?? section.length;
      const head = section.slice(0, start);
      const named = (pattern: RegExp): string | undefined => pattern.exec(head)?.[1]?.replace(/[\t\r].*$/, '');
      const both = /^diff --git (?:a\/)?(.*) (?:b\/)?\1\s*$/m.exec(head)?.[1];
      return {
        from: /^new file mode/m.test(head) ? null : sideOf(named(/^(?:--- |rename from )(.*)$/m) ?? both, 'a/'),
        to: /^deleted file mode/m.test(head) ? null : sideOf(named(/^(?:\+\+\+ |rename to )(.*)$/m) ?? both, 'b/'),
        hunks: section.slice(start),
      };
    });
}

function sideOf(name: string | undefined, prefix: string): string | null {
  if (name === undefined || name === '/dev/null') return null;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** Whether a section is about a file that is named by its absolute path: `a//w/x`, `a/w/x` and `/w/x` are all written. */
export function isAbout(side: string | null, path: string): boolean {
  if (side === null) return false;
  const bare = (name: string): string => name.replace(/^\/+/, '').replaceAll('\\', '/');
  return bare(side) === bare(path);
}

/** The lines of one side of a section's hunks, joined: the whole file where the other side has none. */
function sideText(hunks: string, side: '+' | '-'): string {
  const lines = hunks.split('\n');
  let text = '';
  lines.forEach((line, n) => {
    if (!line.startsWith(side)) return;
    text += line.slice(1) + (lines[n + 1]?.startsWith('\\ No newline') ? '' : '\n');
  });
  return text;
}

/** What a section tells of its file. */
export function sectionTelling({ from, to, hunks }: PatchSection): ChangeTelling | null {
  if (from === null && to !== null) return { kind: 'content', text: sideText(hunks, '+') };
  if (to === null) return { kind: 'deleted', text: hunks === '' ? null : sideText(hunks, '-') };
  return hunks === '' ? null : { kind: 'unified', diff: hunks };
}
