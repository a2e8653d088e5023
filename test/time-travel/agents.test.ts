import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SCRIBES } from '../agents/conformance/scribes.js';
import { ToldWorld } from '../agents/conformance/told-world.js';
import { roundTrip } from '../support/round-trip.js';
import { TravelLab } from '../support/travel-lab.js';

describe.each(SCRIBES)('time travel over edits of %s', (_name, make) => {
  let world: ToldWorld;
  let lab: TravelLab;

  beforeEach(() => {
    world = new ToldWorld(make());
    const option = `--${world.adapter.option.name}`;
    lab = new TravelLab({ repository: world.repo.dir, home: world.home, options: [option, world.home] });
  });

  afterEach(() => world.remove());

  test('time-travel 4 and 9: its states are what the file held, round trips hold, and trace has the records', async () => {
    world.commit({ f: 'one\ntwo\n' });
    const session = world.session().says('First');
    session.change('f', 'one\ntwo\nadded by the first\n');
    session.says('Second').change('f', 'one\n2\nadded by the first\n');
    world.write('f', 'one\n2\nadded by the first\nby hand\n');
    world.scribe.write(world.home);
    const states = await lab.states('f');
    expect(states.map(({ kind, attribution: { turn } }) => [kind, turn])).toEqual([
      ['base', null],
      ['edit', 1],
      ['edit', 2],
      ['worktree', null],
    ]);
    const held = ['one\ntwo\n', 'one\ntwo\nadded by the first\n', 'one\n2\nadded by the first\n'];
    for (const [n, text] of held.entries()) expect((await lab.bytes(`f@${n}`)).toString()).toBe(text);
    expect(await roundTrip(lab, 'f')).toEqual({ compared: 3, unknown: 0 });
    const { records } = JSON.parse(await lab.answer('trace', String(states[1]?.edit), '--json'));
    expect(records.length).toBeGreaterThan(0);
    expect(JSON.stringify(records)).toContain('added by the first');
  });
});
