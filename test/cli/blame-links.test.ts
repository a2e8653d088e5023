import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Env, Pager } from '../../src/env.js';
import { CodexWorld } from '../support/codex-world.js';
import { answerTo } from '../support/run-cli.js';
import { FakeOutput } from './fake-env.js';

let world: CodexWorld;
let trace: string;
beforeAll(() => {
  world = new CodexWorld();
  world.commit('first', { f: 'one\n' });
  const session = world.session();
  session.turn('more').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
  trace = session.path;
});
afterAll(() => world.remove());

const KITTY = { TERM: 'xterm-kitty' };

/** Where links lead, and what was written otherwise. */
async function links(
  argv: readonly string[],
  change: { variables?: Record<string, string>; pager?: string; less?: string } = {},
) {
  const { variables = KITTY, pager, less = 'less 590 (x)\n' } = change;
  let text = '';
  const run: Env['run'] = async (words) =>
    words[1] === '--version' ? { exitCode: 0, stdout: less, stderr: '' } : null;
  const paged: Pager = {
    async write(more) {
      text += more;
    },
    close: async () => 0,
  };
  const { stdout } = await answerTo(['f', '--no-index', ...argv], {
    cwd: world.repo.dir,
    home: world.env().home,
    variables: { ...world.env().variables, GIT_PAGER: pager ?? '', ...variables } as Record<string, string>,
    stdout: new FakeOutput(100),
    run,
    openPager: async () => paged,
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what links are written with
  return [...(stdout + text).matchAll(/\u001b\]8;;([^\u001b]+)\u001b\\([^\u001b]*)/g)].map(([, url]) => url);
}

describe('links to the records of edits', () => {
  test('lead to the line of the trace, where the terminal has links', async () => {
    const url = `file://ada-laptop${trace}#7`;
    expect(await links([])).toEqual([url, url]);
    expect(await links([], { variables: { TERM: 'xterm' } })).toEqual([]);
  });

  test('the line is the record that tells of the edit', async () => {
    const { stdout } = await answerTo(['f', '--json', '--no-index'], {
      cwd: world.repo.dir,
      variables: world.env().variables as Record<string, string>,
    });
    const [edit] = Object.values(JSON.parse(stdout).edits) as { trace: { line: number } }[];
    expect((await links([]))[0]).toBe(`file://ada-laptop${trace}#${edit?.trace.line}`);
  });

  test('--hyperlinks decides', async () => {
    expect(await links(['--hyperlinks=never'])).toEqual([]);
    expect(await links(['--hyperlinks', 'always'], { variables: { TERM: 'xterm' } })).toHaveLength(2);
  });

  test('a less that knows them shows them, and no other pager', async () => {
    expect(await links([], { pager: 'less' })).toHaveLength(2);
    expect(await links([], { pager: '/usr/bin/less -S' })).toHaveLength(2);
    expect(await links([], { pager: 'less', less: 'less 551 (x)\n' })).toEqual([]);
    expect(await links([], { pager: 'less', variables: { ...KITTY, LESS: 'FX' } })).toEqual([]);
    expect(await links([], { pager: 'less -R', variables: { ...KITTY, LESS: 'FX' } })).toHaveLength(2);
    expect(await links([], { pager: 'more' })).toEqual([]);
    expect(await links([], { pager: 'less; reboot' })).toEqual([]);
    expect(await links(['--hyperlinks=always'], { pager: 'more' })).toHaveLength(2);
  });
});
