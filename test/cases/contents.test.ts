import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BlameResult } from '../../src/model/blame-result.js';
import { CodexWorld } from '../support/codex-world.js';
import { type Answer, answerTo } from '../support/run-cli.js';

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => world.remove());

/** The world, with something on standard input. */
function surroundings(input: string, variables: Record<string, string> = {}) {
  const { stdout: _, stderr: __, ...rest } = world.env(variables);
  return { ...rest, readInput: async () => Buffer.from(input) };
}

function asked(argv: readonly string[], input = ''): Promise<Answer> {
  return answerTo([...argv, '--no-index'], surroundings(input));
}

async function who(contents: string, input = ''): Promise<string[]> {
  const { stdout } = await asked(['--contents', contents, '--json', 'f'], input);
  const { lines, edits } = JSON.parse(stdout) as BlameResult;
  return lines.map(({ text, origin, edit }) => `${text} ← ${edit === null ? origin : edits[edit]?.evidence}`);
}

describe('--contents: what an editor holds, before it is saved', () => {
  beforeEach(() => {
    world.commit('Begin', { f: 'old\n' });
    const patch = '*** Update File: f\n@@\n old\n+one\n+two';
    world.session().turn('a').patch(patch, { f: 'old\none\ntwo\n' });
  });

  test('lines of it are whose they are in the file; others are nobody’s', async () => {
    const input = 'old\none\nmine\ntwo\n';
    expect(await who('-', input)).toEqual(['old ← commit', 'one ← exact', 'mine ← untraced', 'two ← exact']);
    writeFileSync(join(world.repo.dir, 'draft'), input);
    expect(await who('draft')).toEqual(['old ← commit', 'one ← exact', 'mine ← untraced', 'two ← exact']);
    expect(await who('-', '')).toEqual([]);
  });

  test('nothing of it is kept: the file is told as it is afterwards', async () => {
    const env = surroundings('mine\n', { AI_BLAME_HOME: join(world.base, 'own') });
    const ask = async (...argv: string[]): Promise<string[]> =>
      (JSON.parse((await answerTo([...argv, '--json', 'f'], env)).stdout) as BlameResult).lines.map(({ text }) => text);
    expect(await ask()).toEqual(['old', 'one', 'two']);
    expect(await ask('--contents', '-')).toEqual(['mine']);
    expect(await ask()).toEqual(['old', 'one', 'two']);
  });

  test('the porcelain is that of git', async () => {
    world.repo.write({ other: 'text\n' });
    world.repo.commit('No trace', {});
    const input = 'text\nmore\n';
    const { stdout } = await asked(['--porcelain', '--contents', '-', 'other'], input);
    const theirs = world.repo
      .gitBytes(['blame', '--porcelain', '--contents', '-', '--', 'other'], { input })
      .toString();
    const timeless = (text: string): string => text.replace(/^((author|committer)-time) \d+$/gm, '$1');
    expect(timeless(stdout)).toBe(timeless(theirs));
  });

  test.each([
    [['--contents', 'nothing', 'f'], 3, /^There is no file nothing/],
    [['--contents', '.', 'f'], 3, /^\. is a folder/],
    [['--contents', '-', 'HEAD', 'f'], 2, /^--contents stands for the work tree/],
    [['--contents', '-', '--digest', '--json', 'f'], 2, /^--digest seals what is in a file/],
  ])('%j', async (argv, exitCode, message) => {
    mkdirSync(join(world.base, 'home'), { recursive: true });
    expect(await asked(argv)).toEqual({ exitCode, stdout: '', stderr: expect.stringMatching(message) });
  });
});
