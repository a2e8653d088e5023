import { resolve } from 'node:path';
import type { Options } from 'yargs';
import type { LedgerForm } from '../app/write-ledger.js';
import type { Env } from '../env.js';
import { EXIT } from '../errors.js';
import { ledgerBackfillJson, ledgerExportJson, ledgerVerificationJson } from '../render/ledger-json.js';
import { ledgerBackfillText, ledgerExportText, ledgerVerificationText } from '../render/ledger-text.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, placeOf, VALUE } from './common-options.js';
import { parseInstant } from './instant.js';
import type { LedgerInvocation } from './invocation.js';
import { nothingElse, onlyOperand, subcommandOf } from './list-options.js';
import { badValue, flag, type RawOptions, text } from './option-values.js';
import { withProgress } from './progress-line.js';
import { tellReplaced, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

const WORDS = ['export', 'backfill', 'verify'] as const;
type Word = (typeof WORDS)[number];

const MAKING = 'What goes in (export, backfill):';
const EXPORTING = 'ledger export:';
const FILLING = 'ledger backfill:';
const VERIFYING = 'ledger verify:';

const OWN_OPTIONS = {
  limit: { ...VALUE, describe: 'Only the last so many turns', group: MAKING },
  redact: {
    ...FLAG,
    describe: 'Take keys, tokens and passwords out of texts, which is usual; --no-redact leaves them in',
    group: MAKING,
  },
  text: { ...FLAG, describe: '--no-text: tell what happened, and not what was said', group: MAKING },
  force: { ...FLAG, describe: 'Replace what is there already; make every ledger anew', group: MAKING },
  output: { ...VALUE, describe: 'The file, or - for standard output; otherwise in our own folder', group: EXPORTING },
  'generated-at': {
    ...VALUE,
    describe: "now, or an ISO time, in place of the last record's time",
    group: EXPORTING,
  },
  'project-path-as': { ...VALUE, describe: 'This as projectPath, in place of the recorded folder', group: EXPORTING },
  all: { ...FLAG, describe: 'Also sessions that worked elsewhere', group: FILLING },
  'output-dir': { ...VALUE, describe: 'The folder of the ledgers, in place of our own', group: FILLING },
  source: { ...FLAG, describe: 'Also make the entries anew from what they were made of', group: VERIFYING },
  sha256: { ...VALUE, describe: 'The digest that the ledger must have', group: VERIFYING },
} satisfies Record<string, Options>;

type OwnOption = keyof typeof OWN_OPTIONS;

/** Which of them each word takes. */
const TAKES: Readonly<Record<Word, readonly OwnOption[]>> = {
  export: ['limit', 'redact', 'text', 'force', 'output', 'generated-at', 'project-path-as'],
  backfill: ['limit', 'redact', 'text', 'force', 'all', 'output-dir'],
  verify: ['source', 'sha256'],
};

export const LEDGER_OPTIONS = {
  ...OWN_OPTIONS,
  'project-path': {
    ...VALUE,
    describe: 'The project, in place of the folder that it is asked in',
    group: 'Where:',
  },
  json: {
    ...FLAG,
    describe: 'Print JSON (schemas ai-blame/ledger-export@1, ledger-backfill@1, ledger-verify@1)',
    group: 'Output:',
  },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readLedger(options: RawOptions, operands: readonly string[], env: Env): LedgerInvocation {
  const word = subcommandOf('ledger', operands, WORDS);
  const foreign = (Object.keys(OWN_OPTIONS) as OwnOption[]).filter((name) => !TAKES[word].includes(name));
  nothingElse(`ledger ${word}`, options, word === 'backfill' ? operands.slice(1) : [], foreign);
  const place = placeOf(options, env);
  const project = pathOf(options, 'project-path', place.directory);
  const output = flag(options, 'json') ? 'json' : 'text';
  const shared = { command: 'ledger', output, color: colorChoiceOf(options) } as const;
  if (word === 'verify') {
    const paths = operands.slice(1).map((path) => resolve(place.directory, path));
    const sha256 = digestOf(options);
    return { ...shared, request: { what: word, place, project, paths, source: flag(options, 'source'), sha256 } };
  }
  const made = { place, project, ...formOf(options), force: flag(options, 'force') };
  if (word === 'backfill') {
    const outputDirectory = pathOf(options, 'output-dir', place.directory);
    return { ...shared, request: { what: word, ...made, all: flag(options, 'all'), outputDirectory } };
  }
  const given = text(options, 'output');
  return {
    ...shared,
    request: {
      what: word,
      ...made,
      thread: onlyOperand('ledger export', operands, 'session'),
      output: given === '-' ? given : pathOf(options, 'output', place.directory),
      generatedAt: generatedAtOf(options, env),
      projectPath: text(options, 'project-path-as'),
    },
  };
}

/** A number of turns. @throws AiBlameError USAGE. */
export function turnLimitOf(options: RawOptions): number | null {
  const given = text(options, 'limit');
  if (given === null) return null;
  if (!/^[1-9]\d{0,14}$/.test(given)) throw badValue('limit', given, 'a number from 1');
  return Number(given);
}

/** A path, absolute; null where it is not given. @throws AiBlameError USAGE for an empty one. */
export function pathOf(options: RawOptions, name: string, directory: string): string | null {
  const given = text(options, name);
  if (given === '') throw badValue(name, given, 'a path');
  return given === null ? null : resolve(directory, given);
}

function formOf(options: RawOptions): LedgerForm {
  return { limit: turnLimitOf(options), redacted: options.redact !== false, text: options.text !== false };
}

/** In whole seconds. */
function generatedAtOf(options: RawOptions, env: Env): string | null {
  const given = text(options, 'generated-at');
  if (given === null) return null;
  if (given !== 'now' && !/^\d{4}-\d\d-\d\d[T ]/.test(given)) {
    throw badValue('generated-at', given, 'now, or a time as 2026-03-04T05:06:07Z');
  }
  const time = given === 'now' ? new Date(env.now()).toISOString() : parseInstant(given, 'generated-at');
  return time.replace(/\.\d+Z$/, 'Z');
}

function digestOf(options: RawOptions): string | null {
  const given = text(options, 'sha256');
  if (given === null) return null;
  if (!/^[0-9a-f]{64}$/i.test(given)) throw badValue('sha256', given, '64 hexadecimal digits');
  return given.toLowerCase();
}

/** @returns the exit code: 1 where a conversation failed, or a ledger is not as it was written. */
export async function runLedger({ request, output }: LedgerInvocation, env: Env, useCases: UseCases): Promise<number> {
  switch (request.what) {
    case 'export': {
      const { result, text: ledger } = await withProgress(env, (progress) =>
        useCases.exportLedger(request, env, progress),
      );
      if (ledger !== null) await env.stdout.write(ledger);
      const summary = (output === 'json' ? ledgerExportJson : ledgerExportText)(result);
      await (ledger === null ? env.stdout : env.stderr).write(summary);
      if (output === 'text') {
        await tellReplaced(result.secretsReplaced, env);
        await warn(result.warnings, env);
      }
      return EXIT.ok;
    }
    case 'backfill': {
      const result = await withProgress(env, (progress) => useCases.backfillLedgers(request, env, progress));
      await env.stdout.write((output === 'json' ? ledgerBackfillJson : ledgerBackfillText)(result));
      if (output === 'text') {
        const replaced = result.threads.reduce((sum, { secretsReplaced }) => sum + (secretsReplaced ?? 0), 0);
        await tellReplaced(replaced, env);
        await warn(result.warnings, env);
      }
      return result.failed > 0 ? EXIT.no : EXIT.ok;
    }
    case 'verify': {
      const result = await withProgress(env, (progress) => useCases.verifyLedgers(request, env, progress));
      await env.stdout.write((output === 'json' ? ledgerVerificationJson : ledgerVerificationText)(result));
      return result.ok ? EXIT.ok : EXIT.no;
    }
  }
}
