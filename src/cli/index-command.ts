import type { Options } from 'yargs';
import { didYouMean } from '../app/did-you-mean.js';
import type { Env } from '../env.js';
import { AiBlameError, EXIT } from '../errors.js';
import { indexJson } from '../render/index-json.js';
import { indexText } from '../render/index-text.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, HOMES, placeOf } from './common-options.js';
import type { IndexInvocation } from './invocation.js';
import { nothingElse } from './list-options.js';
import { flag, leftOf, type RawOptions } from './option-values.js';
import { withProgress } from './progress-line.js';
import type { UseCases } from './use-cases.js';

const WORDS = ['status', 'verify', 'rebuild'] as const;

const BUILDING = 'Indexing:';
const COMPARING = 'index verify:';

const BUILD_ONLY = ['retry-failed', 'previews'] as const;
const VERIFY_ONLY = ['repair', 'all', 'compare-codex'] as const;

export const INDEX_OPTIONS = {
  'retry-failed': { ...FLAG, describe: 'Try traces again that could not be read', group: BUILDING },
  full: { ...FLAG, describe: 'Read every trace anew; with verify: and compare all of it', group: BUILDING },
  previews: {
    ...FLAG,
    describe: '--no-previews: keep no titles, prompts or commands; from then on, until --previews',
    group: BUILDING,
  },
  repair: { ...FLAG, describe: 'Read anew what differs', group: COMPARING },
  all: { ...FLAG, describe: 'Every difference, not only five of each kind', group: COMPARING },
  'compare-codex': { ...FLAG, describe: "Also with Codex's own database", group: COMPARING },
  json: {
    ...FLAG,
    describe: 'Print JSON (schema ai-blame/index@1, index-status@1, index-verify@1)',
    group: 'Output:',
  },
  C: COMMON_OPTIONS.C,
  ...HOMES,
  index: { ...COMMON_OPTIONS.index, describe: 'The index file, in place of the usual one' },
  color: COMMON_OPTIONS.color,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readIndex(options: RawOptions, operands: readonly string[], env: Env): IndexInvocation {
  const [given = '', ...more] = operands;
  const word = WORDS.find((candidate) => candidate === given) ?? null;
  if (word === null && operands.length > 0) {
    const meant = didYouMean(given, WORDS);
    const hint = meant === null ? {} : { hint: `did you mean ai-blame index ${meant}?` };
    throw new AiBlameError('USAGE', `ai-blame index expects one of ${WORDS.join(', ')}, not "${given}"`, hint);
  }
  if (leftOf(options, 'index') === null) {
    throw new AiBlameError('USAGE', 'ai-blame index makes no sense with --no-index');
  }
  const place = placeOf(options, env);
  const shared = {
    command: 'index',
    output: flag(options, 'json') ? 'json' : 'text',
    color: colorChoiceOf(options),
  } as const;
  const foreign =
    word === 'verify' ? BUILD_ONLY : word === 'status' ? [...BUILD_ONLY, ...VERIFY_ONLY, 'full'] : VERIFY_ONLY;
  nothingElse(word === null ? 'index' : `index ${word}`, options, more, foreign);
  const full = flag(options, 'full');
  switch (word) {
    case 'status':
      return { ...shared, request: { what: 'status', place } };
    case 'verify':
      return {
        ...shared,
        request: {
          what: 'verify',
          place,
          full,
          repair: flag(options, 'repair'),
          all: flag(options, 'all'),
          compareAgent: flag(options, 'compare-codex'),
        },
      };
    default: {
      const previews = typeof options.previews === 'boolean' ? options.previews : null;
      const retryFailed = flag(options, 'retry-failed');
      return { ...shared, request: { what: word === null ? 'build' : 'rebuild', place, full, retryFailed, previews } };
    }
  }
}

/** @returns the exit code: 1 where a trace could not be read, or something differs. */
export async function runIndex({ request, output }: IndexInvocation, env: Env, useCases: UseCases): Promise<number> {
  const print = output === 'json' ? indexJson : indexText;
  switch (request.what) {
    case 'status': {
      await env.stdout.write(print(await useCases.indexStatus(request, env)));
      return EXIT.ok;
    }
    case 'verify': {
      const result = await withProgress(env, (progress) => useCases.verifyIndex(request, env, progress));
      await env.stdout.write(print(result));
      return result.differences.length > 0 ? EXIT.no : EXIT.ok;
    }
    default: {
      const make = request.what === 'build' ? useCases.buildIndex : useCases.rebuildIndex;
      const result = await withProgress(env, (progress) => make(request, env, progress));
      await env.stdout.write(print(result));
      return result.failures.length > 0 ? EXIT.no : EXIT.ok;
    }
  }
}
