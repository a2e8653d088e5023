import { VARIANTS } from './evaluate.mjs';

const NOT_AGENTS = new Set(['older', 'pulled', 'person', 'person, in a window of commands']);
const OWN = 'agent, by command, own window';
const TOUCHED = 'agent, by command, touched window';
const PATCH = 'agent, by patch';

/**
 * What is claimed, each with its figure. `over`: the lines that it is about; `holds`: whether it holds for one; `least`: the share
 * that must hold. Only worlds in which each line has a text of its own count: with repeated lines no content tells which is which.
 */
const CLAIMS = [
  {
    id: 'never-exact',
    text: 'no line of a person, a pull or before is told as an agent’s with `exact`',
    over: ({ kind }) => NOT_AGENTS.has(kind),
    holds: ({ told }) => told.evidence !== 'exact',
    least: 1,
  },
  {
    id: 'exact-precision',
    text: 'what is told with `exact` is so: session, turn, model, and a patch wrote it',
    over: ({ told }) => told.evidence === 'exact',
    holds: ({ exact }) => exact,
    least: 1,
  },
  {
    id: 'complete-traces',
    text: 'with complete traces an agent’s line is given to its session, turn and model',
    over: ({ variant, kind }) => variant === 'whole' && [PATCH, OWN, TOUCHED].includes(kind),
    holds: ({ verdict }) => verdict === 'right',
    least: 0.995,
  },
  {
    id: 'without-snapshots',
    text: 'with all snapshots removed, lines by patches still are',
    over: ({ variant, kind }) => variant === 'no snapshots' && kind === PATCH,
    holds: ({ verdict }) => verdict === 'right',
    least: 1,
  },
  {
    id: 'without-patches',
    text: 'with patches told as mere commands and snapshots kept, lines in windows that nobody else touched still are',
    over: ({ variant, kind }) => variant === 'no patches' && kind === OWN,
    holds: ({ verdict }) => verdict === 'right',
    least: 0.99,
  },
  {
    id: 'controls',
    text: 'sessions that only read, sessions elsewhere, files that only people touched: not one line',
    over: ({ isControl, control }) => isControl || control,
    holds: ({ control }) => !control,
    least: 1,
  },
  {
    id: 'nobody-elses',
    text: 'no line of a person, a pull or before is told as an agent’s where no command of that agent could have written it',
    over: ({ kind }) => NOT_AGENTS.has(kind),
    holds: ({ verdict }) => verdict !== 'wrong',
    least: 1,
  },
  {
    id: 'parents',
    text: 'a line of a sub-agent’s names the session that began it',
    over: ({ writer, verdict, told }) => writer.parent !== undefined && verdict === 'right' && told.origin === 'agent',
    holds: ({ writer, told }) => writer.parent === told.parent,
    least: 1,
  },
  {
    id: 'right-agent',
    text: 'an agent’s line that is told with more than `inferred` is told with the right session, turn and model',
    over: ({ kind, told }) => kind.startsWith('agent') && told.origin === 'agent' && told.evidence !== 'inferred',
    holds: ({ verdict }) => verdict === 'right',
    least: 0.999,
  },
];

const NO_VERDICTS = { right: 0, undecided: 0, weak: 0, wrong: 0 };

/** Adds up what evaluations found. */
export class Tally {
  rows = new Map();
  /** Kind of world → its lines with the traces as they are, by verdict. */
  worlds = new Map();
  claims = new Map(CLAIMS.map(({ id }) => [id, { over: 0, held: 0 }]));
  edits = { told: 0, invented: 0, made: 0, missed: 0 };
  compared = 0;
  differences = 0;

  /** @param counts whether the claims are about this world */
  add({ kind, lines, edits, compared, differences }, counts) {
    const world = fetch(this.worlds, kind, () => ({ worlds: 0, ...NO_VERDICTS }));
    world.worlds++;
    for (const line of lines) {
      const row = fetch(this.rows, `${line.variant}\0${line.kind}`, () => ({ ...NO_VERDICTS, levels: new Map() }));
      row[line.verdict]++;
      if (line.variant === VARIANTS[0]) world[line.verdict]++;
      if (line.told.evidence !== null) {
        const level = fetch(row.levels, line.told.evidence, () => ({ told: 0, right: 0 }));
        level.told++;
        if (line.verdict === 'right') level.right++;
      }
      if (!counts) continue;
      for (const claim of CLAIMS) {
        if (!claim.over(line)) continue;
        const sum = this.claims.get(claim.id);
        sum.over++;
        if (claim.holds(line)) sum.held++;
      }
    }
    this.compared += compared;
    this.differences += differences.length;
    if (edits === null) return;
    this.edits.told += edits.told;
    this.edits.made += edits.made;
    this.edits.invented += edits.invented.length;
    this.edits.missed += edits.missed.length;
  }

  /** `{ id, text, over, held, holds }` of each claim. */
  verdicts() {
    const verdicts = CLAIMS.map(({ id, text, least }) => {
      const { over, held } = this.claims.get(id);
      return { id, text, over, held, least, holds: over === 0 || held >= over * least };
    });
    const { told, invented } = this.edits;
    const text = 'each edit told with `exact` or `fragment` was made by that turn, in that file';
    verdicts.push({ id: 'edits', text, over: told, held: told - invented, least: 1, holds: invented === 0 });
    const same = 'the same bytes in another zone and locale, and in two copies at different places';
    const held = this.compared - this.differences;
    verdicts.push({
      id: 'determinism',
      text: same,
      over: this.compared,
      held,
      least: 1,
      holds: this.differences === 0,
    });
    return verdicts;
  }
}

function fetch(map, key, make) {
  if (!map.has(key)) map.set(key, make());
  return map.get(key);
}

/** The breaches in one evaluation: `{ claim, variant, what }`. */
export function breaches({ lines, edits, differences, error }, counts) {
  if (error !== undefined) return [{ claim: 'error', variant: VARIANTS[0], what: error }];
  const found = [];
  if (counts) {
    for (const line of lines) {
      for (const { id, over, holds } of CLAIMS) {
        if (over(line) && !holds(line)) found.push({ claim: id, variant: line.variant, what: line });
      }
    }
  }
  for (const what of edits?.invented ?? []) found.push({ claim: 'edits', variant: VARIANTS[0], what });
  for (const what of differences) found.push({ claim: 'determinism', variant: VARIANTS[0], what });
  return found;
}
