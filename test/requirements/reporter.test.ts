import { describe, expect, test } from '@jest/globals';
import Reporter from './reporter.mjs';
import { numbersIn, REQUIREMENTS } from './requirements.mjs';

const WHOLE = { rootDir: '/w', testPathPatterns: { patterns: [] } };

interface Test {
  readonly title: string;
  readonly status: string;
}

/** What it prints of tests in one file, and the error that it ends with. */
function told(tests: readonly Test[], config: object = WHOLE): { text: string; error: string | undefined } {
  let text = '';
  const reporter = new Reporter(config, { print: (more: string) => (text += more), isAsked: true });
  const testResults = tests.map((one) => ({ ancestorTitles: ['stands in'], ...one }));
  reporter.onTestResult({}, { testFilePath: '/w/test/a.test.ts', testResults });
  reporter.onRunComplete();
  return { text, error: reporter.getLastError()?.message };
}

/** One test for each number but those that are left out. */
function all(leftOut: readonly string[] = []): Test[] {
  return Object.entries(REQUIREMENTS)
    .flatMap(([area, sentences]) => sentences.map((_, n) => `${area} ${n + 1}`))
    .filter((number) => !leftOut.includes(number))
    .map((number) => ({ title: `${number}: does it`, status: 'passed' }));
}

describe('the table of requirements', () => {
  test('as many as the lists have', () => {
    expect(Object.entries(REQUIREMENTS).map(([area, sentences]) => [area, sentences.length])).toEqual([
      ['time-travel', 28],
      ['ledger', 22],
      ['state-index', 30],
      ['run-history', 25],
      ['codex reader', 23],
      ['claude-code reader', 8],
      ['gemini-cli reader', 6],
      ['opencode reader', 6],
      ['copilot reader', 5],
      ['cursor reader', 5],
      ['reconciler', 10],
    ]);
  });

  test('which numbers a name names', () => {
    expect(numbersIn('ledger 8: one')).toEqual(['ledger 8']);
    expect(numbersIn('in › time-travel 4 and 9: run-history 8, 10 and 12: x')).toEqual([
      'time-travel 4',
      'time-travel 9',
      'run-history 8',
      'run-history 10',
      'run-history 12',
    ]);
    expect(numbersIn('claude-code reader 5, reconciler 6: x')).toEqual(['claude-code reader 5', 'reconciler 6']);
    expect(numbersIn('a ledger of 8 lines, 3 ledgers')).toEqual([]);
  });

  test('where every number has a test that passed there is no error, and each is named with its test', () => {
    const { text, error } = told(all());
    expect(error).toBeUndefined();
    expect(text).toContain('\nledger: 22 of 22 proven\n');
    expect(text).toContain('        ✓ stands in › ledger 8: does it (test/a.test.ts)\n');
  });

  test('a number without a test, or with one that failed, is an error; one that was skipped is told', () => {
    const others = [
      { title: 'ledger 2: a', status: 'failed' },
      { title: 'ledger 2: b', status: 'passed' },
      { title: 'ledger 3: c', status: 'pending' },
    ];
    const { text, error } = told([...all(['ledger 1', 'ledger 2', 'ledger 3']), ...others]);
    expect(error).toBe('No test that ran proves ledger 1 (no test), ledger 2 (failed)');
    expect(text).toContain('\nledger: 19 of 22 proven\n');
    expect(text).toMatch(/^ {3}1 {2}no test {3}the same input/m);
    expect(text).toMatch(/^ {3}3 {2}skipped {3}projectPath/m);
  });

  test('only some of the tests are asked for: no error, and nothing of what they do not touch', () => {
    const part = { ...WHOLE, testNamePattern: 'x' };
    const { text } = told([{ title: 'ledger 8: a', status: 'passed' }], part);
    expect([text.includes('ledger: 1 of 22 proven'), text.includes('time-travel')]).toEqual([true, false]);
    expect(told([], { ...WHOLE, testPathPatterns: { patterns: ['x'] } }).error).toBeUndefined();
    expect(told([], { ...WHOLE, testNamePattern: 'x' }).error).toBeUndefined();
    expect(told([]).error).toContain('time-travel 1 (no test)');
  });

  test('what a number is proven by is named up to four times', () => {
    const more = ['a', 'b', 'c', 'd'].map((name) => ({ title: `ledger 8: ${name}`, status: 'passed' }));
    const { text } = told([...all(), ...more]);
    expect(text.match(/ › ledger 8: /g)).toHaveLength(4);
    expect(text).toContain('        and 1 more\n');
  });
});
