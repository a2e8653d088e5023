import type { Options } from 'yargs';
import type { EditFilter } from '../app/list-edits.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { EditsResult } from '../model/blame-result.js';
import type { EditAction } from '../model/edit-record.js';
import { EVIDENCE_LEVELS } from '../model/evidence.js';
import { editsJson } from '../render/edits-json.js';
import { editsText } from '../render/edits-text.js';
import { agentOption, agentsOf } from './agent-option.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, placeOf, VALUE } from './common-options.js';
import { parseInstant } from './instant.js';
import type { EditsInvocation } from './invocation.js';
import { chosen, onlyOne, type RawOptions, text, texts } from './option-values.js';
import { withProgress } from './progress-line.js';
import { textOptions, warn } from './terminal.js';
import { turnsOf } from './turn-option.js';
import type { UseCases } from './use-cases.js';

const OUTPUTS = ['json', 'ndjson'] as const;
const ACTIONS: readonly EditAction[] = ['create', 'modify', 'delete', 'rename'];

export const EDITS_OPTIONS = {
  agent: agentOption('Only edits of', 'Which edits:'),
  model: {
    ...VALUE,
    describe: 'Only edits of this model; unknown where no trace tells it (repeatable)',
    group: 'Which edits:',
  },
  session: {
    ...VALUE,
    describe: 'Only edits of this session: its id, or how it begins (repeatable)',
    group: 'Which edits:',
  },
  turn: { ...VALUE, describe: 'Only edits of the turn with this number, from 1 (repeatable)', group: 'Which edits:' },
  since: {
    ...VALUE,
    describe: 'Not before this ISO date or time; UTC unless it has a zone; a date alone: from its start',
    group: 'Which edits:',
  },
  until: { ...VALUE, describe: 'Not after it; a date alone: up to its end', group: 'Which edits:' },
  evidence: {
    ...VALUE,
    describe: `Only this evidence: ${EVIDENCE_LEVELS.join(', ')} (repeatable)`,
    group: 'Which edits:',
  },
  action: { ...VALUE, describe: `Only this action: ${ACTIONS.join(', ')} (repeatable)`, group: 'Which edits:' },
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/edits@1)', group: 'Output:' },
  ndjson: { ...FLAG, describe: 'Print one JSON record a line', group: 'Output:' },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readEdits(options: RawOptions, operands: readonly string[], env: Env): EditsInvocation {
  return {
    command: 'edits',
    request: { paths: [...operands], place: placeOf(options, env), filter: filterOf(options) },
    output: onlyOne(options, OUTPUTS) ?? 'text',
    color: colorChoiceOf(options),
  };
}

function filterOf(options: RawOptions): EditFilter {
  const since = text(options, 'since');
  const until = text(options, 'until');
  const filter: EditFilter = {
    agents: agentsOf(options),
    models: texts(options, 'model'),
    sessions: texts(options, 'session'),
    turns: turnsOf(options),
    since: since === null ? null : parseInstant(since, 'since'),
    until: until === null ? null : parseInstant(until, 'until'),
    evidence: chosen(options, 'evidence', EVIDENCE_LEVELS),
    actions: chosen(options, 'action', ACTIONS),
  };
  if (filter.since !== null && filter.until !== null && filter.since > filter.until) {
    throw new AiBlameError('USAGE', `--since ${since} is later than --until ${until}`);
  }
  return filter;
}

export async function runEdits(invocation: EditsInvocation, env: Env, useCases: UseCases): Promise<void> {
  const result = await withProgress(env, (progress) => useCases.listEdits(invocation.request, env, progress));
  for await (const text of render(invocation, result, env)) {
    await env.stdout.write(text);
  }
  if (invocation.output !== 'json') {
    await warn(result.warnings, env);
  }
}

async function* render({ output, color }: EditsInvocation, result: EditsResult, env: Env): AsyncGenerator<string> {
  if (output === 'json') {
    yield editsJson(result);
  } else if (output === 'ndjson') {
    const { editsNdjson } = await import('../render/edits-ndjson.js');
    yield* editsNdjson(result);
  } else {
    yield editsText(result.edits, await textOptions(color, env));
  }
}
