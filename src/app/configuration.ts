import { AiBlameError } from '../errors.js';
import type { Repository } from '../git/repository.js';
import { readWorkTreeFile } from '../git/work-tree-file.js';
import type { AnnotationForm } from '../model/annotate-result.js';
import { EVIDENCE_LEVELS, type Evidence } from '../model/evidence.js';
import { type Condition, parseCondition } from './report-policy.js';

/** Name of the file at the top of the work tree; its schema is `schemas/configuration.schema.json`. */
export const CONFIGURATION_FILE = '.ai-blame.json';

const FORMS = ['block', 'sidecar', 'none'] as const;

const MOST_BYTES = 1024 * 1024;

/** What a repository's own file asks for. Nothing of it is ever executed. */
export interface Configuration {
  readonly report: ReportConfiguration;
  readonly hooks: HooksConfiguration;
  readonly annotate: { readonly rules: readonly AnnotationRule[] };
}

/** How files are annotated that match one of its patterns: of several rules the first one counts. */
interface AnnotationRule {
  readonly paths: readonly string[];
  /** null: a block where the language has comments, else a sidecar. */
  readonly form: AnnotationForm | 'none' | null;
  readonly position: 'top' | 'bottom' | null;
  readonly entries: number | null;
}

interface HooksConfiguration {
  /** What a check before a commit does that is not done in time. */
  readonly onTimeout: 'pass' | 'fail';
  /** The time that a hook has. */
  readonly timeoutMs: number;
  /** The name of the trailer. */
  readonly trailer: string;
}

/** A hook must not be what a person waits for. */
const USUAL_TIMEOUT_MS = 2000;
const MOST_TIMEOUT_MS = 600_000;
/** As `Documentation/process/coding-assistants.rst` of the Linux kernel has it: `Assisted-by: AGENT:MODEL`. */
const USUAL_TRAILER = 'Assisted-by';

interface ReportConfiguration {
  readonly failOn: readonly Condition[];
  readonly exclude: readonly string[];
  readonly excludeLockFiles: boolean;
  /** null: the usual one. */
  readonly minEvidence: Evidence | null;
}

export const NO_CONFIGURATION: Configuration = {
  report: { failOn: [], exclude: [], excludeLockFiles: false, minEvidence: null },
  hooks: { onTimeout: 'pass', timeoutMs: USUAL_TIMEOUT_MS, trailer: USUAL_TRAILER },
  annotate: { rules: [] },
};

/**
 * Reads the configuration of a repository from its work tree.
 * @throws AiBlameError USAGE where it is not as its schema says, UNREADABLE.
 */
export function readConfiguration(repository: Repository): Configuration {
  const { kind, bytes } = readWorkTreeFile(repository, CONFIGURATION_FILE);
  if (kind === 'missing') return NO_CONFIGURATION;
  if (kind !== 'file') throw wrong('', 'a file');
  return parseConfiguration(bytes);
}

/** @throws AiBlameError USAGE where it is not as its schema says. */
export function parseConfiguration(bytes: Buffer): Configuration {
  if (bytes.length > MOST_BYTES) throw wrong('', 'at most 1 MiB long');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new AiBlameError('USAGE', `${CONFIGURATION_FILE} is not JSON: ${reasonOf(error)}`);
  }
  const { report, hooks, annotate, $schema } = object(value, '', ['$schema', 'report', 'hooks', 'annotate']);
  if ($schema !== undefined && typeof $schema !== 'string') throw wrong('$schema', 'a text');
  return {
    report: report === undefined ? NO_CONFIGURATION.report : reportOf(report),
    hooks: hooks === undefined ? NO_CONFIGURATION.hooks : hooksOf(hooks),
    annotate: annotate === undefined ? NO_CONFIGURATION.annotate : annotateOf(annotate),
  };
}

