import LANGUAGES from './languages.json' with { type: 'json' };

/** A parser: the script of grammars that has it, and its name there. */
export interface Language {
  readonly grammar: string;
  readonly parser: string;
}

const byName = new Map<string, Language>();
for (const [grammar, parsers] of Object.entries(LANGUAGES)) {
  for (const [parser, names] of Object.entries(parsers)) {
    for (const name of names as readonly string[]) byName.set(name, { grammar, parser });
  }
}

/** The language of a file by its name or what follows the last point of it; null: none that is known. */
export function languageOf(path: string): Language | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return byName.get(name) ?? byName.get(extension) ?? byName.get(extension.toLowerCase()) ?? null;
}
