import { VARIANTS } from './evaluate.mjs';

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

export function evidenceOf(tally) {
  const out = [
    'evidence (traces as they are)'.padEnd(46) +
      ['told', 'precision', 'recall'].map((name) => name.padStart(11)).join(''),
  ];
  for (const level of ['exact', 'fragment', 'snapshot', 'inferred']) {
    const { told, right, ofAgents } = tally.evidence.get(level) ?? { told: 0, right: 0, ofAgents: 0 };
    const cells = [String(told), percent(right, told), percent(ofAgents, tally.agents)];
    out.push(`  ${level.padEnd(44)}${cells.map((cell) => cell.padStart(11)).join('')}`);
  }
  const { made, missed } = tally.edits;
  out.push(
    '',
    `patches’ changes of files that \`edits\` lists: ${made - missed} of ${made} (${percent(made - missed, made)})`,
  );
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
