import { AiBlameError } from '../errors.js';
import { wildmatch } from '../git/wildmatch.js';
import { EVIDENCE_LEVELS } from '../model/evidence.js';
import type { CheckedCondition, LineSpan, Policy, ReportedFile } from '../model/report-result.js';
import { matchesAny } from './path-globs.js';

const ORIGINS = ['agent', 'commit', 'preexisting', 'untraced'] as const;
const METRICS = ['lines', ...ORIGINS, ...EVIDENCE_LEVELS] as const;
const NAMES = ['agent', 'model', 'session'] as const;

type Metric = (typeof METRICS)[number];
type Operator = '>' | '>=' | '<' | '<=' | '=' | '!=';

/** What a report must not show. */
export interface Condition {
  /** As it was written. */
  readonly text: string;
  readonly source: 'option' | 'configuration';
  readonly change: 'added' | 'deleted';
  readonly test:
    | { readonly kind: 'count'; readonly metric: Metric; readonly operator: Operator; readonly value: number }
    | { readonly kind: 'share'; readonly metric: Metric; readonly operator: Operator; readonly value: number }
    | { readonly kind: 'name'; readonly of: (typeof NAMES)[number]; readonly isNot: boolean; readonly pattern: string };
  /** Patterns of the files that it is about; none: all. */
  readonly paths: readonly string[];
  /** What is to be said where it fails, beside what was found. */
  readonly message: string | null;
}

const FORM = /^(?:(added|deleted)\.)?([a-z]+)\s*(>=|<=|!=|==|=|>|<)\s*(.+?)$/;
const EXPECTED = 'such as agent>80%, inferred>0, model=gpt-*, deleted.agent>100, or agent>0 in src/**';

/**
 * Reads a condition: `[deleted.]METRIC OPERATOR NUMBER[%] [in GLOB]`, or `NAME=PATTERN`, `NAME!=PATTERN`.
 * @param where what to name in a complaint: the option, or the place in the configuration.
 * @throws AiBlameError USAGE.
 */
export function parseCondition(
  given: string,
  { source, where, paths = [], message = null }: ConditionContext,
): Condition {
  const [, rule = '', glob] = /^(.*?)(?:\s+in\s+(\S.*?))?$/s.exec(given.trim()) ?? [];
  const [, change = 'added', word = '', sign = '', value = ''] = FORM.exec(rule.trim()) ?? [];
  const number = /^(\d{1,12}(?:\.\d{1,6})?)\s*(%?)$/.exec(value);
  const metric = METRICS.find((name) => name === word);
  const name = NAMES.find((one) => one === word);
  const operator = (sign === '==' ? '=' : sign) as Operator;
  const condition = {
    text: given.trim(),
    source,
    change: change === 'deleted' ? 'deleted' : 'added',
    paths: [...paths, ...(glob === undefined ? [] : [glob])],
    message,
  } as const;
  if (number !== null && metric !== undefined) {
    const kind = number[2] === '%' ? 'share' : 'count';
    const most = kind === 'share' ? 100 : Number.POSITIVE_INFINITY;
    if (Number(number[1]) > most || (kind === 'share' && metric === 'lines')) throw misread(given, where);
    return { ...condition, test: { kind, metric, operator, value: Number(number[1]) } };
  }
  if (name !== undefined && (operator === '=' || operator === '!=') && number === null) {
    return { ...condition, test: { kind: 'name', of: name, isNot: operator === '!=', pattern: value } };
  }
  throw misread(given, where);
}

interface ConditionContext {
  readonly source: Condition['source'];
  readonly where: string;
  readonly paths?: readonly string[];
  readonly message?: string | null;
}

function misread(given: string, where: string): AiBlameError {
  return new AiBlameError('USAGE', `${where} expects a condition, ${EXPECTED}, not "${given}"`, {
    hint: `What can be counted: ${METRICS.join(', ')}; what can be named: ${NAMES.join(', ')}`,
  });
}

