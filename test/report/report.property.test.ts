import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BlameResult } from '../../src/model/blame-result.js';
import type { LineTally, ReportResult } from '../../src/model/report-result.js';
import { RandomTravels, STEPS } from '../support/random-travels.js';
import { gitChanges, gitHunks } from './git-changes.js';
import { report } from './report-lab.js';

const step = fc.record({
  what: fc.constantFrom(...STEPS),
  file: fc.integer({ min: 0, max: 2 }),
  seed: fc.integer({ min: 0, max: 999 }),
});

/** Each line that differs as `+path:line origin edit`, in any order. */
function told({ files }: ReportResult): string[] {
  return files
    .flatMap(({ path, previousPath, spans }) =>
      spans.flatMap(({ change, start, end, origin, edit }) => {
        const name = change === 'added' ? `+${path}` : `-${previousPath ?? path}`;
        return Array.from({ length: end - start + 1 }, (_, n) => `${name}:${start + n} ${origin} ${edit}`);
      }),
    )
    .sort();
}

/** The same by what git's diff says, and blame of both sides. */
function expected(
  changes: ReturnType<typeof gitChanges>,
  blameNew: (path: string) => BlameResult,
  blameOld: (path: string) => BlameResult,
): string[] {
  const lines = (
    sign: string,
    path: string | null,
    places: readonly number[],
    blame: (path: string) => BlameResult,
  ) => {
    if (path === null || places.length === 0) return [];
    const blamed = blame(path).lines;
    return places.map((place) => `${sign}${path}:${place} ${blamed[place - 1]?.origin} ${blamed[place - 1]?.edit}`);
  };
  return changes
    .flatMap(({ before, after, added, deleted }) => [
      ...lines('+', after, added, blameNew),
      ...lines('-', before, deleted, blameOld),
    ])
    .sort();
}

/** All that is summed up of the whole is the sum over the files, and over the lines of each. */
function expectSums(result: ReportResult): void {
  for (const change of ['added', 'deleted'] as const) {
    const spans = result.files.flatMap(({ spans: own }) => own.filter((span) => span.change === change));
    const count = (is: (span: (typeof spans)[number]) => boolean): number =>
      spans.filter(is).reduce((all, { start, end }) => all + end - start + 1, 0);
    const tally = result[change];
    expect(tally.lines).toBe(count(() => true));
    for (const origin of ['agent', 'commit', 'preexisting', 'untraced'] as const)
      expect(tally.origins[origin]).toBe(count((span) => span.origin === origin));
    for (const level of ['exact', 'fragment', 'snapshot', 'inferred'] as const)
      expect(tally.evidence[level]).toBe(count(({ evidence }) => evidence === level));
    for (const { model, lines } of tally.models)
      expect(lines).toBe(count((span) => span.agent !== null && span.model === model));
    for (const { session, lines } of tally.sessions) expect(lines).toBe(count((span) => span.session === session));
    const sum = (of: (tally: LineTally) => number): number =>
      result.files.reduce((all, file) => all + of(file[change]), 0);
    expect(sum(({ lines }) => lines)).toBe(tally.lines);
    expect(sum(({ origins }) => origins.agent)).toBe(tally.origins.agent);
    for (const { lines, percent } of [tally, ...result.files.map((file) => file[change])]) {
      const all = percent.agent + percent.commit + percent.preexisting + percent.untraced;
      expect(Math.round(all * 10)).toBe(lines === 0 ? 0 : 1000);
    }
  }
}

const worlds = { numRuns: 12, seed: 7, endOnFailure: true };

test('a commit, a range and the work tree: line by line what git’s diff and blame of both sides say', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 14 }), (steps) => {
      const travels = new RandomTravels();
      const { world } = travels;
      try {
        const first = world.head() ?? '';
        for (const one of steps) travels.take(one);
        const head = world.head() ?? '';
        const at = (revision: string) => (path: string) => world.blame(path, { revision });

        const range = report(world, { words: [`${first}..${head}`] });
        expect(told(range)).toEqual(expected(gitChanges(world.repo, first, head), at(head), at(first)));
        expectSums(range);

        if (head !== first) {
          const commit = report(world, { words: ['HEAD'] });
          expect(told(commit)).toEqual(expected(gitChanges(world.repo, 'HEAD^', 'HEAD'), at('HEAD'), at('HEAD^')));
          expectSums(commit);
        }

        const workTree = report(world, { kind: 'worktree' });
        world.repo.git('add', '-A');
        const now = (path: string) => world.blame(path);
        const changes = gitChanges(world.repo, '--cached', 'HEAD');
        expect(told(workTree)).toEqual(expected(changes, now, at('HEAD')));
        expectSums(workTree);

        const staged = report(world);
        expect(told(staged)).toEqual(told(workTree));
        expectSums(staged);

        const files = report(world, { words: ['.'] });
        expectSums(files);
        for (const { path, added } of files.files) expect(added.lines).toBe(world.blame(path).lines.length);
      } finally {
        world.remove();
      }
    }),
    worlds,
  );
});

