import { afterEach, expect, test } from '@jest/globals';
import { makeReport } from '../../src/app/gather-report.js';
import { SCRIBES } from '../agents/conformance/scribes.js';
import { ToldWorld } from '../agents/conformance/told-world.js';
import { requestOf, SECRETS, spans } from './report-lab.js';

let world: ToldWorld | null = null;
afterEach(() => world?.remove());

test.each(SCRIBES)('%s: what is staged and what was committed', (_name, make) => {
  const scribe = make();
  world = new ToldWorld(scribe);
  world.commit({ a: 'one\ntwo\nthree\n' });
  world.session().says('Change two').change('a', 'one\nTWO\nthree\n');
  world.write('a', 'one\nTWO\nthree\nby hand\n');
  world.repo.git('add', '-A');
  world.blame('a');
  const { repo, home } = world;
  const adapter = scribe.agent.replace(/:.*/, '');
  const place = { directory: repo.dir, homes: { [adapter]: [home] }, movedFrom: [] };
  const env = world.env();
  const report = (...words: string[]) => {
    return makeReport({ ...requestOf(repo.dir, { words }), place }, SECRETS, env, { update: () => {}, end: () => {} });
  };

  const staged = report();
  expect(staged.added).toMatchObject({
    lines: 2,
    origins: { agent: 1, commit: 0, preexisting: 0, untraced: 1 },
    percent: { agent: 50, commit: 0, preexisting: 0, untraced: 50 },
  });
  // Of the protocol's agents each has a name of its own.
  expect(staged.added.agents).toEqual([{ agent: expect.stringMatching(new RegExp(`^${adapter}(:.+)?$`)), lines: 1 }]);
  expect(staged.deleted.origins).toEqual({ agent: 0, commit: 1, preexisting: 0, untraced: 0 });
  const where = (text: string): string => text.replace(/ agent .*/, ' agent');
  expect(spans(staged).a?.map(where)).toEqual(['+2 agent', '+4 untraced', '-2 commit']);

  repo.clock = Math.floor(world.tick() / 1000) + 60;
  repo.commit('by both');
  expect(spans(report('HEAD')).a?.map(where)).toEqual(['+2 agent', '+4 commit', '-2 commit']);
});
