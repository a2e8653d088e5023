import type {
  AgentDatabaseCheck,
  AgentDatabaseDifference,
  DifferenceKind,
  FailedSource,
  IndexDifference,
  IndexResult,
  IndexStatus,
  IndexTotals,
  IndexVerification,
} from '../model/index-result.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';

const WHAT: Readonly<Record<DifferenceKind, string>> = {
  missing_row: 'not in the index',
  stale_row: 'changed or gone since',
  archived_mismatch: 'archived, or taken from the archive, since',
  path_mismatch: 'put elsewhere since',
  field_mismatch: 'told otherwise by the index',
  duplicate_thread: 'of a session that another trace has too',
  malformed_name: 'whose name is not that of their session',
  scan_error: 'that could not be read',
  scan_incomplete: 'not looked at to the end',
};

const AGENT_FIELDS: Readonly<Record<AgentDatabaseDifference['field'], string>> = {
  missing: 'unknown to the database',
  gone: 'in the database only',
  path: 'path',
  archived: 'archived',
  model: 'model',
  cwd: 'directory',
  cli_version: 'version',
};

/** The answers of `index`, for a person. */
export function indexText(result: IndexResult | IndexStatus | IndexVerification): string {
  switch (result.schema) {
    case 'ai-blame/index@1':
      return text([
        `${counted(result.read, 'trace', 'traces')} read, ${result.continued} gone on with, ${result.removed} gone`,
        `${totalsLine(result.totals)}; ${sizeOf(result.bytes)} in ${result.file}`,
        ...failureLines(result.failures),
      ]);
    case 'ai-blame/index-status@1':
      return text(result.exists ? statusLines(result) : [`There is no index yet: ${result.file}`]);
    case 'ai-blame/index-verify@1':
      return text(verifyLines(result));
  }
}

function statusLines(result: IndexStatus): string[] {
  const { status, indexing, lastSuccessAt, previews, homes } = result;
  return [
    `${result.file}: ${status}, ${sizeOf(result.bytes)}${previews ? '' : ', without previews'}`,
    ...(indexing === null ? [] : [`process ${indexing} is indexing`]),
    ...(lastSuccessAt === null ? [] : [`last brought up to date ${lastSuccessAt}`]),
    totalsLine(result.totals),
    counted(result.edits, 'change, command or snapshot', 'changes, commands and snapshots'),
    ...homes.map((home) => `  ${home.agent}  ${home.home}  ${totalsLine(home)}, ${sizeOf(home.bytes)}`),
    ...failureLines(result.failures),
  ];
}

function verifyLines({ sources, full, differences, repaired, agentDatabase }: IndexVerification): string[] {
  const how = full ? 'read anew and compared' : 'compared by their stamps';
  return [
    `${counted(sources, 'trace', 'traces')} ${how}${differences.length === 0 ? ': nothing differs' : ''}`,
    ...differences.flatMap(({ kind, count, samples }) => [
      `${kind}: ${counted(count, 'trace', 'traces')} ${WHAT[kind]}`,
      ...samples.map((sample) => `  ${differenceLine(sample)}`),
      ...(count > samples.length ? [`  … and ${count - samples.length} more (--all)`] : []),
    ]),
    ...(repaired === null ? [] : [`${counted(repaired, 'difference', 'differences')} repaired`]),
    ...(agentDatabase === null ? [] : agentLines(agentDatabase)),
  ];
}

function differenceLine({ path, field, indexed, found }: IndexDifference): string {
  if (field === null) return `${path}${found === null ? '' : `: ${found}`}`;
  // Only of the index as a whole no trace is named.
  return `${path === '' ? 'the index itself' : path}: ${field} ${indexed ?? 'none'}${found === null ? '' : `, now ${found}`}`;
}

function agentLines({ file, note, threads, differences }: AgentDatabaseCheck): string[] {
  if (note !== null) return [`not compared with the agent's own database: ${note}`];
  return [
    `${file}: ${counted(threads, 'session', 'sessions')}, ${counted(differences.length, 'difference', 'differences')}`,
    ...differences.map(
      ({ thread, field, indexed, found }) =>
        `  ${thread}: ${AGENT_FIELDS[field]}: ${[indexed, found].filter((value) => value !== null).join(', there ')}`,
    ),
  ];
}

function failureLines(failures: readonly FailedSource[]): string[] {
  return failures.map(({ path, error }) => `  failed: ${path}: ${error}`);
}

function totalsLine({ ok, partial, failed }: IndexTotals): string {
  const all = counted(ok + partial + failed, 'trace', 'traces');
  const parts = [partial > 0 ? `${partial} with damage` : '', failed > 0 ? `${failed} not readable` : ''];
  const told = parts.filter((part) => part !== '').join(', ');
  return told === '' ? all : `${all} (${told})`;
}

function sizeOf(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${visibleCell(line)}\n`).join('');
}
