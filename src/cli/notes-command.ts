import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError, EXIT } from '../errors.js';
import { EVIDENCE_LEVELS } from '../model/evidence.js';
import { notesCompareJson, notesShowJson, notesWriteJson } from '../render/notes-json.js';
import { notesCompareText, notesShowText, notesWriteText } from '../render/notes-text.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, placeOf, VALUE } from './common-options.js';
import type { NotesInvocation } from './invocation.js';
import { nothingElse, subcommandOf } from './list-options.js';
import { choice, flag, type RawOptions, text } from './option-values.js';
import { withProgress } from './progress-line.js';
import { tellReplaced, textOptions, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

const WRITING = 'notes write:';

const MIN_EVIDENCE = {
  'min-evidence': {
    ...VALUE,
    describe: `Not lines with weaker evidence than this: ${EVIDENCE_LEVELS.join(', ')}; else snapshot, for compare inferred`,
    group: 'notes write, notes compare:',
  },
} satisfies Record<string, Options>;

const WRITE_OPTIONS = {
  merge: { ...FLAG, describe: 'Add to notes of other programs, too, what they leave open', group: WRITING },
  'dry-run': { ...FLAG, describe: 'Write nothing, only tell what would be written', group: WRITING },
} satisfies Record<string, Options>;

export const NOTES_OPTIONS = {
  ...MIN_EVIDENCE,
  ...WRITE_OPTIONS,
  json: {
    ...FLAG,
    describe: 'Print JSON (schemas ai-blame/notes-write@1, notes-show@1, notes-compare@1)',
    group: 'Output:',
  },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readNotes(options: RawOptions, operands: readonly string[], env: Env): NotesInvocation {
  const word = subcommandOf('notes', operands, ['write', 'show', 'compare']);
  const [, revision = 'HEAD', ...more] = operands;
  if (revision === '') throw new AiBlameError('USAGE', `ai-blame notes ${word} expects a revision, not ""`);
  const foreign = word === 'write' ? [] : Object.keys(WRITE_OPTIONS);
  nothingElse(`notes ${word}`, options, more, word === 'show' ? [...foreign, ...Object.keys(MIN_EVIDENCE)] : foreign);
  const place = placeOf(options, env);
  const shared = {
    command: 'notes',
    output: flag(options, 'json') ? 'json' : 'text',
    color: colorChoiceOf(options),
  } as const;
  if (word === 'show') return { ...shared, request: { what: word, revision, place } };
  const usual = word === 'write' ? 'snapshot' : 'inferred';
  const minEvidence = choice(text(options, 'min-evidence') ?? usual, 'min-evidence', EVIDENCE_LEVELS);
  if (word === 'compare') return { ...shared, request: { what: word, range: revision, minEvidence, place } };
  const merge = flag(options, 'merge');
  return {
    ...shared,
    request: { what: word, range: revision, minEvidence, merge, dryRun: flag(options, 'dry-run'), place },
  };
}

/** @returns the exit code: 4 where a note cannot be read. */
export async function runNotes(invocation: NotesInvocation, env: Env, useCases: UseCases): Promise<number> {
  const { request, output, color } = invocation;
  if (request.what === 'show') {
    const result = await useCases.showNote(request, env);
    const told = output === 'json' ? notesShowJson(result) : notesShowText(result, await textOptions(color, env));
    await env.stdout.write(told);
    if (output === 'text') await warn(result.warnings, env);
    return EXIT.ok;
  }
  if (request.what === 'compare') {
    const result = await withProgress(env, (progress) => useCases.compareNotes(request, env, progress));
    const told = output === 'json' ? notesCompareJson(result) : notesCompareText(result, await textOptions(color, env));
    await env.stdout.write(told);
    if (output === 'text') await warn(result.warnings, env);
    return EXIT.ok;
  }
  const result = await withProgress(env, (progress) => useCases.writeNotes(request, env, progress));
  const told = output === 'json' ? notesWriteJson(result) : notesWriteText(result, await textOptions(color, env));
  await env.stdout.write(told);
  const left = result.left.map(({ commit, reason, message }) => {
    return { code: `note_${reason.replace('-', '_')}`, message, count: 1, subject: commit };
  });
  if (output === 'text') {
    await tellReplaced(result.redacted, env);
    await warn([...result.warnings, ...left], env);
  }
  const isUnreadable = result.left.some(({ reason }) => reason === 'malformed' || reason === 'other-schema');
  return isUnreadable ? EXIT.damaged : EXIT.ok;
}
