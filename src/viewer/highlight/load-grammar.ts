import type { StreamParser } from '@codemirror/streamparser';
import type { Language } from './language-of.js';
import { loadScript } from './load-script.js';

export type Parser = StreamParser<Record<string, unknown>>;

const grammars = new Map<string, Readonly<Record<string, unknown>>>();
const asked = new Map<string, Promise<void>>();

/** What a script of grammars calls with all that its module has. */
export function provideGrammars(): void {
  const page = window as { aiBlame?: object };
  page.aiBlame = {
    ...page.aiBlame,
    grammar: (name: string, parsers: Readonly<Record<string, unknown>>) => grammars.set(name, parsers),
  };
}

/** The parser of a language, loaded when it is first asked for; null: it is not there, so nothing is coloured. */
export async function loadGrammar({ grammar, parser }: Language): Promise<Parser | null> {
  const known = asked.get(grammar) ?? loadScript(`grammars/${grammar}.js`);
  asked.set(grammar, known);
  try {
    await known;
  } catch {
    return null;
  }
  return (grammars.get(grammar)?.[parser] as Parser | undefined) ?? null;
}
