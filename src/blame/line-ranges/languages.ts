/** How lines of functions are told, and how they are not: of lines that both match, none is one. */
export interface Rules {
  readonly yes: RegExp;
  readonly no?: RegExp;
}

/** Without a driver: a line that begins with a letter, `_` or `$` (git 2.39, xdiff-interface, `def_ff`). */
const PLAIN: Rules = { yes: /^[a-zA-Z_$]/ };

/** A blank of the same line. */
const B = '[ \\t]';

/** Lines that begin, behind blanks, with one of these words, whatever follows. */
function begun(...words: readonly string[]): RegExp {
  return new RegExp(`^${B}*(?:${words.join('|')})`);
}

function either(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => `(?:${source})`).join('|'));
}

/** Words of a list, each followed by blanks, as many as there are. */
function modifiers(...words: readonly string[]): string {
  return `(?:(?:${words.join('|')})${B}+)*`;
}

/** Types and a name before a parenthesis, in a line without a semicolon behind that. */
function cFunction(type: string): RegExp {
  return new RegExp(`^${B}*(?:${type}${B}+)+[A-Za-z_]\\w*${B}*\\([^;]*$`);
}

const SHARP_ACCESS = ['static', 'public', 'internal', 'private', 'protected', 'new'];
const SHARP_MEMBER = [...SHARP_ACCESS, 'virtual', 'sealed', 'override', 'unsafe'];
const SHARP_TYPE = `[\\][<>@.~\\w]+${B}+`;

/** What `diff=NAME` in `.gitattributes` means for the names that git knows (gitattributes(5), "Defining a custom hunk-header"). */
function languages(): Readonly<Record<string, Rules>> {
  return {
    ada: {
      yes: /^[ \t]*(procedure|function|package|protected|task)[ \t]/i,
      no: /^(.*[ \t])?(is[ \t]+new|renames|is[ \t]+separate)([ \t]|$)|^[ \t]*with[ \t]/i,
    },
    bash: {
      yes: /^[ \t]*([a-zA-Z_]\w*[ \t]*\([ \t]*\)|function[ \t]+[a-zA-Z_]\w*([ \t]*\([ \t]*\)|[ \t])[ \t]*(\{|\(|\[\[))/,
    },
    bibtex: { yes: /@[a-zA-Z]/ },
    cpp: { yes: /^(::\s*)?[A-Za-z_]/, no: /^[ \t]*[A-Za-z_]\w*:\s*($|\/[/*])/ },
    csharp: {
      yes: either(
        new RegExp(`^${B}*${modifiers(...SHARP_MEMBER, 'async')}${SHARP_TYPE}[<>@.\\w]+${B}*\\(.*\\)${B}*$`),
        new RegExp(`^${B}*${modifiers(...SHARP_MEMBER)}${SHARP_TYPE}[@.\\w]+${B}*$`),
        new RegExp(
          `^${B}*${modifiers(...SHARP_ACCESS, 'unsafe', 'sealed', 'abstract', 'partial')}(class|enum|interface|struct|record)${B}`,
        ),
        begun(`namespace${B}`),
      ),
      no: begun(
        'do',
        'while',
        'for',
        'if',
        'else',
        'instanceof',
        'new',
        'return',
        'switch',
        'case',
        'throw',
        'catch',
        'using',
      ),
    },
    css: { yes: /^[:[@.#]?\w/, no: /[:;]\s*$/ },
    dts: { yes: /^[ \t]*(\/[ \t]*\{|&?[a-zA-Z_])/, no: /[;=]/ },
    elixir: { yes: /^[ \t]*(def(macro|module|impl|protocol|p)?|test)[ \t]/ },
    fortran: {
      yes: /^[ \t]*(END[ \t]+)?(PROGRAM|MODULE|BLOCK[ \t]+DATA|([^!'" \t]+[ \t]+)*(SUBROUTINE|FUNCTION))[ \t]+[A-Z]/i,
      no: /^([C*]|[ \t]*!)|^[ \t]*MODULE[ \t]+PROCEDURE[ \t]/i,
    },
    fountain: { yes: /^(\.[^.]|(int|ext|est|int\.?\/ext|i\/e)[. ])/i },
    golang: { yes: /^[ \t]*(func|type[ \t].*(struct|interface))/ },
    html: { yes: /^[ \t]*<[Hh][1-6]([ \t].*)?>/ },
    java: {
      yes: either(
        new RegExp(`^${B}*(?:[a-z]+${B}+)*(class|enum|interface)${B}+[A-Za-z][\\w$]*${B}`),
        cFunction('[A-Za-z_<>&][\\][?&<>.,\\w]*'),
      ),
      no: begun('catch', 'do', 'for', 'if', 'instanceof', 'new', 'return', 'switch', 'throw', 'while'),
    },
    kotlin: { yes: /^[ \t]*([a-z]+[ \t]+)*(fun|class|interface)[ \t]/ },
    markdown: { yes: /^ {0,3}#{1,6}[ \t].*/ },
    matlab: { yes: /^\s*(classdef|function)\s|^(%%%?|##)\s/ },
    objc: {
      yes: either(
        /^[ \t]*[-+][ \t]*\([ \t]*[A-Za-z_][\w* \t]*\)[ \t]*[A-Za-z_]/,
        cFunction('[A-Za-z_]\\w*'),
        /^@(implementation|interface|protocol)[ \t]/,
      ),
      no: begun('do', 'for', 'if', 'else', 'return', 'switch', 'while'),
    },
    pascal: {
      yes: /^((class[ \t]+)?(procedure|function)|constructor|destructor|interface|implementation|initialization|finalization)|=[ \t]*(class|record)/,
    },
    perl: {
      yes: either(
        /^package /,
        /^sub [\w':]+[ \t]*(\([^)]*\)[ \t]*)?(:[^;#]*)?(\{[ \t]*)?(#.*)?$/,
        /^(BEGIN|END|INIT|CHECK|UNITCHECK|AUTOLOAD|DESTROY)[ \t]*(\{[ \t]*)?(#.*)?$/,
        /^=head[0-9] /,
      ),
    },
    php: {
      yes: /^\s*(((public|protected|private|static|abstract|final)\s+)*function.*|((((final|abstract)\s+)?class|enum|interface|trait)).*)$/,
    },
    python: { yes: /^\s*((class|(async\s+)?def)\s.*)$/ },
    ruby: { yes: /^\s*((class|module|def)\s.*)$/ },
    rust: {
      yes: /^\s*((pub(\([^)]+\))?\s+)?((async|const|unsafe|extern\s+"[^"]+")\s+)?(struct|enum|union|mod|trait|fn|impl(<.+>)?|macro_rules!)[<\s]+[^;]*)$/,
    },
    scheme: {
      yes: /^[\t ]*\(((define|def(struct|syntax|class|method|rules|record|proto|alias)?)[-*/ \t]|(library|module|struct|class)[*+ \t])/,
    },
    tex: { yes: /^\\((sub)*section|chapter|part)\*?\{/ },
  };
}

let made: Readonly<Record<string, Rules>> | null = null;

/** Of the driver that git's attributes name. Made when they are first asked for: few questions are about functions. */
export function rulesOf(driver: string): Rules {
  made ??= languages();
  return made[driver] ?? PLAIN;
}