test('what was staged and then went on in the work tree is told as blame told it when it was staged', () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 2, maxLength: 8 }),
      fc.array(
        step.filter(({ what }) => what !== 'commit'),
        { minLength: 1, maxLength: 6 },
      ),
      (before, after) => {
        const travels = new RandomTravels();
        const { world } = travels;
        try {
          for (const one of before) travels.take(one);
          world.repo.git('add', '-A');
          const head = (path: string) => world.blame(path, { revision: 'HEAD' });
          const then = expected(gitChanges(world.repo, '--cached', 'HEAD'), (path) => world.blame(path), head);
          // A snapshot parts what was staged from what came later: without one nobody can tell which of both a turn did.
          travels.take({ what: 'turn', file: 0, seed: 0 });
          for (const one of after) travels.take(one);
          const staged = report(world);
          expect(told(staged)).toEqual(then);
          expectSums(staged);
        } finally {
          world.remove();
        }
      },
    ),
    worlds,
  );
});

/** Lines of a text with their ends, byte by byte. */
function linesOf(content: Buffer): string[] {
  return content.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * Stages some hunks of a file, as `git add -p` does.
 * @returns each line of what is staged now: the line of the work tree (from 1) that it is; null: HEAD's.
 */
function stageSome(travels: RandomTravels, path: string, chosen: (n: number) => boolean): (number | null)[] {
  const { repo, base } = travels.world;
  const [old, now] = [repo.gitBytes(['cat-file', 'blob', `HEAD:${path}`]), travels.now(path) ?? Buffer.alloc(0)].map(
    linesOf,
  );
  const staged: { text: string; place: number | null }[] = [];
  let at = 0;
  const keep = (until: number): void => {
    while (at < until) staged.push({ text: old?.[at++] ?? '', place: null });
  };
  for (const [n, { before, after }] of gitHunks(repo, 'HEAD', '--', path).entries()) {
    if (!chosen(n)) continue;
    keep(before.lines === 0 ? before.from : before.from - 1);
    at += before.lines;
    for (let k = 0; k < after.lines; k++) staged.push({ text: now?.[after.from - 1 + k] ?? '', place: after.from + k });
  }
  keep(old?.length ?? 0);
  const file = join(base, 'staged');
  writeFileSync(file, staged.map(({ text }) => text).join(''), 'latin1');
  const oid = repo.git('hash-object', '-w', '--no-filters', file).trim();
  repo.git('update-index', '--cacheinfo', `100644,${oid},${path}`);
  return staged.map(({ place }) => place);
}

test('some hunks staged, others not: what is staged is told as blame tells it of the work tree, and no line of the rest', () => {
  let parts = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 12 }), fc.integer({ min: 0, max: 255 }), (steps, bits) => {
      const travels = new RandomTravels();
      const { world } = travels;
      try {
        for (const one of steps) travels.take(one);
        // A line without an end joins what follows it: that is a change of both.
        const files = gitChanges(world.repo, 'HEAD').filter(
          ({ before, after }) => before === after && after !== null && travels.now(after)?.at(-1) === 10,
        );
        const expectedLines: string[] = [];
        for (const { after } of files) {
          const path = after ?? '';
          if (world.repo.gitBytes(['cat-file', 'blob', `HEAD:${path}`]).at(-1) !== 10) continue;
          const places = stageSome(travels, path, (n) => ((bits >> (n % 8)) & 1) === 1);
          const blamed = world.blame(path).lines;
          const [change] = gitChanges(world.repo, '--cached', 'HEAD', '--', path);
          const [newer, older] = [change?.added ?? [], change?.deleted ?? []];
          // Where lines repeat, git may tell the same difference at another place.
          if (newer.some((line) => places[line - 1] === null)) return;
          if (newer.length > 0 && newer.length < blamed.length) parts++;
          const before = older.length === 0 ? [] : world.blame(path, { revision: 'HEAD' }).lines;
          for (const line of newer) {
            const { origin, edit } = blamed[(places[line - 1] ?? 0) - 1] ?? {};
            expectedLines.push(`+${path}:${line} ${origin} ${edit}`);
          }
          for (const line of older) {
            expectedLines.push(`-${path}:${line} ${before[line - 1]?.origin} ${before[line - 1]?.edit}`);
          }
        }
        const staged = report(world);
        expect(told(staged)).toEqual(expectedLines.sort());
        expectSums(staged);
      } finally {
        world.remove();
      }
    }),
    worlds,
  );
  expect(parts).toBeGreaterThan(2);
});
