import { afterAll, describe, expect, test } from '@jest/globals';
import { type FileChain, type SeeThroughOptions, seeThrough } from '../../src/blame/see-through/see-through.js';
import { Chain } from '../../src/reconcile/chain.js';
import { PathPlan } from '../../src/reconcile/path-plan.js';
import { parseGitBlame } from '../support/git-blame.js';
import { ReshapedHistory } from '../support/reshaped-history.js';

const NOTHING: SeeThroughOptions = {
  ignoreWhitespace: false,
  moves: null,
  copies: null,
  isIgnored: () => false,
  isIgnoredLine: () => false,
  copySources: () => [],
};

interface Variant {
  readonly name: string;
  readonly flags: (ignored: readonly string[]) => string[];
  readonly options: (ignored: readonly string[]) => Partial<SeeThroughOptions>;
}

const ignoring = (ignored: readonly string[]): Partial<SeeThroughOptions> => ({
  isIgnored: (_, step) => step.kind === 'git' && ignored.includes(step.commit),
});
const flagsOf = (ignored: readonly string[]): string[] => ignored.flatMap((commit) => ['--ignore-rev', commit]);

const VARIANTS: readonly Variant[] = [
  { name: 'nothing', flags: () => [], options: () => ({}) },
  { name: '-w', flags: () => ['-w'], options: () => ({ ignoreWhitespace: true }) },
  { name: '-M', flags: () => ['-M'], options: () => ({ moves: 20 }) },
  { name: '-w -M50', flags: () => ['-w', '-M50'], options: () => ({ ignoreWhitespace: true, moves: 50 }) },
  { name: '--ignore-rev', flags: flagsOf, options: ignoring },
  {
    name: '-w -M --ignore-rev',
    flags: (ignored) => ['-w', '-M', ...flagsOf(ignored)],
    options: (ignored) => ({ ignoreWhitespace: true, moves: 20, ...ignoring(ignored) }),
  },
];

const agreement = new Map(VARIANTS.map(({ name }) => [name, { lines: 0, same: 0 }]));

afterAll(() => {
  for (const [name, { lines, same }] of agreement) {
    process.stdout.write(
      `versions against git blame ${name}: ${lines} lines, ${((100 * same) / lines).toFixed(3)} %\n`,
    );
  }
});

/** A file's versions in a history without branches, each made by its commit. */
function versionsOf(history: ReshapedHistory, path: string): FileChain {
  const chain = new Chain();
  for (const commit of history.commits) {
    const exists = history.repository.git('ls-tree', '--name-only', commit, '--', path) !== '';
    const content = exists ? history.repository.gitBytes(['cat-file', 'blob', `${commit}:${path}`]) : null;
    if (chain.version === null && content === null) continue;
    if (chain.version !== null && content !== null && chain.content?.equals(content) === true) continue;
    chain.record(content, chain.addStep({ kind: 'git', commit }), null);
  }
  const plan = new PathPlan(path, () => undefined);
  return { chain, version: chain.version, plan };
}

describe('what is seen through in recorded versions is what git sees through in commits', () => {
  test.each([201, 202, 203])('seed %i', (seed) => {
    const history = new ReshapedHistory(seed, 25, { isLinear: true });
    try {
      const ignored = history.someCommits();
      for (const path of history.files.keys()) {
        const file = versionsOf(history, path);
        for (const { name, flags, options } of VARIANTS) {
          const output = history.repository.gitBytes([
            'blame',
            '--line-porcelain',
            ...flags(ignored),
            'HEAD',
            '--',
            path,
          ]);
          const expected = parseGitBlame(output).map(({ commit }) => commit);
          const steps = seeThrough(file, { ...NOTHING, ...options(ignored) });
          const ours = steps.map((step) => (step?.kind === 'git' ? step.commit : null));
          const sum = agreement.get(name) as { lines: number; same: number };
          sum.lines += expected.length;
          sum.same += expected.filter((commit, i) => commit === ours[i]).length;
          expect({ path, name, ours }).toEqual({ path, name, ours: expected });
        }
      }
    } finally {
      history.repository.remove();
    }
  });
});