/** Holds what was found against the conditions. */
export function checkPolicy(conditions: readonly Condition[], files: readonly ReportedFile[]): Policy {
  const checked = conditions.map((condition) => check(condition, files));
  return { passed: checked.every(({ failed }) => !failed), conditions: checked };
}

function check(condition: Condition, files: readonly ReportedFile[]): CheckedCondition {
  const { text, source, change, test, paths, message } = condition;
  const concerned = files.filter(({ path }) => paths.length === 0 || matchesAny(paths, path));
  const spansOf = ({ spans }: ReportedFile): LineSpan[] => spans.filter((span) => span.change === change);
  const isMeant = (span: LineSpan): boolean => (test.kind === 'name' ? isNamed(span, test) : isOf(span, test.metric));
  const sum = (spans: readonly LineSpan[]): number => spans.reduce((all, { start, end }) => all + end - start + 1, 0);
  const all = concerned.flatMap(spansOf);
  const total = sum(all);
  const meant = all.filter(isMeant);
  const found = sum(meant);
  // Nothing has no share: a condition on it can neither be met nor missed.
  const failed =
    test.kind === 'name'
      ? found > 0
      : test.kind === 'count'
        ? compares(found, test.operator, test.value)
        : total > 0 && compares((found * 100) / total, test.operator, test.value);
  const where = paths.length === 0 ? '' : ` in ${paths.join(', ')}`;
  const finding =
    test.kind === 'name'
      ? namesFound(meant, test.of, `${change} ${lineWord(found)}`, found)
      : test.metric === 'lines'
        ? `${total} ${lineWord(total)} ${total === 1 ? 'is' : 'are'} ${change}`
        : `${found} of ${total} ${change} ${lineWord(total)} ${found === 1 ? 'is' : 'are'} ${WORDS[test.metric]}${share(found, total)}`;
  return {
    condition: text,
    source,
    failed,
    sentence: `${text}: ${finding}${where}${message === null ? '' : ` (${message})`}`,
    files: failed ? concerned.filter((file) => spansOf(file).some(isMeant)).map(({ path }) => path) : [],
  };
}

const WORDS: Readonly<Record<Exclude<Metric, 'lines'>, string>> = {
  agent: "agents'",
  commit: "told by commits alone, and not agents'",
  preexisting: 'older than the traces',
  untraced: 'untraced',
  exact: "agents' by exact evidence",
  fragment: "agents' by fragment evidence",
  snapshot: "agents' by snapshot evidence",
  inferred: "agents' by inferred evidence",
};

function lineWord(count: number): string {
  return count === 1 ? 'line' : 'lines';
}

function share(found: number, total: number): string {
  return total === 0 ? '' : ` (${Math.round((found * 1000) / total) / 10} %)`;
}

function namesFound(spans: readonly LineSpan[], of: (typeof NAMES)[number], what: string, found: number): string {
  if (found === 0)
    return `no ${what} ${of === 'session' ? 'of such a session' : `by such ${of === 'agent' ? 'an agent' : 'a model'}`}`;
  const names = [...new Set(spans.map((span) => span[of] ?? 'unknown'))].sort();
  return `${found} ${what} by ${names.join(', ')}`;
}

function isOf(span: LineSpan, metric: Metric): boolean {
  return metric === 'lines' || span.origin === metric || span.evidence === metric;
}

function isNamed(
  span: LineSpan,
  { of, isNot, pattern }: { readonly of: (typeof NAMES)[number]; readonly isNot: boolean; readonly pattern: string },
): boolean {
  if (span.origin !== 'agent') return false;
  // A slash is nothing special in the name of a model.
  const flat = (text: string): string => text.replaceAll('/', '\u0001').toLowerCase();
  return wildmatch(flat(pattern), flat(span[of] ?? 'unknown')) !== isNot;
}

function compares(found: number, operator: Operator, value: number): boolean {
  switch (operator) {
    case '>':
      return found > value;
    case '>=':
      return found >= value;
    case '<':
      return found < value;
    case '<=':
      return found <= value;
    case '=':
      return found === value;
    case '!=':
      return found !== value;
  }
}
