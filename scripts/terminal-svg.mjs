// Draws rows of a terminal (`terminal-rows.mjs`) as SVG: text that can be read and copied, each run where the terminal has it, whatever the font.

const CELL = { width: 8.4, height: 19 };
const MARGIN = 14;
const TITLE = 26;
const FONT =
  'ui-monospace, SFMono-Regular, Menlo, Consolas, &quot;DejaVu Sans Mono&quot;, &quot;Liberation Mono&quot;, monospace';

/** The grounds and the eight colours as terminals of the kind have them. */
const THEMES = {
  dark: {
    ground: '#0d1117',
    frame: '#30363d',
    text: '#d7dde4',
    named: {
      black: '#484f58',
      red: '#ff7b72',
      green: '#3fb950',
      yellow: '#d29922',
      blue: '#58a6ff',
      magenta: '#bc8cff',
      cyan: '#39c5cf',
      white: '#b1bac4',
    },
  },
  light: {
    ground: '#ffffff',
    frame: '#d0d7de',
    text: '#1f2328',
    named: {
      black: '#24292f',
      red: '#cf222e',
      green: '#116329',
      yellow: '#7d4e00',
      blue: '#0969da',
      magenta: '#8250df',
      cyan: '#1b7c83',
      white: '#6e7781',
    },
  },
};

/** @param theme `dark` or `light`. @param label what somebody hears who cannot see it. @returns the whole document; the same for the same rows. */
export function terminalSvg(rows, { columns, theme, label }) {
  const colors = THEMES[theme];
  const width = round(columns * CELL.width + 2 * MARGIN);
  const height = round(rows.length * CELL.height + 2 * MARGIN + TITLE);
  const lines = rows.flatMap((runs, row) => runs.flatMap((run) => drawn(run, row, colors)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${colors.ground}" stroke="${colors.frame}"/>`,
    ...[0, 1, 2].map((nth) => `<circle cx="${20 + nth * 18}" cy="18" r="5" fill="${colors.frame}"/>`),
    `<g font-family="${FONT}" font-size="14" fill="${colors.text}" xml:space="preserve">`,
    ...lines,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function drawn({ column, cells, text, color, ground, traits }, row, colors) {
  const x = round(MARGIN + column * CELL.width);
  const top = MARGIN + TITLE + row * CELL.height;
  const length = round(cells * CELL.width);
  const isReverse = traits.includes('reverse');
  const [ink, behind] = isReverse ? [ground ?? colors.ground, color ?? colors.text] : [color, ground];
  // A rule of box characters is one line only if they are as high as a row: drawn, and the character only there to be copied.
  const isRule = /^[│┤┐]$/.test(text);
  const looks = [
    isRule ? ' fill-opacity="0"' : '',
    ink === null ? '' : ` fill="${painted(ink, colors)}"`,
    traits.includes('dim') ? ' opacity="0.6"' : '',
    traits.includes('bold') ? ' font-weight="bold"' : '',
    traits.includes('italic') ? ' font-style="italic"' : '',
    traits.includes('underline') ? ' text-decoration="underline"' : '',
  ].join('');
  const shapes = [
    `<text x="${x}" y="${round(top + 14)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${looks}>${escaped(text)}</text>`,
  ];
  if (isRule) {
    const opacity = traits.includes('dim') ? ' opacity="0.6"' : '';
    shapes.unshift(
      `<path d="${ruleOf(text, x, top)}" fill="none" stroke="${painted(ink ?? colors.text, colors)}"${opacity}/>`,
    );
  }
  if (behind !== null) {
    shapes.unshift(
      `<rect x="${x}" y="${round(top)}" width="${length}" height="${CELL.height}" fill="${painted(behind, colors)}"/>`,
    );
  }
  return shapes;
}

function ruleOf(text, x, top) {
  const middle = round(x + CELL.width / 2);
  const tick = `M${x} ${round(top + CELL.height / 2)}H${middle}`;
  const line =
    text === '┐'
      ? `M${middle} ${round(top + CELL.height / 2)}V${round(top + CELL.height)}`
      : `M${middle} ${round(top)}v${CELL.height}`;
  return text === '│' ? line : tick + line;
}

/** xterm's palette beyond the sixteen, which a theme decides on: a cube of six levels, and greys. */
function painted(color, { named }) {
  if (typeof color === 'string') return named[color] ?? color;
  if (color < 16) return Object.values(named)[color % 8];
  if (color >= 232) return hex([0, 0, 0].map(() => 8 + (color - 232) * 10));
  const level = (step) => (step === 0 ? 0 : 55 + step * 40);
  const place = color - 16;
  return hex([Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map(level));
}

function hex(parts) {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function round(number) {
  return Math.round(number * 10) / 10;
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);
}
