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
  [HASH, 'py pyi pyw rb rake gemspec sh bash zsh fish ksh pl pm t r jl ex exs nim cr tcl awk sed ps1 psm1 psd1'],
  [HASH, 'yml yaml toml cfg conf env properties mk cmake tf tfvars hcl graphql gql nix bzl bazel coffee gd pp'],
  [SLASHES, 'js mjs cjs jsx ts mts cts tsx java kt kts scala groovy gradle go rs swift dart cc cpp cxx hpp hh hxx'],
  [SLASHES, 'cs fs fsx m mm zig v sv php jsonc json5 proto thrift sol scss less styl glsl hlsl wgsl cu cuh d odin'],
  [STARS, 'c h css'],
  [MARKUP, 'html htm xhtml xml xsd xsl xslt svg vue svelte md markdown plist csproj vbproj fsproj props targets resx'],
  [DASHES, 'sql lua hs lhs elm ada adb ads vhd vhdl purs'],
  [PERCENT, 'tex sty cls bib erl hrl pro'],
  [SEMICOLONS, 'clj cljs cljc edn lisp lsp el scm rkt ss asm ini'],
  [PARENTHESES, 'ml mli sml pas'],
  [QUOTE, 'vim vimrc'],
];

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
 */
export function commentSyntax(path: string, firstLine: string): CommentSyntax | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const known = BY_NAME[name] ?? (/^dockerfile\./.test(name) ? HASH : undefined);
  if (known !== undefined) return known;
  const at = name.lastIndexOf('.');
  const found = at === -1 ? undefined : ENDINGS.get(name.slice(at + 1));
  // Of PHP only what stands behind the opening tag is code.
  if (found !== undefined) return name.endsWith('.php') && !/^<\?php\b/.test(firstLine) ? null : found;
  return at <= 0 && HASH_INTERPRETERS.test(firstLine) ? HASH : null;
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
  // What Markdown begins with, for other programs.
  (lines) => (lines[0]?.trimEnd() === '---' ? lines.findIndex((line, n) => n > 0 && line.trimEnd() === '---') + 1 : 0),
];

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
