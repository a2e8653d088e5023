import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Screen } from '../../src/env.js';
import { GitRepo } from '../support/git.js';
import { answerTo } from '../support/run-cli.js';

let repo: GitRepo;
beforeAll(() => {
  repo = new GitRepo();
  repo.commit('first', { 'a.ts': 'one\n' });
});
afterAll(() => repo.remove());

class QuitScreen implements Screen {
  written = '';
  readonly #keys: string;
  constructor(keys: string) {
    this.#keys = keys;
  }
  size = () => ({ columns: 60, rows: 10 });
  open = () => {};
  close = () => {};
  suspend = () => {};
  next = async () => ({ kind: 'typed', text: this.#keys }) as const;
  async write(text: string): Promise<void> {
    this.written += text;
  }
}

async function ask(argv: readonly string[], screen: Screen | null, variables = {}) {
  return answerTo([...argv, '--no-index'], {
    cwd: repo.dir,
    variables: { TERM: 'xterm', GIT_CONFIG_NOSYSTEM: '1', ...variables },
    screen: async () => screen,
  });
}

describe('blame --interactive', () => {
  test('shows the file, writes nothing to the streams, and ends well', async () => {
    const screen = new QuitScreen('q');
    expect(await ask(['a.ts', '--interactive'], screen)).toMatchObject({ exitCode: 0, stdout: '' });
    expect(screen.written).toContain(`\x1b[1;1H\x1b[K a.ts${' '.repeat(51)}1/1 `);
  });

  test.each([
    ['no terminal', null, {}],
    ['a terminal that is dumb', new QuitScreen('q'), { TERM: 'dumb' }],
  ])('%s: wrong usage, with a hint', async (_name, screen, variables) => {
    const { exitCode, stdout, stderr } = await ask(['a.ts', '--interactive'], screen, variables);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('--interactive needs a terminal, to read keys from and to write to');
    expect(stderr).toContain('without it, or with --json, the answer goes anywhere');
  });

  test.each([
    [['--json'], '--interactive and --json exclude each other'],
    [['--format', '%line'], '--interactive and --format exclude each other'],
    [['--porcelain'], '--interactive and --porcelain exclude each other'],
    [['--contents', '-'], '--interactive reads keys from standard input: not together with --contents -'],
  ])('%j is for somebody else', async (more, sentence) => {
    const { exitCode, stderr } = await ask(['a.ts', '--interactive', ...more], new QuitScreen('q'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(sentence);
  });
});
