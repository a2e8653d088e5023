import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { answerTo } from '../../support/run-cli.js';
import { SCRIBES } from './scribes.js';
import { ToldWorld } from './told-world.js';

const QUESTIONS = ['blame f', 'edits', 'stats', 'sessions', 'sessions --archived', 'why f:1', 'doctor', 'runs'];

describe.each(SCRIBES)('%s: no answer differs with the index, whatever was added since', (_name, make) => {
  let world: ToldWorld;
  beforeEach(() => {
    world = new ToldWorld(make());
  });
  afterEach(() => world.remove());

  async function compare(): Promise<string[]> {
    world.scribe.write(world.home);
    const where = [`--${world.adapter.option.name}`, world.home, '--json'];
    const { home, variables, platform } = world.env();
    const now = (): number => world.clock + 3_600_000;
    const env = { cwd: world.repo.dir, home, platform, now, variables };
    const answers: string[] = [];
    for (const question of QUESTIONS) {
      const argv = ['-C', world.repo.dir, ...question.split(' '), ...where];
      const plain = await answerTo([...argv, '--no-index'], env);
      const indexed = await answerTo([...argv, '--index', join(world.base, 'index.sqlite')], env);
      // That alone says where the answer is from.
      const stdout = indexed.stdout.replace('"origin": "index"', '"origin": "traces"');
      expect({ question, ...indexed, stdout }).toEqual({ question, ...plain });
      answers.push(indexed.stdout);
    }
    return answers;
  }

  test('edits, a person’s changes, more turns, another session', async () => {
    world.commit({ f: 'one\n' });
    const first = world.session().says('First').change('f', 'one\ntwo\n');
    const [begun] = await compare();
    first.says('Second').change('f', 'one\ntwo\nthree\n');
    const [grown] = await compare();
    expect(grown).not.toBe(begun);
    world.write('f', 'one\ntwo\nthree\nby a person\n');
    await compare();
    world.session({ model: 'model-two' }).says('Third').change('f', 'ONE\ntwo\nthree\nby a person\n');
    await compare();
    expect(await compare()).toEqual(await compare());
  });
});
