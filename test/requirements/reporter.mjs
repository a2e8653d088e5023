import { relative } from 'node:path';
import { numbersIn, REQUIREMENTS } from './requirements.mjs';

/** So many tests of a number are named. */
const MOST_NAMED = 4;

/**
 * Prints, after the tests, which of them prove what the program must do, number by number; drawn from the tests that ran. Where all of
 * them ran, a number without a test, or with one that failed, makes the run fail; one whose tests this machine cannot run (no corpus,
 * no SQLite) is told as skipped. `AI_BLAME_REQUIREMENTS=1` prints what a part of the tests proves, too.
 */
export default class RequirementsReporter {
  #root;
  #isWhole;
  #print;
  #tests = new Map();
  #error;

  constructor(globalConfig, { print = (text) => process.stdout.write(text), isAsked } = {}) {
    const { rootDir, testNamePattern, onlyChanged, findRelatedTests, shard, testPathPatterns } = globalConfig;
    const patterns = testPathPatterns?.patterns ?? [];
    this.#root = rootDir;
    this.#isWhole = !(testNamePattern || onlyChanged || findRelatedTests || shard || patterns.length > 0);
    this.#print = this.#isWhole || (isAsked ?? process.env.AI_BLAME_REQUIREMENTS === '1') ? print : () => {};
  }

  onTestResult(_test, { testFilePath, testResults }) {
    const file = relative(this.#root, testFilePath);
    for (const { ancestorTitles, title, status } of testResults) {
      const name = [...ancestorTitles, title].join(' › ');
      for (const number of new Set(numbersIn(name))) {
        const known = this.#tests.get(number) ?? [];
        known.push({ name, file, status });
        this.#tests.set(number, known);
      }
    }
  }

  onRunComplete() {
    const unproven = [];
    const lines = [];
    for (const [area, sentences] of Object.entries(REQUIREMENTS)) {
      const states = [];
      const rows = sentences.map((sentence, n) => {
        const tests = this.#tests.get(`${area} ${n + 1}`) ?? [];
        const state = stateOf(tests);
        if (state === 'failed' || state === 'no test') unproven.push(`${area} ${n + 1} (${state})`);
        states.push(state);
        return [`  ${String(n + 1).padStart(2)}  ${state.padEnd(8)}  ${sentence}`, ...named(tests)];
      });
      if (!this.#isWhole && states.every((state) => state === 'no test')) continue;
      const proven = states.filter((state) => state === 'proven').length;
      lines.push('', `${area}: ${proven} of ${rows.length} proven`, ...rows.flat());
    }
    this.#print(`${lines.join('\n')}\n`);
    if (this.#isWhole && unproven.length > 0) {
      this.#error = new Error(`No test that ran proves ${unproven.join(', ')}`);
      this.#print(`\n${this.#error.message}\n`);
    }
  }

  /** jest: the run fails where this gives an error. */
  getLastError() {
    return this.#error;
  }
}

/** One that failed counts more than any that passed; one that was skipped proves nothing. */
function stateOf(tests) {
  if (tests.some(({ status }) => status === 'failed')) return 'failed';
  if (tests.some(({ status }) => status === 'passed')) return 'proven';
  return tests.length > 0 ? 'skipped' : 'no test';
}

function named(tests) {
  const ran = tests.filter(({ status }) => status === 'passed' || status === 'failed');
  const lines = ran.slice(0, MOST_NAMED).map(({ name, file, status }) => {
    return `        ${status === 'failed' ? '✕' : '✓'} ${name} (${file})`;
  });
  return ran.length > MOST_NAMED ? [...lines, `        and ${ran.length - MOST_NAMED} more`] : lines;
}
