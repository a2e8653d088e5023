/** How a line of comment is written: what stands before its text, and what behind. */
export interface CommentSyntax {
  readonly open: string;
  /** Empty where the end of the line ends it. */
  readonly close: string;
}

const HASH: CommentSyntax = { open: '#', close: '' };
const SLASHES: CommentSyntax = { open: '//', close: '' };
const STARS: CommentSyntax = { open: '/*', close: '*/' };
const MARKUP: CommentSyntax = { open: '<!--', close: '-->' };
const DASHES: CommentSyntax = { open: '--', close: '' };
const PERCENT: CommentSyntax = { open: '%', close: '' };
const SEMICOLONS: CommentSyntax = { open: ';', close: '' };
const PARENTHESES: CommentSyntax = { open: '(*', close: '*)' };
const QUOTE: CommentSyntax = { open: '"', close: '' };

/** By the ending of a name, in small letters. A language that is not here, or has no comments (JSON), gets no block. */
const BY_ENDING: readonly (readonly [CommentSyntax, string])[] = [
  [HASH, 'py pyi pyw rb rake gemspec sh bash zsh fish ksh pm t r jl ex exs nim cr tcl awk sed ps1 psm1 psd1'],
  [HASH, 'yml yaml toml cfg conf env properties mk cmake tf tfvars hcl graphql gql nix bzl bazel coffee gd pp'],
  [SLASHES, 'js mjs cjs jsx ts mts cts tsx java kt kts scala groovy gradle go rs swift dart cc cpp cxx hpp hh hxx'],
  [SLASHES, 'cs fs fsx mm zig sv php jsonc json5 proto thrift sol scss less styl glsl hlsl wgsl cu cuh d odin'],
  [STARS, 'c h css'],
  [MARKUP, 'html htm xhtml xml xsd xsl xslt svg vue svelte md markdown plist csproj vbproj fsproj props targets resx'],
  [DASHES, 'sql lua hs elm ada adb ads vhd vhdl purs'],
  [PERCENT, 'tex sty bib erl hrl'],
  [SEMICOLONS, 'clj cljs cljc edn lisp lsp el scm rkt ss asm ini'],
  [PARENTHESES, 'ml mli sml pas'],
  [QUOTE, 'vim vimrc'],
];

