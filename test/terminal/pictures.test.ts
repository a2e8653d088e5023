import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rowsOf } from '../../scripts/terminal-rows.mjs';
import { terminalSvg } from '../../scripts/terminal-svg.mjs';
import type { CodexWorld } from '../support/codex-world.js';
import { HAS_TMUX, Terminal } from '../support/terminal.js';
import { EVIL_FILE, FILE, paintedWorld, variablesOf } from './painted-world.js';
import { readablePicture } from './readable-picture.js';

const ROOT = join(import.meta.dirname, '../..');
const BIN = join(ROOT, 'bin/ai-blame.js');
const inTerminal = HAS_TMUX ? describe : describe.skip;

/** `AI_BLAME_PICTURES=write` draws them anew: they are to be looked at then. */
const WRITES = process.env.AI_BLAME_PICTURES === 'write';
/** A folder for them as SVG, to be looked at in a browser. */
const GALLERY = process.env.AI_BLAME_GALLERY;

const DARK = { COLORFGBG: '15;0' };
const LIGHT = { COLORFGBG: '0;15' };
const BLAME = ['--no-pager', FILE];

interface Picture {
  readonly name: string;
  readonly width: number;
  readonly words: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

const PICTURES: readonly Picture[] = [
  ...[40, 80, 160].flatMap((width) => [
    { name: `blame-${width}-plain`, width, words: BLAME, variables: { NO_COLOR: '1' } },
    { name: `blame-${width}-dark`, width, words: BLAME, variables: DARK },
    { name: `blame-${width}-light`, width, words: BLAME, variables: LIGHT },
    { name: `blame-${width}-dark-highlight`, width, words: [...BLAME, '--highlight'], variables: DARK },
  ]),
  { name: 'blame-80-light-highlight', width: 80, words: [...BLAME, '--highlight'], variables: LIGHT },
  { name: 'blame-80-unknown-highlight', width: 80, words: [...BLAME, '--highlight'] },
  { name: 'blame-80-16-colours', width: 80, words: [...BLAME, '--highlight'], variables: { FORCE_COLOR: '1' } },
  { name: 'blame-80-less', width: 80, words: [FILE], variables: { ...DARK, PAGER: 'less' } },
  { name: 'blame-300-plain', width: 300, words: BLAME, variables: { NO_COLOR: '1' } },
  { name: 'blame-80-columns', width: 80, words: ['-fn', '--date=iso', ...BLAME], variables: { NO_COLOR: '1' } },
  { name: 'evil-name', width: 80, words: ['-f', '--no-pager', EVIL_FILE], variables: { NO_COLOR: '1' } },
  { name: 'evil-prompt', width: 80, words: ['why', `${FILE}:7`], variables: { NO_COLOR: '1' } },
];

/**
 * Nothing stands beyond the right edge, and the rule in one column, whatever stands before and behind it. A line of code that begins with a
 * tab begins eight columns further right than others.
 */
function expectColumns(picture: string, width: number): void {
  const rows = rowsOf(picture);
  const ends = rows.map((runs) => Math.max(0, ...runs.map(({ column, cells }) => column + cells)));
  expect(Math.max(...ends)).toBeLessThanOrEqual(width);
  const rules = new Set<number>();
  const begins = new Map<string, number>();
  for (const runs of rows) {
    const place = runs.findIndex(({ text }) => /^[│┤┐]/.test(text));
    const rule = runs[place]?.column;
    if (rule === undefined) continue;
    rules.add(rule);
    const code = runs[place + 1];
    if (code !== undefined) begins.set(code.text, code.column - rule);
  }
  expect(rules.size).toBe(1);
  for (const [word, column] of [
    ['return', 10],
    ['/*', 2],
  ] as const) {
    if (begins.has('/*')) expect({ word, column: begins.get(word) }).toEqual({ word, column });
  }
}

inTerminal('pictures of a real terminal (needs tmux: apt-get install tmux)', () => {
  let world: CodexWorld;
  beforeAll(() => {
    world = paintedWorld();
  });
  afterAll(() => world.remove());

  test.each(PICTURES)('$name', async ({ name, width, words, variables = {} }) => {
    const script = [process.execPath, BIN, ...words].map((word) => `'${word}'`).join(' ');
    const cwd = world.repo.dir;
    const terminal = new Terminal(script, { width, cwd, variables: { ...variablesOf(world), ...variables } });
    try {
      const { code, picture } = await terminal.ended();
      const readable = readablePicture(picture);
      expectColumns(picture, width);
      const file = join(import.meta.dirname, 'pictures', `${name}.txt`);
      if (WRITES) writeFileSync(file, readable);
      if (GALLERY !== undefined) {
        const theme = variables === LIGHT ? 'light' : 'dark';
        const svg = terminalSvg(rowsOf(picture), { columns: width, theme, label: name });
        writeFileSync(join(GALLERY, `${name}.svg`), svg);
      }
      expect({ code, readable }).toEqual({ code: 0, readable: existsSync(file) ? readFileSync(file, 'utf8') : '' });
    } finally {
      terminal.close();
    }
  });

  test('those of README are what the program shows (npm run pictures)', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/pictures.mjs', '--check'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
