import { useEffect, useMemo, useState } from 'preact/hooks';
import { languageOf } from './language-of.js';
import { LineTokens, type Token } from './line-tokens.js';
import { loadGrammar, type Parser } from './load-grammar.js';

/** Milliseconds of reading before the page is let go on. */
const SLICE = 8;

/** Gives the tokens of lines (from 0, up to `end`) as soon as they are read; until then null, and the page is drawn again later. */
export function useTokens(path: string, lines: readonly string[]): (start: number, end: number) => Token[][] | null {
  const language = languageOf(path);
  const name = language === null ? null : `${language.grammar}/${language.parser}`;
  const [parser, setParser] = useState<{ readonly name: string; readonly parser: Parser } | null>(null);
  const [, setKnown] = useState(0);
  useEffect(() => {
    if (language === null || name === null) return undefined;
    let isWanted = true;
    loadGrammar(language).then((loaded) => isWanted && loaded !== null && setParser({ name, parser: loaded }));
    return () => {
      isWanted = false;
    };
  }, [name]);
  const reader = useMemo(() => {
    return parser !== null && parser.name === name ? new LineTokens(parser.parser, lines) : null;
  }, [parser, name, lines]);
  useEffect(() => {
    if (reader === null) return undefined;
    let timer = 0;
    const read = (): void => {
      const end = performance.now() + SLICE;
      let isMore = true;
      while (isMore && performance.now() < end) isMore = reader.advance();
      setKnown(reader.known);
      if (isMore) timer = window.setTimeout(read, 0);
    };
    read();
    return () => clearTimeout(timer);
  }, [reader]);
  return (start, end) => reader?.tokens(start, end) ?? null;
}
