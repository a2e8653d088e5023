import { pathToFileURL } from 'node:url';

type Variables = Readonly<Record<string, string | undefined>>;

/** A text that leads somewhere in terminals that know OSC 8; others show the text, or worse: see `terminalHasLinks`. */
export function hyperlink(url: string, text: string): string {
  return text.trim() === '' ? text : `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
}

/**
 * `file://HOST/PATH#LINE`: with the machine's name, so that a terminal that shows another machine does not open a file of its own; the line as
 * kitty and others take it. Nothing in it ends the sequence that it stands in.
 * @param path absolute. @param line from 1; null: none.
 */
export function fileUrl(host: string, path: string, line: number | null): string {
  const { pathname } = pathToFileURL(path);
  const safeHost = /^[\w.-]+$/.test(host) ? host : '';
  return `file://${safeHost}${pathname}${line === null ? '' : `#${line}`}`;
}

/**
 * Whether this terminal is one of those that are known to have links: a wrong yes prints garbage in some, so a wrong no is better. Not within
 * tmux or screen, which hand on neither links nor what tells of the terminal around them. `FORCE_HYPERLINK` decides, where it is set.
 */
export function terminalHasLinks(variables: Variables, isTTY: boolean): boolean {
  const { FORCE_HYPERLINK, TERM = '', TMUX, STY, CI, WT_SESSION, VTE_VERSION = '', TERM_PROGRAM = '' } = variables;
  if (FORCE_HYPERLINK !== undefined && FORCE_HYPERLINK !== '') return FORCE_HYPERLINK !== '0';
  if (!isTTY || isSet(TMUX) || isSet(STY) || isSet(CI) || /^(dumb|screen|tmux|linux)/.test(TERM)) return false;
  if (/^(xterm-kitty|xterm-ghostty|foot|wezterm)/.test(TERM) || isSet(WT_SESSION)) return true;
  // 0.50.0 crashed over them.
  if (/^\d+$/.test(VTE_VERSION)) return Number(VTE_VERSION) > 5000;
  const [major, minor] = (variables.TERM_PROGRAM_VERSION ?? '').split('.').map(Number) as [number, number?];
  const isSince = (wanted: readonly [number, number]): boolean =>
    major > wanted[0] || (major === wanted[0] && (minor ?? 0) >= wanted[1]);
  switch (TERM_PROGRAM) {
    case 'WezTerm':
    case 'ghostty':
      return true;
    case 'iTerm.app':
      return isSince([3, 1]);
    case 'vscode':
      return isSince([1, 72]);
    default:
      return false;
  }
}

/** The first less that was released with links (news of 581: with -R). */
const LESS_WITH_LINKS = 581;

/** @param told what `less --version` prints. */
export function lessHasLinks(told: string): boolean {
  const [, version] = /^less (\d+)/.exec(told) ?? [];
  return version !== undefined && Number(version) >= LESS_WITH_LINKS;
}

function isSet(variable: string | undefined): boolean {
  return variable !== undefined && variable !== '';
}
