import type { DoctorResult, HealthTotals, HomeSearch, SessionHealth, SnapshotRef } from '../model/doctor-result.js';
import { displayWidth, expandTabs, truncateEnd } from './columns.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';
import { dateTime } from './dates.js';
import { shortIds } from './short-ids.js';
import type { TextOptions } from './text-options.js';

/** Of more sessions only so many are told one by one, those with losses first; and of each only so many losses of a kind. */
const MOST_SESSIONS = 20;
const MOST_DETAILS = 5;

const WHY: Readonly<Record<string, string>> = {
  text_missing: 'its text is not in the trace any more',
  base_unknown: 'nothing tells what the file held',
  file_missing: 'the file was not there',
  does_not_fit: 'the file held something else',
};

/** What is left of the evidence, for a person: all counts first, then each session, the homes, and what to do. */
export function doctorText(result: DoctorResult, options: TextOptions): string {
  const { width, style } = options;
  const lines = [
    ...totalLines(result.totals),
    '',
    ...sessionLines(result.sessions, options),
    ...unnamedLines(result.unnamed, options),
    ...homeLines(result.homes),
    '',
    ...adviceLines(result),
  ];
  return lines
    .map((line) => {
      const shown = width === null || displayWidth(line) <= width ? line : truncateEnd(expandTabs(line), width);
      return `${line.startsWith('    ') ? style.quiet(shown) : shown}\n`;
    })
    .join('');
}

function totalLines({ sessions, turns, turnsWithoutModel, snapshots, patches, skipped }: HealthTotals): string[] {
  const unknown = turnsWithoutModel === 0 ? '' : ` (${turnsWithoutModel} of unknown model)`;
  const lines = [
    `${counted(sessions, 'session', 'sessions')}, ${counted(turns, 'turn', 'turns')}${unknown}`,
    `snapshots  ${snapshotWords(snapshots)}`,
    `patches    ${patchWords(patches)}`,
  ];
  const passed = skippedWords(skipped);
  return passed === '' ? lines : [...lines, `skipped    ${passed}`];
}

function snapshotWords({ alive, kept, held, atRisk, damaged, expired, lost }: HealthTotals['snapshots']): string {
  const by = [
    ...(kept === 0 ? [] : [`${kept} by a ref`]),
    ...(held === 0 ? [] : [`${held} by the agent, for some days`]),
  ];
  return words([
    [alive, `alive${by.length === 0 ? '' : ` (${by.join(', ')})`}`],
    [atRisk, 'at risk'],
    [damaged, 'stored only in part'],
    [expired, 'thrown away by the agent, and not needed'],
    [lost, 'lost'],
  ]);
}

function patchWords({ applied, failed, rejected, unconfirmed, notReplayed }: HealthTotals['patches']): string {
  return words([
    [applied, 'applied'],
    [failed, 'failed'],
    [rejected, 'rejected'],
    [unconfirmed, 'not confirmed'],
    [notReplayed, 'did not replay'],
  ]);
}

function words(counts: readonly (readonly [count: number, what: string])[]): string {
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return told.length === 0 ? 'none' : told.join(', ');
}

function skippedWords(skipped: Readonly<Record<string, number>>): string {
  return Object.entries(skipped)
    .map(([code, count]) => `${count} ${visibleCell(code)}`)
    .join(', ');
}

function sessionLines(sessions: readonly SessionHealth[], options: TextOptions): string[] {
  const isMany = sessions.length > MOST_SESSIONS;
  const ordered = isMany ? [...sessions.filter(hasTrouble), ...sessions.filter((one) => !hasTrouble(one))] : sessions;
  const short = shortIds(sessions.map(({ session }) => session));
  const lines = ordered.slice(0, MOST_SESSIONS).flatMap((session) => [...oneSession(session, short, options), '']);
  return isMany
    ? [...lines, `… and ${counted(sessions.length - MOST_SESSIONS, 'session', 'sessions')} more`, '']
    : lines;
}

function hasTrouble({ snapshots, patches, turnsWithoutModel, skipped }: SessionHealth): boolean {
  const { atRisk, damaged, lost } = snapshots;
  const counts = [atRisk, damaged, lost, patches.notReplayed, turnsWithoutModel, Object.keys(skipped)];
  return counts.some(({ length }) => length > 0);
}

