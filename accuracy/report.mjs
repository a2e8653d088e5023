import { VARIANTS } from './evaluate.mjs';
import { KIND_NAMES } from './kinds.mjs';

const COLUMNS = ['right', 'undecided', 'weak', 'wrong'];
const TITLES = {
  whole: 'traces as they are',
  'no patches': 'patches told as mere commands, snapshots kept',
  'no snapshots': 'all snapshots pruned',
};

/** The table of a tally, as text. */
export function tableOf(tally) {
  const out = [];
  for (const variant of VARIANTS) {
    const rows = [...tally.rows].filter(([key]) => key.startsWith(`${variant}\0`)).sort(([a], [b]) => (a < b ? -1 : 1));
    if (rows.length === 0) continue;
    out.push(`${TITLES[variant].padEnd(46)}${COLUMNS.map((name) => name.padStart(11)).join('')}`);
    for (const [key, row] of rows) {
      const kind = key.slice(variant.length + 1);
      out.push(`  ${kind.padEnd(44)}${COLUMNS.map((name) => String(row[name]).padStart(11)).join('')}`);
    }
    out.push('');
  }
  return out.join('\n');
}

const LEVELS = ['exact', 'fragment', 'snapshot', 'inferred'];

/**
 * What is told with each level of evidence: for each kind of line how many, and how many of them rightly; below, of all that is told
 * with it how much is right (precision), and how much of all that agents wrote is told rightly with it (recall).
 */
export function evidenceOf(tally) {
  const out = [];
  for (const variant of VARIANTS) {
    const rows = [...tally.rows].filter(([key]) => key.startsWith(`${variant}\0`)).sort(([a], [b]) => (a < b ? -1 : 1));
    if (rows.length === 0) continue;
    const cells = (name, row) => `  ${name.padEnd(44)}${row.map((cell) => cell.padStart(15)).join('')}`;
    out.push(`${`${TITLES[variant]}: right of told`.padEnd(46)}${LEVELS.map((name) => name.padStart(15)).join('')}`);
    for (const [key, { levels }] of rows) {
      const row = LEVELS.map((level) => {
        const { told, right } = levels.get(level) ?? { told: 0, right: 0 };
        return told === 0 ? '–' : `${right} of ${told}`;
      });
      if (levels.size > 0) out.push(cells(key.slice(variant.length + 1), row));
    }
    const sum = (level, what, ofAgents) =>
      rows.reduce((n, [key, { levels }]) => n + (ofAgents && !isAgents(key) ? 0 : (levels.get(level)?.[what] ?? 0)), 0);
    const agents = rows
      .filter(([key]) => isAgents(key))
      .reduce((n, [, { right, undecided, weak, wrong }]) => n + right + undecided + weak + wrong, 0);
    out.push(
      cells(
        'precision',
        LEVELS.map((level) => percent(sum(level, 'right'), sum(level, 'told'))),
      ),
    );
    out.push(
      cells(
        'recall',
        LEVELS.map((level) => percent(sum(level, 'right', true), agents)),
      ),
      '',
    );
  }
  const { made, missed } = tally.edits;
  out.push(
    `patches’ changes of files that \`edits\` lists: ${made - missed} of ${made} (${percent(made - missed, made)})`,
  );
  return `${out.join('\n')}\n`;
}

function isAgents(key) {
  return key.includes('\0agent');
}

/** The kinds of worlds, with their lines as the traces are. */
export function worldsOf(tally) {
  const out = ['kind of world'.padEnd(24) + ['worlds', ...COLUMNS].map((name) => name.padStart(11)).join('')];
  for (const name of KIND_NAMES) {
    const row = tally.worlds.get(name);
    if (row === undefined) continue;
    out.push(
      `  ${name.padEnd(22)}${[row.worlds, ...COLUMNS.map((column) => row[column])].map((n) => String(n).padStart(11)).join('')}`,
    );
  }
  return `${out.join('\n')}\n`;
}

export function claimsOf(verdicts) {
  return verdicts
    .map(({ id, text, over, held, holds, least }) => {
      const figure =
        over === 0 ? 'nothing to measure' : `${percent(held, over)} (${held} of ${over}, at least ${least * 100} %)`;
      return `${holds ? 'pass' : 'FAIL'}  ${id}: ${text}: ${figure}`;
    })
    .join('\n');
}

/** Cut, never rounded up: 100 % means all. */
function percent(part, whole) {
  if (whole === 0) return '–';
  return `${(Math.floor((part / whole) * 10_000) / 100).toFixed(2)} %`;
}