function hooksOf(value: unknown): HooksConfiguration {
  const usual = NO_CONFIGURATION.hooks;
  const given = object(value, 'hooks', ['onTimeout', 'timeoutMs', 'trailer']);
  const { onTimeout = usual.onTimeout, timeoutMs = usual.timeoutMs, trailer = usual.trailer } = given;
  if (onTimeout !== 'pass' && onTimeout !== 'fail') throw wrong('hooks.onTimeout', 'pass or fail');
  if (!isCount(timeoutMs) || timeoutMs > MOST_TIMEOUT_MS) {
    throw wrong('hooks.timeoutMs', `a number of milliseconds from 1 to ${MOST_TIMEOUT_MS}`);
  }
  if (typeof trailer !== 'string' || !isTrailerName(trailer)) {
    throw wrong('hooks.trailer', 'the name of a trailer, as Assisted-by');
  }
  return { onTimeout, timeoutMs, trailer };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

/** As git knows them: letters, digits and hyphens. */
export function isTrailerName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(text);
}

function reportOf(value: unknown): ReportConfiguration {
  const keys = ['failOn', 'exclude', 'excludeLockFiles', 'minEvidence'];
  const { failOn = [], exclude = [], excludeLockFiles = false, minEvidence } = object(value, 'report', keys);
  if (typeof excludeLockFiles !== 'boolean') throw wrong('report.excludeLockFiles', 'true or false');
  const evidence = EVIDENCE_LEVELS.find((level) => level === minEvidence);
  if (minEvidence !== undefined && evidence === undefined) {
    throw wrong('report.minEvidence', `one of ${EVIDENCE_LEVELS.join(', ')}`);
  }
  return {
    failOn: list(failOn, 'report.failOn').map((one, n) => conditionOf(one, `report.failOn[${n}]`)),
    exclude: texts(exclude, 'report.exclude'),
    excludeLockFiles,
    minEvidence: evidence ?? null,
  };
}

function annotateOf(value: unknown): Configuration['annotate'] {
  const { rules = [] } = object(value, 'annotate', ['rules']);
  return { rules: list(rules, 'annotate.rules').map((one, n) => annotationRuleOf(one, `annotate.rules[${n}]`)) };
}

function annotationRuleOf(value: unknown, where: string): AnnotationRule {
  const { paths, as, place, entries } = object(value, where, ['paths', 'as', 'place', 'entries']);
  const form = FORMS.find((one) => one === as);
  if (as !== undefined && form === undefined) throw wrong(`${where}.as`, `one of ${FORMS.join(', ')}`);
  if (place !== undefined && place !== 'top' && place !== 'bottom') throw wrong(`${where}.place`, 'top or bottom');
  if (entries !== undefined && !isCount(entries)) throw wrong(`${where}.entries`, 'a number from 1');
  const globs = texts(paths ?? [], `${where}.paths`);
  if (globs.length === 0) throw wrong(`${where}.paths`, 'a list of patterns that is not empty');
  return {
    paths: globs,
    form: form ?? null,
    position: place ?? null,
    entries: entries ?? null,
  };
}

function conditionOf(value: unknown, where: string): Condition {
  const named = `${CONFIGURATION_FILE}: ${where}`;
  if (typeof value === 'string') return parseCondition(value, { source: 'configuration', where: named });
  const { condition, paths = [], message } = object(value, where, ['condition', 'paths', 'message']);
  if (typeof condition !== 'string') throw wrong(`${where}.condition`, 'a text');
  if (message !== undefined && typeof message !== 'string') throw wrong(`${where}.message`, 'a text');
  return parseCondition(condition, {
    source: 'configuration',
    where: named,
    paths: texts(paths, `${where}.paths`),
    message: message ?? null,
  });
}

function object(value: unknown, where: string, keys: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(where, 'an object');
  const foreign = Object.keys(value).find((key) => !keys.includes(key));
  if (foreign !== undefined) {
    const name = where === '' ? foreign : `${where}.${foreign}`;
    throw new AiBlameError('USAGE', `${CONFIGURATION_FILE}: ${name} is not known`, {
      hint: `Known here: ${keys.join(', ')}`,
    });
  }
  return { ...value };
}

function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw wrong(where, 'a list');
  return value;
}

function texts(value: unknown, where: string): string[] {
  return list(value, where).map((one, n) => {
    if (typeof one !== 'string' || one === '') throw wrong(`${where}[${n}]`, 'a text that is not empty');
    return one;
  });
}

function wrong(where: string, expected: string): AiBlameError {
  return new AiBlameError('USAGE', `${CONFIGURATION_FILE}${where === '' ? '' : `: ${where}`} must be ${expected}`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
