import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { CodexWorld } from '../support/codex-world.js';
import { HAS_TMUX, plain, Terminal } from '../support/terminal.js';
import { FILE, paintedWorld, variablesOf } from './painted-world.js';

const BIN = join(import.meta.dirname, '../../bin/ai-blame.js');
const inTerminal = HAS_TMUX ? describe : describe.skip;

const FIRST = '? keys';

inTerminal('--interactive in a real terminal (needs tmux: apt-get install tmux)', () => {
  let world: CodexWorld;
  let terminal: Terminal | null = null;
  beforeAll(() => {
    world = paintedWorld();
  });
  afterEach(() => {
    terminal?.close();
    terminal = null;
  });
  afterAll(() => world.remove());

  function program(): string {
    return `'${process.execPath}' '${BIN}' -C '${world.repo.dir}' '${FILE}' --interactive`;
  }

  function open(width: number, height: number, words = program()): Terminal {
    // What the terminal is set to is to be the same afterwards.
    const script = `echo before; stty -g >was; ${words}; code=$?; stty -g >is; cmp was is && echo same; (exit $code)`;
    const variables = { ...variablesOf(world), NO_COLOR: '1' };
    terminal = new Terminal(script, { width, height, cwd: world.base, variables });
    return terminal;
  }

  test('one walks over the lines, opens the diff of a turn, goes back in time, and quits', async () => {
    const shown = open(100, 24);
    const first = plain(await shown.showing(FIRST)).split('\n');
    expect(first[0]).toBe(` ${FILE}${' '.repeat(77)}1/12`);
    expect(first[1]).toMatch(/^>Ada {13}1 ┐ \/\* A comment that {22}│ commit [0-9a-f]{8} Ada$/);
    shown.press('/', 'c', 's', 'i', 'Enter');
    expect(plain(await shown.showing('“Add what'))).toContain('= exact by apply_patch');
    shown.press('Enter');
    expect(plain(await shown.showing(`> modify ${FILE}  +1 -0`))).toContain('  +const red = ');
    shown.press('q');
    await shown.showing('7/12');
    shown.press(',');
    // Before the first edit the file was as it is committed.
    await shown.showing(`${FILE}@0`);
    await shown.showing(' 6/6');
    shown.press('<');
    await shown.showing('7/12');
    shown.press('y');
    await shown.showing('Copied #file=src%2F%C3%BCber%2Fmixed.ts&line=7');
    shown.press('q');
    expect(await shown.ended()).toEqual({ code: 0, picture: 'before\nsame\n' });
  });

  test('a terminal of 40 columns has the panel below', async () => {
    const shown = open(40, 10);
    await shown.showing(FIRST.slice(0, 3));
    shown.press('G');
    const picture = plain(await shown.showing('12/12')).split('\n');
    expect(picture[5]).toBe('─'.repeat(40));
    await shown.showing('“Run it again”');
  });

  test('Ctrl-C gives the terminal back', async () => {
    const shown = open(80, 12);
    await shown.showing(FIRST);
    shown.press('C-c');
    expect(await shown.ended()).toEqual({ code: 0, picture: 'before\nsame\n' });
  });

  test('SIGTERM gives the terminal back', async () => {
    const shown = open(80, 12, `sh -c 'echo $$ >pid; exec ${program().replaceAll("'", '"')}'`);
    await shown.showing(FIRST);
    process.kill(Number(readFileSync(join(world.base, 'pid'), 'utf8')), 'SIGTERM');
    const { code, picture } = await shown.ended();
    expect(code).toBe(143);
    expect(picture).toContain('same\n');
    expect(picture).not.toContain(FIRST);
  });

  test('Ctrl-Z gives the terminal back until one goes on', async () => {
    const shown = open(80, 12, `set -m; ${program()}; echo stopped; read line; fg >/dev/null`);
    await shown.showing(FIRST);
    shown.press('C-z');
    expect(plain(await shown.showing('stopped'))).not.toContain(FIRST);
    shown.press('Enter');
    await shown.showing(FIRST);
    shown.press('j');
    await shown.showing('2/12');
    shown.press('q');
    const { code, picture } = await shown.ended();
    expect(code).toBe(0);
    expect(picture).toContain('same\n');
  });
});
