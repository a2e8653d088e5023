import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';
import { TravelLab } from '../support/travel-lab.js';

let world: CodexWorld;
let lab: TravelLab;
let first: WorldSession;
let second: WorldSession;
let edits: string[];
const moments: string[] = [];

/** What the file held in each of its states. */
const HELD = ['one\n', 'one\ntwo\n', 'one\nTWO\n', 'one\nTWO\nperson\n', 'one\nTWO\nperson\nthree\n', 'last\n'];

beforeAll(async () => {
  world = new CodexWorld();
  lab = new TravelLab({ repository: world.repo.dir, home: world.home });
  world.commit('Begin', { f: HELD[0] ?? '' });
  moments.push(new Date(world.clock).toISOString());
  first = world.session({ tasks: true, version: '0.125.0' });
  first
    .turn('Two')
    .patch('*** Update File: f\n@@\n one\n+two', { f: HELD[1] ?? '' })
    .end();
  moments.push(new Date(world.clock).toISOString());
  first
    .turn('Shout')
    .shell('./tool', { f: HELD[2] ?? '' })
    .end();
  first.turn('Talk').say('hello').end();
  world.write({ f: HELD[3] ?? '' });
  second = world.session();
  second.turn('Three').patch('*** Update File: f\n@@\n person\n+three', { f: HELD[4] ?? '' });
  second.turn('Talk').say('hello');
  world.commit('All');
  world.write({ f: HELD[5] ?? '' });
  edits = (await lab.states('f')).flatMap(({ edit }) => edit ?? []);
});

afterAll(() => world.remove());

describe('names of states', () => {
  test.each<[string, () => string, number]>([
    ['a number', () => '2', 2],
    ['the latest', () => '-1', 5],
    ['from the end', () => '-6', 0],
    ['an edit', () => `e:${edits[1]}`, 2],
    ['four digits of an edit, in capitals', () => `e:${edits[2]?.slice(0, 4).toUpperCase()}`, 4],
    ['a turn by its own id', () => `t:${first.id.slice(0, 8)}-0001`, 1],
    ['a turn whose edit a ghost shows', () => `${first.id}:2`, 2],
    ['a turn that did nothing: what it left', () => '00000001:3', 2],
    ['a turn with the agent before its session', () => 'codex:00000002:1', 4],
    ['before a turn', () => '00000001:2^', 1],
    ['before a turn that did nothing', () => '00000001:3^', 2],
    ['two before a turn', () => '00000001:2^^', 0],
    ['before an edit: the person came between', () => `e:${edits[2]}^`, 3],
    ['before a number', () => '4^', 3],
    ['a snapshot', () => `s:${first.ghosts[1]}`, 1],
    ['seven digits of a snapshot', () => `s:${second.ghosts[0]?.slice(0, 7)}`, 3],
    ['a moment before everything', () => `d:${moments[0]}`, 0],
    ['a moment between', () => `d:${moments[1]}`, 1],
    ['the work tree', () => 'worktree', 5],
    ['before what the work tree shows', () => 'worktree^', 4],
    ['HEAD', () => 'HEAD', 4],
    ['its parent, as git has it', () => 'HEAD^', 0],
    ['the same', () => 'HEAD~1', 0],
  ])('%s', async (_, ref, state) => {
    expect(await lab.answer('show', `f@${ref()}`)).toBe(HELD[state]);
    expect(JSON.parse(await lab.answer('show', `f@${ref()}`, '--json')).state).toBe(state);
  });

  test.each([
    ['..2', 0, 2],
    ['3..', 3, 5],
    ['..', 0, 5],
    ['HEAD..worktree', 4, 5],
    ['00000001:1..00000002:1', 1, 4],
    ['00000001:2', 1, 2],
    ['-1', 4, 5],
  ])('the range %s', async (range, from, to) => {
    const { from: a, to: b } = await lab.diff(`f@${range}`);
    expect([a, b]).toMatchObject([{ state: from }, { state: to }]);
  });
});
