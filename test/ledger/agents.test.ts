import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SCRIBES } from '../agents/conformance/scribes.js';
import { ToldWorld } from '../agents/conformance/told-world.js';
import { answerTo } from '../support/run-cli.js';

describe.each(SCRIBES)('ledgers of %s', (_name, make) => {
  let world: ToldWorld;
  beforeEach(() => {
    world = new ToldWorld(make());
  });
  afterEach(() => world.remove());

  async function json(argv: readonly string[], exitCode = 0) {
    const home = [`--${world.adapter.option.name}`, world.home, '--no-index', '--json'];
    const { cwd, home: nobody, variables } = world.env();
    const change = { cwd, home: nobody, variables: { ...variables, AI_BLAME_HOME: join(world.base, 'own') } };
    const answer = await answerTo([...argv, ...home], change);
    expect({ exitCode: answer.exitCode, stderr: answer.stderr }).toEqual({ exitCode, stderr: '' });
    return JSON.parse(answer.stdout);
  }

  test('every turn, with what was asked and what was done; byte by byte the same again', async () => {
    world.commit({ f: 'one\n' });
    const session = world.session().says('Change it\n\nplease').change('f', 'one\ntwo\n');
    const isRunning = !world.scribe.cannot.has('command');
    if (isRunning) session.runs('npm test && npm run lint', {}, 1);
    session.says('Again').change('f', 'one\ntwo\nthree\n');
    world.scribe.write(world.home);

    const { threads } = await json(['ledger', 'backfill']);
    expect(threads).toMatchObject([{ status: 'exported', agent: world.adapter.id }]);
    const { turns, projectPath } = await json(['replay', threads[0].threadID]);
    expect(projectPath).toBe(world.repo.dir);
    const changed = ['Completed fileChange', 'completed', { changes: [{ kind: 'update', path: 'f' }] }];
    const ran = [
      'Completed commandExecution',
      'failed',
      { command: 'npm test && npm run lint', cwd: expect.anything(), exitCode: 1 },
    ];
    expect(
      turns.map(({ userText, actions }: { userText: string; actions: Record<string, string>[] }) => [
        userText,
        // Some look at a file before they change it; some tell calls and changes apart.
        ...actions.flatMap(({ title, status, detail }) =>
          title === 'Completed dynamicToolCall' || detail === '{"changes":[]}'
            ? []
            : [[title, status, JSON.parse(detail ?? '')]],
        ),
      ]),
    ).toEqual([
      ['Change it\n\nplease', changed, ...(isRunning ? [ran] : [])],
      ['Again', changed],
    ]);

    expect(await json(['ledger', 'verify', '--source'])).toMatchObject({
      ok: true,
      ledgers: [{ sourceMatches: true }],
    });
    expect((await json(['ledger', 'backfill'])).threads).toMatchObject([{ status: 'skipped' }]);
    session.says('More');
    world.scribe.write(world.home);
    expect((await json(['ledger', 'backfill'])).threads).toMatchObject([{ status: 'exported' }]);
  });
});
