import type { JsonValue } from '../model/json-value.js';
import type { Run, RunArtifact, RunEvent, RunResult } from '../model/run.js';
import { dateTime } from './dates.js';
import { factLines, fittingTable } from './fitting-table.js';
import { shortIds } from './short-ids.js';
import type { TextOptions } from './text-options.js';

/** Runs for people: one line each, in the order given. */
export function runsText(runs: readonly Run[], { width, style, zone }: TextOptions): string {
  // The agent's name before it tells runs apart as little as it does for a reader.
  const bare = ({ id, agent }: Run): string => {
    return id.slice(agent !== null && id.startsWith(`${agent}:`) ? agent.length + 1 : id.indexOf(':') + 1);
  };
  const short = shortIds(runs.map(bare));
  const colourOf = ({ model, agent }: Run): string => model ?? agent ?? '';
  const paint = style.palette(runs.map(colourOf));
  const byModel = (text: string, row: number): string => paint(colourOf(runs[row] as Run), text);
  const cells = (tell: (run: Run) => string | null): string[] => runs.map((run) => tell(run) ?? '');
  return fittingTable(
    [
      { cells: cells((run) => short(bare(run))), paint: byModel },
      { cells: cells(({ createdAt }) => dateTime(createdAt, zone)), paint: style.quiet, leaves: 3 },
      { cells: cells(({ status }) => status) },
      { cells: cells(({ flowType }) => flowType), paint: style.quiet, leaves: 1 },
      { cells: cells(({ agent, model }) => [agent, model].filter((word) => word !== null).join(' ')), leaves: 2 },
      { cells: cells(({ title, currentStep, error }) => title ?? error ?? currentStep) },
    ],
    width,
  );
}

/** One run for people: what is known of it, and how much there is of it. */
export function runText({ run, events, artifacts }: RunResult, { width, zone }: TextOptions): string {
  const { session, confidence, trace } = run;
  return factLines(
    [
      ['run', run.id],
      ['title', run.title],
      ['status', run.status],
      ['flow', run.flowType],
      ['agent', [run.agent, run.agentVersion].filter((word) => word !== null).join(' ')],
      ['model', run.model],
      ['session', session === null ? 'none is known' : `${session} (${confidence})`],
      ['parent', run.parentRun],
      ['created', dateTime(run.createdAt, zone)],
      ['started', dateTime(run.startedAt, zone)],
      ['finished', dateTime(run.finishedAt, zone)],
      ['step', run.currentStep],
      ['error', run.error],
      ['project', run.projectRoot],
      ['folder', run.cwd],
      ['archived', run.archived ? 'yes' : null],
      ['trace', trace === null ? null : `${trace.home}/${trace.path}`],
      ['metadata', run.metadata === null ? null : JSON.stringify(run.metadata)],
      ['raw', run.raw === null ? null : JSON.stringify(run.raw)],
      ...Object.entries(events).map(([type, count]) => [type, String(count)] as const),
      ['artifacts', String(artifacts)],
    ],
    width,
  );
}

/** Events for people: one line each. */
export function runEventsText(events: readonly RunEvent[], { width, style, zone }: TextOptions): string {
  const cells = (tell: (event: RunEvent) => string | null): string[] => events.map((event) => tell(event) ?? '');
  const steps = shortIds(events.flatMap(({ step }) => step ?? []));
  return fittingTable(
    [
      { cells: cells(({ seq }) => String(seq)), align: 'end', paint: style.quiet, leaves: 3 },
      { cells: cells(({ time }) => dateTime(time, zone)), paint: style.quiet, leaves: 2 },
      { cells: cells(({ step }) => (step === null ? null : steps(step))), paint: style.quiet, leaves: 1 },
      { cells: cells(({ source }) => source), paint: style.quiet, leaves: 0 },
      { cells: cells(({ type }) => type) },
      { cells: cells(({ data, raw }) => `${words(data)}${raw === null ? '' : ` raw ${JSON.stringify(raw)}`}`) },
    ],
    width,
  );
}

/** Artifacts for people: one line each. */
export function runArtifactsText(artifacts: readonly RunArtifact[], { width, style, zone }: TextOptions): string {
  const cells = (tell: (artifact: RunArtifact) => string | null): string[] => artifacts.map((one) => tell(one) ?? '');
  return fittingTable(
    [
      { cells: cells(({ state }) => state) },
      { cells: cells(({ kind }) => kind) },
      { cells: cells(({ createdAt }) => dateTime(createdAt, zone)), paint: style.quiet, leaves: 2 },
      { cells: cells(({ sha256 }) => sha256?.slice(0, 12) ?? null), paint: style.quiet, leaves: 1 },
      { cells: cells(({ path, raw }) => `${path ?? ''}${raw === null ? '' : ` raw ${JSON.stringify(raw)}`}`) },
    ],
    width,
  );
}

/** `name: value` for each key, as short as it can be said. */
function words(data: JsonValue): string {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) {
    return data === null ? '' : JSON.stringify(data);
  }
  return Object.entries(data)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