function oneSession(session: SessionHealth, short: (id: string) => string, { zone }: TextOptions): string[] {
  const { snapshots, patches, turnsWithoutModel, where, matchedBy, parentSession } = session;
  const agent = `${session.agent}${session.agentVersion === null ? '' : ` ${session.agentVersion}`}`;
  const begun = dateTime(session.firstTime, zone);
  const ended = dateTime(session.lastTime, zone);
  const head = [
    short(session.session),
    agent,
    session.models.join(', ') || '(model unknown)',
    begun === '' ? '' : begun === ended || ended === '' ? begun : `${begun} – ${ended}`,
  ];
  const lines = [
    head
      .filter((part) => part !== '')
      .map(visibleCell)
      .join('  '),
    `  turns      ${session.turns}${turnsWithoutModel.length === 0 ? '' : `, of unknown model: ${bounded(turnsWithoutModel.map((turn) => `#${turn}`))}`}`,
    `  snapshots  ${snapshotWords({ ...snapshots, atRisk: snapshots.atRisk.length, damaged: snapshots.damaged.length, expired: snapshots.expired.length, lost: snapshots.lost.length })}`,
    ...snapshotLines('lost', snapshots.lost, zone),
    ...snapshotLines('stored only in part', snapshots.damaged, zone),
    ...snapshotLines('at risk', snapshots.atRisk, zone),
    `  patches    ${patchWords({ ...patches, notReplayed: patches.notReplayed.length })}`,
    ...details(
      patches.notReplayed.map(
        ({ path, why, trace }) => `${visibleCell(path)}: ${WHY[why] ?? why} (${visibleCell(trace.path)}:${trace.line})`,
      ),
    ),
  ];
  const passed = skippedWords(session.skipped);
  if (passed !== '') lines.push(`  skipped    ${passed}`);
  const parent = parentSession === null ? '' : `, child of ${visibleCell(short(parentSession))}`;
  lines.push(`  found by   ${matchedBy}${where === 'elsewhere' ? ', in another work tree' : ''}${parent}`);
  return lines;
}

function snapshotLines(state: string, snapshots: readonly SnapshotRef[], zone: TextOptions['zone']): string[] {
  return details(
    snapshots.map(({ commit, turn, time }) => {
      const parts = [`${state}:`, commit, turn === null ? '' : `#${turn}`, dateTime(time, zone)];
      return parts.filter((part) => part !== '').join(' ');
    }),
  );
}

function details(lines: readonly string[]): string[] {
  const shown = lines.slice(0, MOST_DETAILS).map((line) => `    ${line}`);
  return lines.length > MOST_DETAILS ? [...shown, `    … and ${lines.length - MOST_DETAILS} more`] : shown;
}

function bounded(words: readonly string[]): string {
  const shown = words.slice(0, MOST_DETAILS).join(', ');
  return words.length > MOST_DETAILS ? `${shown} and ${words.length - MOST_DETAILS} more` : shown;
}

function unnamedLines(unnamed: DoctorResult['unnamed'], { zone }: TextOptions): string[] {
  if (unnamed.length === 0) return [];
  const what = counted(unnamed.length, 'snapshot', 'snapshots');
  const all = unnamed.map(({ commit, time }) => ({ commit, turn: null, time }));
  const told = `${what} that no record names, from which nothing is concluded (ai-blame pin keeps ${unnamed.length === 1 ? 'it' : 'them'}):`;
  return [told, ...snapshotLines('unnamed', all, zone), ''];
}

function homeLines(homes: readonly HomeSearch[]): string[] {
  return homes.map(({ agent, path, traces, selected, matchedBy }) => {
    const by = Object.entries(matchedBy).map(([what, count]) => `${count} by ${what}`);
    const how = by.length === 0 ? '' : ` (${by.join(', ')})`;
    const found = `${counted(traces, 'trace', 'traces')}, ${selected} of this repository${how}`;
    return `searched ${visibleCell(path)} (${agent}): ${found}`;
  });
}

function adviceLines({ evidenceLost, expiry, totals: { snapshots } }: DoctorResult): string[] {
  const lines = [evidenceLost ? 'Evidence was lost.' : 'No evidence is lost.'];
  const loose = snapshots.atRisk + snapshots.alive - snapshots.kept - snapshots.held;
  if (loose > 0 && expiry.before !== null) {
    lines.push(
      `${counted(loose, 'snapshot has', 'snapshots have')} no ref, and git deletes ${loose === 1 ? 'it' : 'them'} in time: ai-blame pin keeps ${loose === 1 ? 'it' : 'them'}.`,
    );
  }
  return lines;
}
