import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HistoryPiece } from '../../src/model/page-pieces.js';
import type { DiffAnswer, LogAnswer, ShowAnswer } from '../../src/model/travel-answers.js';
import { type CopiedSide, copiedDiff } from '../../src/viewer/data/copied-diff.js';
import { stateNamed } from '../../src/viewer/data/copied-states.js';
import { piecesIn, writeTo } from '../site/site-lab.js';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';
import { answerTo } from '../support/run-cli.js';

describe('what the page works out itself where no server answers is what the commands tell', () => {
  let world: CodexWorld;
  let session: WorldSession;
  let pieces: Map<string, unknown>;
  let log: LogAnswer;
  let head: number | null;

  beforeAll(async () => {
    world = new CodexWorld();
    const base = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'].map((line) => `${line}\n`).join('');
    const one = base.replace('b\n', 'B\n').replace('j\n', '');
    const two = `${one}end`;
    world.commit('Begin', { 'a.txt': base });
    session = world.session({ tasks: true });
    session.turn('One').patch('*** Update File: a.txt\n@@\n a\n-b\n+B\n c\n@@\n i\n-j\n k', { 'a.txt': one }).end();
    world.commit('Half', {});
    session.turn('Two').shell('printf end >> a.txt', { 'a.txt': two }).end();
    session.turn('Three').patch('*** Delete File: a.txt', { 'a.txt': null }).end();
    session.save();
    const folder = join(world.base, 'pages');
    await writeTo(folder, world);
    pieces = piecesIn(folder);
    const piece = pieces.get('history a.txt') as HistoryPiece;
    log = piece.log as LogAnswer;
    head = piece.head;
  });

  afterAll(() => world.remove());

  async function printed(...argv: string[]): Promise<{ readonly exitCode: number; readonly stdout: string }> {
    const env = world.env({ AI_BLAME_NO_INDEX: '1' });
    return answerTo(argv, { cwd: world.repo.dir, home: env.home, variables: env.variables });
  }

  test('names of states', async () => {
    const edits = log.states.flatMap(({ edit }) => edit ?? []);
    const turnId = log.states.find(({ edit }) => edit !== null)?.attribution.turnId ?? '';
    const names = [
      ...['0', '1', '2', '-1', '-2', 'HEAD', 'worktree', '1^', '2^^'],
      ...edits.flatMap((id) => [`e:${id}`, `e:${id.slice(0, 6)}`, `e:${id}^`]),
      ...['00000001:1', '00000001:2', 'codex:00000001:1^', `t:${turnId}`],
      ...log.states.flatMap(({ attribution: { editDate } }) => (editDate === null ? [] : [`d:${editDate}`])),
    ];
    for (const name of names) {
      const { stdout, exitCode } = await printed('show', `a.txt@${name}`, '--json');
      // Of a state without the file the command only says that it is not there.
      const expected = exitCode === 0 ? (JSON.parse(stdout) as ShowAnswer).state : log.states.length - 1;
      expect([name, stateNamed(name, log, head)]).toEqual([name, expected]);
    }
  });

  test.each([
    ['9', 'NO_SUCH_STATE'],
    ['0^', 'NO_SUCH_STATE'],
    ['e:ffff', 'NO_SUCH_STATE'],
    ['e:1', 'USAGE'],
    ['nonsense', 'NO_SUCH_STATE'],
    ['d:2026-01-01T00:00:00', 'USAGE'],
    ['s:1234567', 'NOT_COPIED'],
    ['HEAD~1', 'NOT_COPIED'],
  ])('%s is no state here: %s', (name, code) => {
    expect(() => stateNamed(name, log, head)).toThrow(expect.objectContaining({ code }));
  });

  test('differences, with the edits that wrote each side', async () => {
    const count = log.states.length;
    expect(count).toBe(4);
    for (let from = 0; from < count; from++) {
      for (let to = 0; to < count; to++) {
        const { stdout } = await printed('diff', `a.txt@${from}..${to}`, '--json');
        const expected = JSON.parse(stdout) as DiffAnswer;
        const told = copiedDiff(log, side(from), side(to));
        const root = { root: '.', head: world.head() };
        // Who took a line away is told where one state follows the other.
        const bare = to === from + 1 ? expected.files : withoutRemovers(expected.files);
        expect([from, to, { ...told, files: to === from + 1 ? told.files : withoutRemovers(told.files) }]).toEqual([
          from,
          to,
          { ...expected, repository: root, files: bare },
        ]);
      }
    }
  });

  function side(number: number): CopiedSide {
    const state = log.states[number] as CopiedSide['state'];
    const { show } = pieces.get(`state ${number} a.txt`) as { show?: ShowAnswer };
    return { ref: String(number), state, show: show === undefined ? null : { ...show, edits: log.edits } };
  }

  function withoutRemovers(files: DiffAnswer['files']): unknown {
    return files.map((file) => ({
      ...file,
      hunks: file.hunks.map(({ lines, ...rest }) => ({
        ...rest,
        lines: lines.map(({ removedBy: _, ...line }) => line),
      })),
    }));
  }
});
