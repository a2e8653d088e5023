import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as api from '../../src/api/index.js';
import { optionNamed } from '../../src/api/raw-options.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { CodexWorld } from '../support/codex-world.js';
import { answerTo } from '../support/run-cli.js';

let world: CodexWorld;
let session: string;
let edit: string;
beforeAll(async () => {
  world = new CodexWorld();
  world.commit('first', { f: 'one\n', g: 'g\n' });
  const agent = world.session({ model: 'gpt-a' });
  session = agent.id;
  agent.turn('Add').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
  agent.turn('Add more').patch('*** Update File: f\n@@\n two\n+three', { f: 'one\ntwo\nthree\n' });
  edit = (await api.edits([], where())).edits[0]?.id ?? '';
});
afterAll(() => world.remove());

function where() {
  const { cwd, home, variables, now } = world.env();
  return { cwd, home, variables, now, index: false } as const;
}

/** What the command line prints. */
async function printed(...argv: string[]): Promise<unknown> {
  const { cwd, home, variables, now } = world.env();
  const { stdout, stderr } = await answerTo([argv[0] ?? '', '--json', ...argv.slice(1)], { cwd, home, variables, now });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('every function gives what its command prints', () => {
  const without = ['--no-index'];
  test.each<[string, () => Promise<unknown>, () => string[]]>([
    ['blame', () => api.blame('f', where()), () => ['f', ...without]],
    [
      'blame, with options',
      () =>
        api.blame('f', {
          ...where(),
          lines: ['1,2', '3'],
          minEvidence: 'exact',
          ignoreWhitespace: true,
          moves: true,
          copies: 2,
          agent: 'codex',
          notes: false,
        }),
      () => [
        'f',
        '-L1,2',
        '-L3',
        '--min-evidence',
        'exact',
        '-w',
        '-M',
        '-C',
        '-C',
        '--agent',
        'codex',
        '--no-notes',
        ...without,
      ],
    ],
    ['blame, of a commit', () => api.blame('f', { ...where(), rev: 'HEAD' }), () => ['HEAD', 'f', ...without]],
    ['blame, sealed', () => api.blame('f', { ...where(), digest: true }), () => ['f', '--digest', ...without]],
    ['edits', () => api.edits([], where()), () => ['edits', ...without]],
    [
      'edits, with options',
      () => api.edits(['f'], { ...where(), turn: 2, action: ['modify', 'create'] }),
      () => ['edits', 'f', '--turn', '2', '--action', 'modify', '--action', 'create', ...without],
    ],
    ['stats', () => api.stats(['f'], where()), () => ['stats', 'f', ...without]],
    ['report, staged', () => api.report(where()), () => ['report', ...without]],
    [
      'report, of the work tree',
      () => api.report({ ...where(), worktree: true, failOn: 'agent>0' }),
      () => ['report', '--worktree', '--fail-on', 'agent>0', ...without],
    ],
    [
      'report, of a commit and a path',
      () => api.report({ ...where(), change: 'HEAD', paths: ['g'] }),
      () => ['report', 'HEAD', ...without, '--', 'g'],
    ],
    ['why', () => api.why('f', 2, where()), () => ['why', 'f:2', ...without]],
    ['log', () => api.log('f', { ...where(), rollup: true }), () => ['log', 'f', '--rollup', ...without]],
    ['show', () => api.show('f', '1', where()), () => ['show', 'f@1', ...without]],
    ['diff', () => api.diff('f', '0..2', where()), () => ['diff', 'f@0..2', ...without]],
    ['diffTurn', () => api.diffTurn(session, 2, where()), () => ['diff', '--turn', `${session}:2`, ...without]],
    ['bisect', () => api.bisect('f', 'three', where()), () => ['bisect', 'f', '--contains', 'three', ...without]],
    ['trace', () => api.trace(edit, where()), () => ['trace', edit, ...without]],
    ['doctor', () => api.doctor(where()), () => ['doctor', ...without]],
    [
      'sessions',
      () => api.sessions({ ...where(), limit: 1, project: '.' }),
      () => ['sessions', '--limit', '1', '--project', '.', ...without],
    ],
    ['session', () => api.session(session, where()), () => ['sessions', 'show', session, ...without]],
    [
      'transcript',
      () => api.transcript(session, { ...where(), turn: [1], redact: false }),
      () => ['sessions', 'transcript', session, '--turn', '1', '--no-redact', ...without],
    ],
  ])('%s', async (_name, ask, argv) => {
    expect(await ask()).toEqual(await printed(...argv()));
  });
});

describe('a call', () => {
  test('tells what is wrong as the command line does', async () => {
    await expect(api.blame('nothing', where())).rejects.toMatchObject({ code: 'NO_SUCH_FILE', exitCode: 3 });
    await expect(api.blame('f', { ...where(), lines: 'x' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(api.why('f', 0, where())).rejects.toBeInstanceOf(api.AiBlameError);
  });

  test('knows no other options than those it names, and guesses what was meant', async () => {
    const wrong = { ...where(), minEvidense: 'exact' };
    await expect(api.blame('f', wrong)).rejects.toMatchObject({
      code: 'USAGE',
      message: 'There is no option minEvidense',
      hint: 'did you mean minEvidence?',
    });
  });

  test('takes what is undefined for what is not given', async () => {
    const options = { ...where(), rev: undefined } as object;
    expect(await api.blame('f', options)).toEqual(await api.blame('f', where()));
  });

  test('has no option that its command does not have', () => {
    const text = readFileSync(join(import.meta.dirname, '../../src/api/options.ts'), 'utf8');
    const bodies = new Map(
      [...text.matchAll(/interface (\w+)[^{]*(\{\}|\{.*?\n\})/gs)].map(([, name, body]) => [name, body ?? '']),
    );
    const namesIn = (name: string): string[] =>
      [...(bodies.get(name) ?? '').matchAll(/readonly (\w+)\?/g)].map(([, found]) => found ?? '');
    const own = ['home', 'variables', 'now', 'onNote', 'onProgress', 'cwd'];
    const commands = {
      Blame: 'blame',
      Edits: 'edits',
      Stats: 'stats',
      Report: 'report',
      Why: 'why',
      Log: 'log',
      State: 'show',
      Bisect: 'bisect',
      Trace: 'trace',
      Sessions: 'sessions',
      Transcript: 'sessions',
      Doctor: 'doctor',
    } as const;
    for (const [name, command] of Object.entries(commands)) {
      const known: object = COMMANDS[command].options;
      const asked = [...namesIn(`${name}Options`), ...namesIn('Surroundings')].filter(
        (one) => !own.includes(one) && !['change', 'paths'].includes(one),
      );
      expect(asked.length).toBeGreaterThan(10);
      expect({ name, wrong: asked.filter((one) => !(optionNamed(one) in known)) }).toEqual({ name, wrong: [] });
    }
  });
});
