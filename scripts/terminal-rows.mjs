// Reads a picture of tmux (`capture-pane -p -e`) into rows of runs: what stands in which column, and how it looks.
import width from 'fast-string-width';

const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const TRAITS = { 1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline', 7: 'reverse' };
const NO_TRAIT = { 22: ['bold', 'dim'], 23: ['italic'], 24: ['underline'], 27: ['reverse'] };
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A colour is `null` for the terminal's own, one of `COLORS`, or the number of one of the 256. Characters that a terminal has no
 * cells of its own for belong to the run before. A run ends at blanks too, so that it can be put where it belongs.
 */
export function rowsOf(capture) {
  const look = { color: null, ground: null, traits: new Set() };
  const rows = capture.split('\n').map((line) => rowOf(line, look));
  while (rows.at(-1)?.length === 0) rows.pop();
  return rows;
}

function rowOf(line, look) {
  const runs = [];
  let column = 0;
  // What opens or closes a link is of no width and no colour.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: how tmux tells colours
  for (const [, codes, text] of line.matchAll(/\u001b\[([\d;:]*)m|\u001b\]8;[^\u001b]*\u001b\\|([^\u001b]+)/g)) {
    if (codes !== undefined) apply(codes.split(/[;:]/), look);
    for (const { segment } of characters.segment(text ?? '')) {
      const cells = width(segment);
      const last = runs.at(-1);
      const painted = look.ground !== null || look.traits.has('reverse') || look.traits.has('underline');
      if (segment !== ' ' || painted) {
        const shown = { color: look.color, ground: look.ground, traits: [...look.traits].sort() };
        // Wide ones alone: what a font has for them is seldom two cells wide.
        const goes = last !== undefined && last.column + last.cells === column && isAlike(last, shown);
        if (goes && (cells === 0 || (cells === 1 && !last.isWide))) {
          last.text += segment;
          last.cells += cells;
        } else runs.push({ column, cells, text: segment, isWide: cells > 1, ...shown });
      }
      column += cells;
    }
  }
  return runs;
}

function isAlike(run, { color, ground, traits }) {
  return run.color === color && run.ground === ground && run.traits.join() === traits.join();
}

function apply(codes, look) {
  for (let place = 0; place < codes.length; place++) {
    const code = Number(codes[place] || 0);
    if (code === 0) {
      look.color = null;
      look.ground = null;
      look.traits.clear();
    } else if (code === 38 || code === 48) {
      look[code === 38 ? 'color' : 'ground'] = Number(codes[place + 2]);
      place += 2;
    } else if (code === 39) look.color = null;
    else if (code === 49) look.ground = null;
    else if (code >= 30 && code <= 37) look.color = COLORS[code - 30];
    else if (code >= 90 && code <= 97) look.color = code - 82;
    else if (TRAITS[code] !== undefined) look.traits.add(TRAITS[code]);
    else for (const trait of NO_TRAIT[code] ?? []) look.traits.delete(trait);
  }
}
