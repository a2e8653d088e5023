import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AiBlameError } from '../../src/errors.js';
import { parseConfig } from '../../src/git/git-config.js';
import { GitRepo } from '../support/git.js';

let repo: GitRepo;
beforeAll(() => {
  repo = new GitRepo();
});
afterAll(() => repo.remove());

/** Names and values, or where it ends. */
type Told = readonly string[] | { readonly line: number };

function byGit(text: string): Told {
  writeFileSync(join(repo.dir, 'asked'), text);
  try {
    return repo.git('config', '--file', 'asked', '--list', '-z').split('\0').slice(0, -1);
  } catch (error) {
    const line = Number(/bad config line (\d+) in file/.exec(String(error))?.[1]);
    // git counts the end of a file as the end of one more line.
    return { line: Math.min(line, text.split('\n').length) };
  }
}

function byUs(text: string): Told {
  try {
    return [...parseConfig(text, 'asked')].map(({ name, value }) => (value === '\0' ? name : `${name}\n${value}`));
  } catch (error) {
    if (!(error instanceof AiBlameError) || error.code !== 'UNREADABLE') throw error;
    return { line: Number(/^Bad config line (\d+) in asked$/.exec(error.message)?.[1]) };
  }
}

describe('a config file is read, or refused at a line, as by git', () => {
  test.each([
    '[broken',
    '[]\na = b\n',
    '[ "x"]\na = b\n',
    '[core]\n\tbare = false\n[broken\n',
    '[a b]\n',
    '[ a]\n',
    '[a ]\n',
    '[a"b"]\n',
    '[a_b]\nc = d\n',
    '[a "b\n"]\n',
    '[a "b" ]\n',
    '[a]\nb_c = d\n',
    '[a]\n1 = d\n',
    '[a]\nb c\n',
    '[a]\nb = "c\n',
    '[a]\nb = \\x\n',
    '[a]\nb = c\\',
    '[a]\nb = c \\\n',
    '[a]\nb = ""  c\n',
    '[a]\nb = c \r\n d\r\n',
    '[a]\nb\r= c\n',
    'b = before any section\n[a]\nc\n',
    '<<<<<<< HEAD\n[a]\n',
    '[a]\nb = c\n=======\n',
    '\uFEFF[a]\nb',
    '',
  ])('%j', (text) => {
    expect(byUs(text)).toEqual(byGit(text));
  });

  test('random ones', () => {
    const PARTS = [
      '[',
      ']',
      '[a]\n',
      '[b "c"]',
      '"',
      '\\',
      '\n',
      ' ',
      'k',
      '=',
      'v',
      '#',
      ';',
      '.',
      '-',
      '_',
      'n',
      '\r',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PARTS), { maxLength: 14 }), (parts) => {
        const text = parts.join('');
        expect([text, byUs(text)]).toEqual([text, byGit(text)]);
      }),
      { numRuns: 400 },
    );
  });
});
