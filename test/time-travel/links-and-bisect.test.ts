import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';
import { TravelLab } from '../support/travel-lab.js';

let world: CodexWorld;
let lab: TravelLab;
let edits: string[];
let session: ReturnType<CodexWorld['session']>;

beforeAll(async () => {
  world = new CodexWorld();
  lab = new TravelLab({ repository: world.repo.dir, home: world.home });
  world.commit('Begin', { 'src/a b.txt': 'one\n' });
  session = world.session();
  session.turn('Two').patch('*** Update File: src/a b.txt\n@@\n one\n+two = 2', { 'src/a b.txt': 'one\ntwo = 2\n' });
  session.turn('Three').patch('*** Update File: src/a b.txt\n@@\n two = 2\n+three', {
    'src/a b.txt': 'one\ntwo = 2\nthree\n',
  });
  session.turn('Not two').patch('*** Update File: src/a b.txt\n@@\n one\n-two = 2\n three', {
    'src/a b.txt': 'one\nthree\n',
  });
  world.write({ 'src/a b.txt': 'one\nthree\nfour\n' });
  edits = (await lab.states('src/a b.txt')).flatMap(({ edit }) => edit ?? []);
});

afterAll(() => world.remove());

describe('link', () => {
  test.each([
    [['src/a b.txt@1'], () => `#file=src%2Fa%20b.txt&at=e:${edits[0]}`],
    [['src/a b.txt@0'], () => '#file=src%2Fa%20b.txt&at=0'],
    [['src/a b.txt@worktree'], () => '#file=src%2Fa%20b.txt&at=worktree'],
    [['src/a b.txt@1..', '--line', '3'], () => `#file=src%2Fa%20b.txt&from=e:${edits[0]}&to=worktree&line=3`],
    [['src/a b.txt@..1', '--line', '2'], () => `#file=src%2Fa%20b.txt&from=0&to=e:${edits[0]}&line=2`],
    [['src/a b.txt@0', '--line', '1'], () => '#file=src%2Fa%20b.txt&at=0&line=1'],
    [['src/a b.txt', '--line', '2'], () => '#file=src%2Fa%20b.txt&line=2'],
    [['00000001:2'], () => `#session=${session.id}&turn=2`],
    [['00000001:2', '--edit', 'EDIT1'], () => `#session=${session.id}&turn=2&edit=${edits[1]}`],
    [['EDIT1'], () => `#edit=${edits[1]}`],
  ])('time-travel 14: link %j', async (argv, anchor) => {
    const words = argv.map((word) => (word === 'EDIT1' ? String(edits[1]).slice(0, 6) : word));
    expect(await lab.answer('link', ...words)).toBe(`${anchor()}\n`);
    expect(JSON.parse(await lab.answer('link', ...words, '--json')).anchor).toBe(anchor());
  });

  test('time-travel 15: a link is only made to what is there', async () => {
    const codes = [];
    for (const target of ['src/a b.txt@9', '00000001:9', 'ffff', 'nowhere.txt']) {
      codes.push((await lab.ask('link', target)).exitCode);
    }
    expect(codes).toEqual([3, 3, 3, 3]);
  });

  test.each([
    [['src/a b.txt@0', '--line', '2'], 'src/a b.txt@0 has only 1 line'],
    [['src/a b.txt@1', '--line', '9999'], 'src/a b.txt@1 has only 2 lines'],
    [['src/a b.txt', '--at', 'HEAD', '--line', '2'], 'src/a b.txt@HEAD has only 1 line'],
    [['src/a b.txt@2..1', '--line', '3'], 'src/a b.txt@1 has only 2 lines'],
    [['src/a b.txt@0..', '--line', '4'], 'src/a b.txt@worktree has only 3 lines'],
    [['src/a b.txt', '--line', '4'], 'src/a b.txt has only 3 lines'],
  ])('time-travel 15: nor to a line that is not: %j', async (argv, stderr) => {
    expect(await lab.ask('link', ...argv)).toEqual({ exitCode: 2, stdout: '', stderr });
    expect(await lab.ask('link', ...argv, '--json')).toEqual({ exitCode: 2, stdout: '', stderr });
  });

  test('time-travel 16: values are text only: nothing of a name is left that a page could take for markup or a scheme', async () => {
    const name = '<img src=x onerror=1>\'"&#javascript:alert(1).txt';
    const odd = new CodexWorld();
    try {
      odd.commit('Begin', { 'a.txt': 'x\n' });
      odd
        .session()
        .turn('Make')
        .patch(`*** Add File: ${name}\n+x`, { [name]: 'x\n' });
      const anchor = await new TravelLab({ repository: odd.repo.dir, home: odd.home }).answer('link', `./${name}@0`);
      expect(anchor).toMatch(/^#file=[A-Za-z0-9%._~:-]+&at=0\n$/);
      expect(decodeURIComponent(/file=([^&]*)/.exec(anchor)?.[1] ?? '')).toBe(name);
    } finally {
      odd.remove();
    }
  });
});

describe('bisect', () => {
  test('tells the edit that first had a text, the last state that has it, and what took it away', async () => {
    const found = JSON.parse(await lab.answer('bisect', 'src/a b.txt', '--contains', 'two = 2', '--json'));
    expect([found.first.state.edit, found.first.line]).toEqual([edits[0], 2]);
    expect([found.last.state.edit, found.last.line]).toEqual([edits[1], 2]);
    expect(found.removed).toMatchObject({ state: 3, edit: edits[2], attribution: { turn: 3, logSubject: 'Not two' } });
    expect(Object.keys(found.edits).sort()).toEqual([...edits].sort());
    const text = await lab.answer('bisect', 'src/a b.txt', '--contains', 'two = 2');
    expect(text.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
      'first in 1, line 2',
      'last in 2, line 2',
      'gone in 3',
      '',
    ]);
  });

  test('a text may span lines, and may still be there', async () => {
    const found = JSON.parse(await lab.answer('bisect', 'src/a b.txt', '--contains', 'one\nthree', '--json'));
    expect(found).toMatchObject({ first: { line: 1, state: { edit: edits[2] } }, last: { state: { state: 4 } } });
    expect(found.removed).toBeNull();
  });

  test('a text that no state has is answered with nothing, and 0', async () => {
    expect(await lab.ask('bisect', 'src/a b.txt', '--contains', 'TWO')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'note: no state that is known has it\n',
    });
  });

  test.each([[['src/a b.txt']], [['src/a b.txt', '--contains', '']], [['--contains', 'x']]])(
    '%j is wrong usage',
    async (argv) => {
      expect((await lab.ask('bisect', ...argv)).exitCode).toBe(2);
    },
  );
});
