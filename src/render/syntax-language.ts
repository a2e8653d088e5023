/** Names of files that tell their language, where the end of the name does not. */
const BY_NAME: Readonly<Record<string, string>> = {
  makefile: 'makefile',
  gnumakefile: 'makefile',
  rakefile: 'ruby',
  gemfile: 'ruby',
  '.bashrc': 'bash',
  '.bash_profile': 'bash',
  '.profile': 'bash',
  '.zshrc': 'bash',
  '.gitconfig': 'ini',
  '.editorconfig': 'ini',
  '.npmrc': 'ini',
};

/** Where the library has another name for the language that files of such an end are in. */
const BY_END: Readonly<Record<string, string>> = {
  pyw: 'python',
  pyi: 'python',
  vue: 'xml',
  svelte: 'xml',
  zsh: 'bash',
  bash: 'bash',
  ps1: 'powershell',
  cfg: 'ini',
  conf: 'ini',
  ndjson: 'json',
  jsonl: 'json',
  webmanifest: 'json',
  patch: 'diff',
  mdx: 'markdown',
  markdown: 'markdown',
};

/** What stands behind `#!`, after `env` and without digits. */
const BY_PROGRAM: Readonly<Record<string, string>> = {
  node: 'javascript',
  bun: 'typescript',
  deno: 'typescript',
  python: 'python',
  ruby: 'ruby',
  perl: 'perl',
  php: 'php',
  lua: 'lua',
  sh: 'bash',
  bash: 'bash',
  dash: 'bash',
  ksh: 'bash',
  zsh: 'bash',
};

/**
 * The language of a file by its name, else by the program that its first line names.
 * @param isKnown whether the library knows a language, also by the usual end of its files. @returns null where nothing tells.
 */
export function languageOf(path: string, firstLine: string, isKnown: (name: string) => boolean): string | null {
  const name = (path.split('/').at(-1) ?? '').toLowerCase();
  const end = /[^.]\.([^.]+)$/.exec(name)?.[1] ?? '';
  const told = own(BY_NAME, name) ?? own(BY_END, end) ?? end;
  if (told !== '' && isKnown(told)) return told;
  const [, program = ''] = /^#!\s*(?:\S*\/env\s+(?:-S\s+)?)?(?:\S*\/)?([a-z]+)/.exec(firstLine) ?? [];
  return own(BY_PROGRAM, program);
}

function own(table: Readonly<Record<string, string>>, key: string): string | null {
  return Object.hasOwn(table, key) ? (table[key] ?? null) : null;
}
