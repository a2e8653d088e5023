import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { EVIDENCE_LEVELS } from '../model/evidence.js';
import type { FlatEdit } from '../model/flat-edit.js';
import { flatCsv } from '../render/flat-csv.js';
import { COMMON_OPTIONS, FLAG, placeOf, VALUE } from './common-options.js';
import type { ExportInvocation } from './invocation.js';
import { nothingElse } from './list-options.js';
import { choice, flag, type RawOptions, text } from './option-values.js';
import { withProgress } from './progress-line.js';
import { tellReplaced, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

const FORMATS = ['agent-trace', 'csv', 'ndjson'] as const;

const { color: _none, ...WHERE } = COMMON_OPTIONS;

export const EXPORT_OPTIONS = {
  format: { ...VALUE, describe: `One of ${FORMATS.join(', ')}`, group: 'What:' },
  'min-evidence': {
    ...VALUE,
    describe: `agent-trace: not lines with weaker evidence than this: ${EVIDENCE_LEVELS.join(', ')}; else snapshot`,
    group: 'What:',
  },
  'with-private': { ...FLAG, describe: 'csv, ndjson: also the first lines of prompts', group: 'What:' },
  ...WHERE,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readExport(options: RawOptions, operands: readonly string[], env: Env): ExportInvocation {
  const given = text(options, 'format');
  if (given === null) {
    throw new AiBlameError('USAGE', `In which format? Name it by --format: ${FORMATS.join(', ')}`);
  }
  const format = choice(given, 'format', FORMATS);
  const place = placeOf(options, env);
  const command = `export --format ${format}`;
  if (format !== 'agent-trace') {
    nothingElse(command, options, [], ['min-evidence']);
    return {
      command: 'export',
      request: { format, paths: [...operands], withPrivate: flag(options, 'with-private'), place },
    };
  }
  nothingElse(command, options, operands.slice(1), ['with-private']);
  const minEvidence = choice(text(options, 'min-evidence') ?? 'snapshot', 'min-evidence', EVIDENCE_LEVELS);
  return { command: 'export', request: { format, range: operands[0] || 'HEAD', minEvidence, place } };
}

export async function runExport({ request }: ExportInvocation, env: Env, useCases: UseCases): Promise<void> {
  if (request.format === 'agent-trace') {
    const { records, redacted, warnings } = await withProgress(env, (progress) =>
      useCases.exportTraces(request, env, progress),
    );
    for (const record of records) await env.stdout.write(`${JSON.stringify(record)}\n`);
    await tellReplaced(redacted, env);
    await warn(warnings, env);
    return;
  }
  const result = await withProgress(env, (progress) => useCases.exportEdits(request, env, progress));
  for (const row of rowsOf(request.format, result.edits)) await env.stdout.write(row);
  await warn(result.warnings, env);
  // Where prompts go out it is told that none was found, too.
  await tellReplaced(result.redacted, env, request.withPrivate);
}

function rowsOf(format: 'csv' | 'ndjson', edits: readonly FlatEdit[]): Iterable<string> {
  return format === 'csv' ? flatCsv(edits) : edits.map((edit) => `${JSON.stringify(edit)}\n`);
}
