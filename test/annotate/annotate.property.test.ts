import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { annotateFiles } from '../../src/app/annotate-files.js';
import type { AnnotateResult } from '../../src/model/annotate-result.js';
import type { CodexWorld } from '../support/codex-world.js';
import { RandomTravels, STEPS } from '../support/random-travels.js';

const QUIET = { update: () => {}, end: () => {} };

const step = fc.record({
  what: fc.constantFrom(...STEPS),
  file: fc.integer({ min: 0, max: 2 }),
  seed: fc.integer({ min: 0, max: 999 }),
});

function annotate(world: CodexWorld, remove: boolean): Promise<AnnotateResult> {
  const place = { directory: world.repo.dir, homes: {}, movedFrom: [] };
  const usual = { form: 'block', position: null, entries: null, isConfigured: false, dryRun: false } as const;
  return annotateFiles({ place, paths: ['.'], remove, ...usual }, world.env(), QUIET);
}

/** Each line outside of a block as `text origin edit`; of lines that no agent wrote not the origin, which a commit changes. */
function lines(world: CodexWorld, path: string): string[] {
  let isInside = false;
  return world.blame(path).lines.flatMap(({ text, origin, edit }) => {
    const isMarker = /^(#|\/\/) ai-blame:(begin|end)/.test(text);
    const isOurs = isInside || isMarker;
    if (isMarker) isInside = text.includes(':begin');
    if (isOurs) expect([text, origin, edit]).toEqual([text, expect.not.stringMatching(/^agent$/), null]);
    return isOurs ? [] : [`${text} ${origin === 'agent' ? edit : 'nobody'}`];
  });
}

test('in random histories: nobody’s lines change by it, nor what the edits are; twice is once; removed, all is as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), fc.boolean(), async (steps, isCommitted) => {
      const travels = new RandomTravels(['a.sh', 'dir/b b.py', 'ç.ts']);
      const { world } = travels;
      try {
        for (const one of steps) travels.take(one);
        const edits = world.edits().edits;
        const dry = await annotate(world, false);
        const paths = dry.files.filter(({ form }) => form === 'block').map(({ path }) => path);
        await annotate(world, true);
        const bytes = (path: string): Buffer => readFileSync(join(world.repo.dir, path));
        const before = paths.map((path) => ({ path, content: bytes(path), told: lines(world, path) }));
        await annotate(world, false);
        if (isCommitted) world.commit('Annotated', {});
        for (const { path, told } of before) expect(lines(world, path)).toEqual(told);
        const counts = (of: typeof edits) =>
          of.map(({ id, added, removed, evidence }) => [id, added, removed, evidence]);
        expect(counts(world.edits().edits)).toEqual(counts(edits));
        const again = await annotate(world, false);
        expect(again.files.filter(({ status }) => status === 'written')).toEqual([]);
        await annotate(world, true);
        for (const { path, content, told } of before) {
          expect(bytes(path)).toEqual(content);
          expect(lines(world, path)).toEqual(told);
        }
      } finally {
        world.remove();
      }
    }),
    { numRuns: 15, seed: 11, endOnFailure: true },
  );
});
