import { posixRegExp } from './posix-regexp.js';

/** Tells whether a line (without its line end) is the first of a function, or of what a language has in its place. */
export type IsFunctionLine = (line: string) => boolean;

/** How lines of functions are told, and how they are not: of lines that both match, none is one. */
interface Rules {
  readonly yes: RegExp;
  readonly no?: RegExp;
}

/** Without a driver: a line that begins with a letter, `_` or `$` (git 2.39, xdiff-interface, `def_ff`). */
const PLAIN: Rules = { yes: /^[a-zA-Z_$]/ };

/** What `diff=NAME` in `.gitattributes` means for the names that git knows (gitattributes(5), "Defining a custom hunk-header"). */
const LANGUAGES: Readonly<Record<string, Rules>> = {
  bash: { yes: /^\s*(\w+\s*\(\s*\)|function\s+\w+(\s*\(\s*\))?)\s*(\{|\(\(?|\[\[)/ },
  cpp: { yes: /^(::\s*)?[A-Za-z_]/, no: /^[ \t]*[A-Za-z_]\w*:\s*($|\/[/*])/ },
  golang: { yes: /^\s*(func\s*.*(\{\s*)?$|type\s.*(struct|interface)\s*(\{\s*)?$)/ },
  markdown: { yes: /^ {0,3}#{1,6}[ \t].*/ },
  php: {
    yes: /^\s*(((public|protected|private|static|abstract|final)\s+)*function.*|((((final|abstract)\s+)?class|enum|interface|trait)).*)$/,
  },
  python: { yes: /^\s*((class|(async\s+)?def)\s.*)$/ },
  ruby: { yes: /^\s*((class|module|def)\s.*)$/ },
  rust: {
    yes: /^\s*((pub(\([^)]+\))?\s+)?((async|const|unsafe|extern(\s+"[^"]+")?)\s+)?(struct|enum|union|mod|trait|fn|impl(<.+>)?|macro_rules!)[<\s]+[^;]*)$/,
  },
};

/** Settings of the driver that a path's `diff` attribute names. */
export interface DiffDriver {
  readonly name: string;
  /** `diff.NAME.xfuncname`, an extended regular expression; with a `!` first, of lines that are none. One for each line. */
  readonly xfuncname: string | null;
  /** `diff.NAME.funcname`, a basic one. */
  readonly funcname: string | null;
}

/**
 * @param driver null: the path has none.
 * @throws SyntaxError for a configured expression that is none.
 */
export function functionLines(driver: DiffDriver | null): IsFunctionLine {
  const configured = driver?.xfuncname ?? driver?.funcname ?? null;
  if (driver === null || configured === null) {
    const { yes, no } = LANGUAGES[driver?.name ?? ''] ?? PLAIN;
    return (line) => yes.test(line) && no?.test(line) !== true;
  }
  const rules = configured.split('\n').map((text) => {
    const isNot = text.startsWith('!');
    return {
      isNot,
      matches: posixRegExp(isNot ? text.slice(1) : text, driver.xfuncname === null ? 'basic' : 'extended'),
    };
  });
  // The first that matches decides.
  return (line) => rules.find(({ matches }) => matches.test(line))?.isNot === false;
}
