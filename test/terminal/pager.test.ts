import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';
import { HAS_TMUX, plain, Terminal } from '../support/terminal.js';

const BIN = join(import.meta.dirname, '../../bin/ai-blame.js');
const inTerminal = HAS_TMUX ? describe : describe.skip;

inTerminal('git’s pager in a real terminal (needs tmux: apt-get install tmux)', () => {
  let world: CodexWorld;
  let terminal: Terminal | null = null;
  beforeAll(() => {
    world = new CodexWorld();
    const lines = (count: number): string => Array.from({ length: count }, (_, n) => `line ${n + 1}\n`).join('');
    world.commit('first', { 'short.txt': lines(3), 'long.txt': lines(30_000) });
    world.session().turn('Say hello').say('hello');
  });
  afterEach(() => {
    terminal?.close();
    terminal = null;
  });
  afterAll(() => world.remove());

  function open(words: string, variables: Record<string, string> = {}): Terminal {
    const own = {
      HOME: join(world.base, 'home'),
      CODEX_HOME: world.home,
      AI_BLAME_HOME: join(world.base, 'ai-blame'),
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
    };
    const script = `'${process.execPath}' '${BIN}' ${words}`;
    terminal = new Terminal(script, {
      width: 80,
      height: 12,
      cwd: world.repo.dir,
      variables: { ...own, ...variables },
    });
    return terminal;
  }

  test('less shows the first page, and its end is ours', async () => {
    const shown = open('long.txt', { PAGER: 'less' });
    const first = plain(await shown.showing(/^:$/m));
    expect(first).toContain('┐ line 1\n');
    expect(first).not.toContain('line 12\n');
    shown.press('q');
    expect((await shown.ended()).code).toBe(0);
  });

  test('Ctrl-C is a matter of the pager', async () => {
    const shown = open('long.txt', { PAGER: 'less' });
    await shown.showing(/^:$/m);
    shown.press('C-c');
    shown.press('G');
    await shown.showing('100 % commits');
    shown.press('q');
    expect((await shown.ended()).code).toBe(0);
  });

  test('who ends us ends the pager, too', async () => {
    const file = join(world.base, 'pid');
    const shown = open(`long.txt & echo $! >'${file}'; wait $!`, { PAGER: 'less' });
    await shown.showing(/^:$/m);
    process.kill(Number(readFileSync(file, 'utf8')), 'SIGTERM');
    expect((await shown.ended()).code).toBe(128 + 15);
  });

  test('what has room on the screen waits for no key, and stays there with its closing line', async () => {
    const { code, picture } = await open('short.txt', { PAGER: 'less' }).ended();
    expect(code).toBe(0);
    expect(plain(picture).split('\n').slice(1)).toEqual([
      expect.stringMatching(/ {3}2 │ line 2$/),
      expect.stringMatching(/ {3}3 │ line 3$/),
      '100 % commits',
      '',
    ]);
  });

  test('a command for the shell, as in git', async () => {
    const { picture } = await open('short.txt', { GIT_PAGER: 'sed \'s/^/> /\' | head -n 2; echo "[$LESS]"' }).ended();
    expect(plain(picture)).toMatch(/^> \S+ .*┐ line 1\n> .*│ line 2\n\[FRX]\n/);
  });

  test('one that reads nothing ends it quietly, one that is not there leaves the terminal', async () => {
    const { code, picture } = await open('long.txt', { PAGER: 'true' }).ended();
    expect({ code, shown: plain(picture) }).toEqual({ code: 0, shown: '' });
    terminal?.close();
    expect(plain((await open('short.txt', { PAGER: 'no-such-pager' }).ended()).picture)).toMatch(/^\S+ .*┐ line 1\n/);
    terminal?.close();
    const missing = plain((await open('short.txt', { PAGER: 'no-such-pager --quiet' }).ended()).picture);
    expect(missing).toMatch(/not found\n\S+ .*┐ line 1\n/);
  });

  test('--no-pager, and an error, need none', async () => {
    const pager = { PAGER: 'sed s/^/paged:/' };
    expect(plain((await open('short.txt', pager).ended()).picture)).toMatch(/^paged:/);
    terminal?.close();
    expect(plain((await open('--no-pager short.txt', pager).ended()).picture)).not.toContain('paged:');
    terminal?.close();
    const { code, picture } = await open('missing.txt', pager).ended();
    expect({ code, first: plain(picture).split('\n')[0] }).toEqual({
      code: 3,
      first: expect.stringMatching(/^ai-blame: /),
    });
  });
});
