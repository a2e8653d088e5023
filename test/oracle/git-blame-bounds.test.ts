import { afterAll, describe, expect, test } from '@jest/globals';
import { blameHistory, type HistoryInput } from '../../src/blame/history/blame-history.js';
import { childrenUpTo, reachableFrom } from '../../src/git/commit-walk.js';
import type { Commit } from '../../src/git/git-objects.js';
import { openRepository, type Repository } from '../../src/git/repository.js';
import { type GitBlameLine, parseGitBlame } from '../support/git-blame.js';
import { ReshapedHistory } from '../support/reshaped-history.js';
import { answerTo } from '../support/run-cli.js';

const agreement = new Map<string, { lines: number; boundaries: number }>();

afterAll(() => {
  for (const [name, { lines, boundaries }] of agreement) {
    process.stdout.write(`git blame ${name}: ${lines} lines agree, ${boundaries} of them at a boundary\n`);
  }
});

function noteAgreement(name: string, lines: readonly GitBlameLine[]): void {
  const sum = agreement.get(name) ?? { lines: 0, boundaries: 0 };
  agreement.set(name, sum);
  sum.lines += lines.length;
  sum.boundaries += lines.filter(({ boundary }) => boundary).length;
}

/** Commits that come before one, and it. */
function idsBefore({ objects }: Repository, commit: string): Set<string> {
  return new Set(reachableFrom(objects, [commit]).map(({ oid }) => oid));
}

describe('git blame as oracle of ranges, --since, --first-parent and --reverse: commit, path, line, boundary, previous', () => {
  test.each([201, 202])('seed %i', (seed) => {
    const history = new ReshapedHistory(seed, 25);
    const git = history.repository;
    try {
      const repository = openRepository(git.dir);
      const { objects } = repository;
      const start = git.git('rev-parse', 'HEAD').trim();
      const trunk = git.git('rev-list', '--first-parent', 'HEAD').trim().split('\n');
      const some = history.commits.filter((_, n) => n % 5 === 2);
      const compare = (name: string, flags: readonly string[], input: Omit<HistoryInput, 'objects'>): void => {
        const expected = parseGitBlame(git.gitBytes(['blame', '--line-porcelain', ...flags, '--', input.path]));
        const { lines, missing } = blameHistory({ objects, ...input });
        noteAgreement(name, expected);
        expect({ path: input.path, flags, lines, missing }).toEqual({
          path: input.path,
          flags,
          lines: expected,
          missing: [],
        });
      };
      for (const path of history.files.keys()) {
        for (const bottom of some) {
          const before = idsBefore(repository, bottom);
          const endsAt = ({ oid }: Commit): boolean => before.has(oid);
          compare('A..B', [`${bottom}..HEAD`], { start, path, endsAt });
          const time = Number(git.git('show', '-s', '--format=%ct', bottom));
          const isOld = ({ committer }: Commit): boolean => committer.time < time;
          compare('--since', [`--since=${time}`, 'HEAD'], { start, path, endsAt: isOld });
          compare('--first-parent A..B', ['--first-parent', `${bottom}..HEAD`], {
            start,
            path,
            endsAt,
            firstParent: true,
          });
        }
      }
      for (const bottom of [...some, ...trunk.slice(1, 4)]) {
        const files = git.git('ls-tree', '-r', '--name-only', '-z', bottom).split('\0').filter(Boolean);
        const without = idsBefore(repository, bottom);
        const endsAt = ({ oid }: Commit): boolean => without.has(oid);
        for (const path of files) {
          const children = childrenUpTo(objects, start, { without });
          compare('--reverse', ['--reverse', `${bottom}..HEAD`], { start: bottom, path, endsAt, children });
          if (!trunk.includes(bottom)) continue;
          const chain = childrenUpTo(objects, start, { without, firstParent: true });
          compare('--reverse --first-parent', ['--reverse', '--first-parent', `${bottom}..HEAD`], {
            start: bottom,
            path,
            endsAt,
            children: chain,
            firstParent: true,
          });
        }
      }
    } finally {
      git.remove();
    }
  });
});

/** Null: git read no further than what is too old, and so found no way along first parents from there. */
function unlessCutOff(ask: () => string): string | null {
  try {
    return ask();
  } catch (error) {
    if (String(error).includes('together require range along first-parent chain')) return null;
    throw error;
  }
}

describe('git blame as oracle of --reverse with --since: what is too old leads on to nothing', () => {
  test.each([203, 204])(
    'seed %i',
    async (seed) => {
      const history = new ReshapedHistory(seed, 25);
      const git = history.repository;
      try {
        const trunk = git.git('rev-list', '--first-parent', 'HEAD').trim().split('\n');
        const times = history.commits
          .filter((_, n) => n % 4 === 1)
          .map((id) => git.git('show', '-s', '--format=%cI', id));
        for (const bottom of history.commits.filter((_, n) => n % 6 === 2)) {
          const [path = ''] = git.git('ls-tree', '-r', '--name-only', '-z', bottom).split('\0');
          for (const time of times) {
            const sides = trunk.includes(bottom) ? [[], ['--first-parent']] : [[]];
            for (const side of sides) {
              const words = [...side, `--since=${time.trim()}`, '--reverse', `${bottom}..HEAD`, '--', path];
              const theirs = unlessCutOff(() => git.git('blame', '-s', ...words));
              if (theirs === null) continue;
              const { stdout } = await answerTo(['blame', '--classic', '-s', '--no-index', ...words], { cwd: git.dir });
              expect([words, stdout]).toEqual([words, theirs]);
            }
          }
        }
      } finally {
        git.remove();
      }
    },
    120_000,
  );
});