/** Endings that languages with other comments share: what its text must have, from a line's beginning, to be known as one of them. */
const BY_LOOK: Readonly<Record<string, readonly (readonly [CommentSyntax, RegExp])[]>> = {
  // Objective-C, or MATLAB.
  m: [[SLASHES, /^[ \t]*(#[ \t]*(import|include)\b|@(interface|implementation|protocol|import|class)\b)/m]],
  // Verilog and V, or Coq.
  v: [
    [
      SLASHES,
      /^[ \t]*(`(timescale|include|define|default_nettype|ifdef|ifndef)\b|(macromodule|module|(pub )?fn)[ \t]+\w)/m,
    ],
  ],
  // Perl, or Prolog.
  pl: [[HASH, /^(#!.*\bperl\b|[ \t]*((use|package|require)[ \t]+[\w:.]+[^;\n]*;|my[ \t]*[($@%]|sub[ \t]+\w))/m]],
  // qmake, or Prolog.
  pro: [[HASH, /^[ \t]*(TEMPLATE|TARGET|QT|CONFIG|SOURCES|HEADERS|SUBDIRS)[ \t]*[-+*]?=/m]],
  // TeX, or Apex, Visual Basic and others.
  cls: [[PERCENT, /^[ \t]*\\(NeedsTeXFormat|Provides(Expl)?Class|LoadClass|RequirePackage)\b/m]],
};

/** Files that are known by their whole name. */
const BY_NAME: Readonly<Record<string, CommentSyntax>> = {
  dockerfile: HASH,
  containerfile: HASH,
  makefile: HASH,
  gnumakefile: HASH,
  'cmakelists.txt': HASH,
  gemfile: HASH,
  rakefile: HASH,
  vagrantfile: HASH,
  brewfile: HASH,
  justfile: HASH,
  jenkinsfile: SLASHES,
  '.gitignore': HASH,
  '.gitattributes': HASH,
  '.dockerignore': HASH,
  '.editorconfig': HASH,
  '.npmrc': HASH,
  '.vimrc': QUOTE,
};

const ENDINGS = new Map(
  BY_ENDING.flatMap(([syntax, names]) => names.split(' ').map((name) => [name, syntax] as const)),
);

/** Interpreters of scripts whose names have no ending. */
const HASH_INTERPRETERS = /^#!.*\b(sh|bash|zsh|ksh|dash|fish|python[\d.]*|ruby|perl|awk|tclsh|Rscript|julia|make)\b/;

/**
 * How comments are written in a file; null where that is not known.
 * @param firstLine of its text.
 * @param text gives all of it.
 */
export function commentSyntax(path: string, firstLine: string, text: () => string): CommentSyntax | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const known = BY_NAME[name] ?? (/^dockerfile\./.test(name) ? HASH : undefined);
  if (known !== undefined) return known;
  const at = name.lastIndexOf('.');
  const ending = at === -1 ? '' : name.slice(at + 1);
  const looks = Object.hasOwn(BY_LOOK, ending) ? BY_LOOK[ending] : undefined;
  if (looks !== undefined) {
    const whole = text();
    return looks.find(([, look]) => look.test(whole))?.[0] ?? null;
  }
  const found = ENDINGS.get(ending);
  // Of PHP only what stands behind the opening tag is code.
  if (found !== undefined) return ending === 'php' && !opensPhp(firstLine) ? null : found;
  return at <= 0 && HASH_INTERPRETERS.test(firstLine) ? HASH : null;
}

/** Whether what stands below the line is code: behind a closing tag it would be part of the page. */
function opensPhp(line: string): boolean {
  return /^<\?php\b/.test(line) && !line.includes('?>');
}

/**
 * Whether a comment at the end of a file would be one: behind PHP's closing tag it would be part of the page, and behind the marks of
 * Perl and Ruby data that the program reads.
 */
export function endsInCode(path: string, text: string): boolean {
  if (/\.php$/i.test(path) && text.lastIndexOf('?>') > text.lastIndexOf('<?')) return false;
  return !/^__(END|DATA)__[ \t]*\r?$/m.test(text) && !/^[ \t]*__halt_compiler\b/im.test(text);
}

/** Lines at the top that must stay there: each is asked in its turn, and says how many lines are its own. */
const HEADERS: readonly ((lines: readonly string[], path: string) => number)[] = [
  ([first = '']) => (first.startsWith('#!') ? 1 : 0),
  ([first = '']) => (/^<\?php\b/.test(first) ? 1 : 0),
  ([first = '', second = '']) => (isEncoding(first) ? 1 : first.startsWith('#') && isEncoding(second) ? 2 : 0),
  (lines) => (/^\s*<\?xml\b/.test(lines[0] ?? '') ? lines.findIndex((line) => line.includes('?>')) + 1 : 0),
  (lines) => (/^\s*<!doctype\b/i.test(lines[0] ?? '') ? lines.findIndex((line) => line.includes('>')) + 1 : 0),
  ([first = '']) => (/^@charset\b/.test(first) ? 1 : 0),
  ([first = ''], path) => (/(^|\/)dockerfile/i.test(path) && /^#\s*(syntax|escape|check)\s*=/i.test(first) ? 1 : 0),
  // Emacs reads how a file of its Lisp is bound from the first line alone.
  ([first = '']) => (/^;.*-\*-.*-\*-/.test(first) ? 1 : 0),
  ([first = ''], path) => (first === '#n' && /\.sed$/i.test(path) ? 1 : 0),
  (lines, path) => (/\.[cm]?[jt]sx?$/i.test(path) ? pragmaLines(lines) : 0),
  // What Markdown begins with, for other programs.
  (lines, path) => (/\.(md|markdown)$/i.test(path) ? fencedLines(lines, '+++') : 0),
  (lines) => fencedLines(lines, '---'),
];

function fencedLines(lines: readonly string[], fence: string): number {
  if (lines[0]?.trimEnd() !== fence) return 0;
  return lines.findIndex((line, n) => n > 0 && line.trimEnd() === fence) + 1;
}

/** The comment that Jest, Flow and Prettier take their orders from, which must be a file's first. */
function pragmaLines(lines: readonly string[]): number {
  if (!/^\s*\/\*\*/.test(lines[0] ?? '')) return 0;
  const count = lines.findIndex((line) => line.includes('*/')) + 1;
  if (!lines[count - 1]?.trimEnd().endsWith('*/')) return 0;
  const isOrder = /(^|[\s*])@(jest-[\w-]+|flow|format|noformat|prettier|noprettier)\b/;
  return lines.slice(0, count).some((line) => isOrder.test(line)) ? count : 0;
}

/** Python (PEP 263), Ruby, Emacs. */
function isEncoding(line: string): boolean {
  return /^[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+/.test(line);
}

/**
 * How many lines at the top of a file must stay there: interpreters, encodings, declarations.
 * @param lines its first ones, without their ends.
 */
export function headerLines(lines: readonly string[], path: string): number {
  let count = 0;
  for (let found = true; found; ) {
    found = HEADERS.some((header) => {
      const own = header(lines.slice(count), path);
      count += own;
      return own > 0;
    });
  }
  return count;
}
