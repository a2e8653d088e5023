import { describe, expect, test } from '@jest/globals';
import type { Screen, ScreenEvent } from '../../src/env.js';
import { AiBlameError } from '../../src/errors.js';
import { type InteractiveUseCases, runInteractive } from '../../src/interactive/run-interactive.js';
import type { BlameReport } from '../../src/model/blame-result.js';
import type { DiffResult, ShowResult } from '../../src/model/time-travel.js';
import { PLAIN } from '../../src/render/style.js';
import { fakeEnv } from '../cli/fake-env.js';
import { EDIT, fileOf } from './sample-views.js';

const PLACE = { directory: '/home/ada/demo/src', homes: {}, car: false, movedFrom: [] };
const REQUEST = { file: 'clamp.ts', revision: null, minEvidence: 'inferred', ranges: [], place: PLACE } as const;
const AT_ROOT = { ...PLACE, directory: '/home/ada/demo' };

/** A terminal on which somebody types, and then goes away. */
class TypedScreen implements Screen {
  readonly calls: string[] = [];
  written = '';
  readonly #events: ScreenEvent[];

  constructor(...events: (string | ScreenEvent)[]) {
    this.#events = events.map((event) => (typeof event === 'string' ? { kind: 'typed', text: event } : event));
  }

  size = () => ({ columns: 80, rows: 12 });
  open = () => void this.calls.push('open');
  close = () => void this.calls.push('close');
  suspend = () => void this.calls.push('suspend');
  next = async (): Promise<ScreenEvent> => this.#events.shift() ?? { kind: 'ended' };
  async write(text: string): Promise<void> {
    this.written += text;
  }
}

function report(): BlameReport {
  const { lines, edits, commits } = fileOf([
    ['c', 'one'],
    ['a', 'two'],
  ]).blamed;
  const commit = lines[0]?.commit ?? '';
  const result = { repository: { root: '/home/ada/demo', head: null }, path: 'src/clamp.ts', revision: null };
  return {
    result: { ...result, lines, edits, commits, warnings: [] },
    lineCommits: [
      { commit, path: 'src/old.ts', line: 1 },
      { commit: null, path: 'src/clamp.ts', line: 2 },
    ],
    details: new Map([[commit, { previous: [{ of: 'src/old.ts', commit: 'c0ffee', path: 'src/older.ts' }] }]]),
  } as unknown as BlameReport;
}

/** @param answers what is given for a question; others are not expected. */
async function run(screen: TypedScreen, answers: Partial<InteractiveUseCases> = {}): Promise<unknown[]> {
  const asked: unknown[] = [];
  const refuse = async (): Promise<never> => {
    throw new Error('Not expected to be asked');
  };
  const given = { blameFile: refuse, showState: refuse, diffTurn: refuse, linkAnchor: refuse, ...answers };
  const useCases = Object.fromEntries(
    Object.entries(given).map(([name, answer]) => [
      name,
      (request: never, env: never, progress: never) => {
        asked.push([name, request]);
        return answer(request, env, progress);
      },
    ]),
  ) as unknown as InteractiveUseCases;
  await runInteractive(REQUEST, report(), { screen, env: fakeEnv(), useCases, look: { style: PLAIN, zone: () => 0 } });
  return asked;
}

describe('the terminal is given back', () => {
  test.each([
    ['q', ['q']],
    ['Ctrl-C', ['\x03']],
    ['the end of the input', []],
  ])('%s', async (_name, events) => {
    const screen = new TypedScreen(...events);
    expect(await run(screen)).toEqual([]);
    expect(screen.calls).toEqual(['open', 'close']);
  });

  test('where something breaks', async () => {
    const screen = new TypedScreen('j\r');
    await expect(run(screen)).rejects.toThrow('Not expected to be asked');
    expect(screen.calls).toEqual(['open', 'close']);
  });

  test('and taken again by Ctrl-Z', async () => {
    const screen = new TypedScreen('\x1a', 'q');
    await run(screen);
    expect(screen.calls).toEqual(['open', 'suspend', 'close']);
    expect(screen.written.split('\x1b[1;1H').length - 1).toBe(2);
  });
});

describe('what is asked', () => {
  test('the link of a line is copied by OSC 52', async () => {
    const anchor = '#file=src%2Fclamp.ts&line=2';
    const screen = new TypedScreen('jy');
    const linkAnchor = async () => ({ schema: 'ai-blame/link@1', anchor, warnings: [] }) as const;
    expect(await run(screen, { linkAnchor })).toEqual([
      ['linkAnchor', { target: { kind: 'file', file: 'src/clamp.ts', line: 2 }, place: AT_ROOT }],
    ]);
    expect(screen.written).toContain(`\x1b]52;c;${Buffer.from(anchor).toString('base64')}\x07`);
  });

  test('the state before an edit, and its link', async () => {
    const state = { path: 'src/clamp.ts', ref: `e:${EDIT.id}^`, state: 3, content: Buffer.from('one\nzwei\n') };
    const authors = {
      lines: [{ start: 1, count: 2, origin: 'untraced', edit: null, commit: null }],
      edits: {},
      commits: {},
    };
    const screen = new TypedScreen('j,', 'y');
    const asked = await run(screen, {
      showState: async () => ({ ...state, authors }) as unknown as ShowResult,
      linkAnchor: async () => ({ schema: 'ai-blame/link@1', anchor: '#', warnings: [] }),
    });
    expect(asked).toEqual([
      ['showState', { file: 'src/clamp.ts', ref: `e:${EDIT.id}^`, place: AT_ROOT, force: false, withLines: true }],
      [
        'linkAnchor',
        { target: { kind: 'state', file: 'src/clamp.ts', ref: `e:${EDIT.id}^`, line: 2 }, place: AT_ROOT },
      ],
    ]);
    expect(screen.written).toContain('src/clamp.ts@3');
    expect(screen.written).toContain('zwei');
  });

  test('the file before a commit, by the name that it had there', async () => {
    const asked = await run(new TypedScreen(','), { blameFile: async () => report() });
    expect(asked).toEqual([['blameFile', { ...REQUEST, file: 'src/older.ts', revision: 'c0ffee', place: AT_ROOT }]]);
  });

  test('the diff of a turn', async () => {
    const line = { op: '+', bytes: Buffer.from('\x1b[2Jtwo\n'), edit: null, removedBy: null };
    const hunk = { beforeStart: 1, beforeCount: 0, afterStart: 2, afterCount: 1, lines: [line] };
    const file = { path: 'src/clamp.ts', previousPath: null, action: 'modify', bytes: null, added: 1, removed: 0 };
    const turn = { session: EDIT.session, turn: 2 };
    const diff = { turn, files: [{ ...file, hunks: [hunk] }] } as unknown as DiffResult;
    const screen = new TypedScreen('jd');
    const asked = await run(screen, { diffTurn: async () => diff });
    expect(asked).toEqual([['diffTurn', { ...turn, place: AT_ROOT, force: false }]]);
    expect(screen.written).toContain('> modify src/clamp.ts  +1 -0');
    expect(screen.written).toContain('+␛[2Jtwo');
  });

  test('trouble that is expected is told in the last row', async () => {
    const screen = new TypedScreen('j,', 'q');
    await run(screen, {
      showState: async () => {
        throw new AiBlameError('CONTENT_UNKNOWN', 'src/clamp.ts@0 is not known');
      },
    });
    expect(screen.written).toContain('\x1b[12;1H\x1b[Ksrc/clamp.ts@0 is not known');
    expect(screen.calls).toEqual(['open', 'close']);
  });
});
