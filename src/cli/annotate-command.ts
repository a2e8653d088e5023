import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError, EXIT } from '../errors.js';
import { annotateJson } from '../render/annotate-json.js';
import { annotateText } from '../render/annotate-text.js';
import { COMMON_OPTIONS, FLAG, placeOf, VALUE } from './common-options.js';
import type { AnnotateInvocation } from './invocation.js';
import { badValue, choice, flag, type RawOptions, text } from './option-values.js';
import { withProgress } from './progress-line.js';
import { tellReplaced, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

const FORMS = ['block', 'sidecar'] as const;
const PLACES = ['top', 'bottom'] as const;
const { color: _none, ...WHERE } = COMMON_OPTIONS;

export const ANNOTATE_OPTIONS = {
  as: {
    ...VALUE,
    describe: `One of ${FORMS.join(', ')}; else a block where the language has comments`,
    group: 'What:',
  },
  place: { ...VALUE, describe: `Where a block goes: ${PLACES.join(', ')}; else the top`, group: 'What:' },
  entries: { ...VALUE, describe: 'A block tells of the newest so many edits; else 20', group: 'What:' },
  remove: { ...FLAG, describe: 'Take annotations out: the file is then as it was', group: 'What:' },
  'dry-run': { ...FLAG, describe: 'Write nothing, only tell what would be written', group: 'What:' },
  config: { ...FLAG, describe: 'Rules of .ai-blame.json count, which is usual; --no-config', group: 'What:' },
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/annotate@1)', group: 'Output:' },
  ...WHERE,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readAnnotate(options: RawOptions, operands: readonly string[], env: Env): AnnotateInvocation {
  const remove = flag(options, 'remove');
  const foreign = ['as', 'place', 'entries'].find((name) => remove && text(options, name) !== null);
  if (foreign !== undefined) throw new AiBlameError('USAGE', `--remove and --${foreign} exclude each other`);
  const given = { form: text(options, 'as'), position: text(options, 'place') };
  return {
    command: 'annotate',
    request: {
      place: placeOf(options, env),
      paths: [...operands],
      form: given.form === null ? null : choice(given.form, 'as', FORMS),
      position: given.position === null ? null : choice(given.position, 'place', PLACES),
      entries: entriesOf(text(options, 'entries')),
      remove,
      dryRun: flag(options, 'dry-run'),
      isConfigured: options.config !== false,
    },
    output: flag(options, 'json') ? 'json' : 'text',
  };
}

function entriesOf(given: string | null): number | null {
  if (given === null) return null;
  if (!/^[1-9]\d{0,5}$/.test(given)) throw badValue('entries', given, 'a number from 1');
  return Number(given);
}

/** @returns the exit code: 4 where a file was left alone that should have been written. */
export async function runAnnotate(invocation: AnnotateInvocation, env: Env, useCases: UseCases): Promise<number> {
  const { request, output } = invocation;
  const result = await withProgress(env, (progress) => useCases.annotateFiles(request, env, progress));
  await env.stdout.write((output === 'json' ? annotateJson : annotateText)(result));
  if (output === 'text') {
    await tellReplaced(result.redacted, env);
    await warn(result.warnings, env);
  }
  const isLeft = result.files.some(({ reason }) => reason !== null && TROUBLE.includes(reason));
  return isLeft ? EXIT.damaged : EXIT.ok;
}

const TROUBLE: readonly string[] = ['damaged', 'changed', 'not-writable'];
