import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FilePiece, HistoryPiece, IndexPiece } from '../../src/model/page-pieces.js';
import type { SiteResult } from '../../src/site/write-site.js';
import { CodexWorld } from '../support/codex-world.js';
import { KEY, KEY_LINES, piecesIn, TOKEN, textsIn, writeTo } from './site-lab.js';

const EVIL = '</script><script>alert(1)</script>';
const [FIRST = '', MIDDLE = '', LAST = ''] = KEY_LINES;
const OTHER = LAST.replaceAll('N', 'Q');

function added(text: readonly string[]): string {
  return text.map((line) => `+${line}`).join('\n');
}

describe('what is a secret is nowhere in the pages', () => {
  let world: CodexWorld;
  let folder: string;
  let result: SiteResult;
  let all: string;

  beforeAll(async () => {
    world = new CodexWorld();
    const home = join(world.base, 'home');
    world.commit('Begin', { 'a.ts': 'base\n' });
    const session = world.session();
    const key = ['before', ...KEY, 'after'];
    session
      .turn(`Write the key, with ${TOKEN}, below ${home}/keys`)
      .patch(`*** Add File: key.pem\n${added(key)}`, { 'key.pem': `${key.join('\n')}\n` });
    // One line within it: nothing around says what it is.
    const other = key.map((line) => (line === LAST ? OTHER : line));
    session
      .turn('Another key')
      .patch(`*** Update File: key.pem\n@@\n ${MIDDLE}\n-${LAST}\n+${OTHER}`, { 'key.pem': `${other.join('\n')}\n` });
    session.turn('Look').shell('sed -n 3,4p key.pem; cat key.pem', {});
    session
      .turn('Say it in two lines')
      .patch(`*** Add File: b.ts\n+password:\n+  hunter2hunter2\n+const from = '${home}/b';`, {
        'b.ts': `password:\n  hunter2hunter2\nconst from = '${home}/b';\n`,
      });
    session
      .turn(`Mean ${EVIL}\u2028harm`)
      .patch(`*** Add File: evil.js\n+${EVIL}\u2028`, { 'evil.js': `${EVIL}\u2028\n` });
    session.turn('Take the key away').patch('*** Delete File: key.pem', { 'key.pem': null });
    session.save();
    folder = join(world.base, 'pages');
    result = await writeTo(folder, world);
    all = Object.values(textsIn(folder)).join('\n');
  });

  afterAll(() => world.remove());

  test('no line of a key of several lines, no token, no password; nor where the home lies', () => {
    for (const secret of [...KEY_LINES, OTHER, TOKEN, 'hunter2hunter2', join(world.base, 'home')]) {
      expect(all).not.toContain(secret);
    }
    expect(all).toContain('[redacted]');
    expect(result.redacted).toBeGreaterThan(5);
  });

  test('lines keep their numbers', () => {
    const pieces = piecesIn(folder);
    const { blame } = pieces.get('file b.ts') as FilePiece;
    expect(blame?.lines.map(({ line, text }) => [line, text])).toEqual([
      [1, 'password:'],
      [2, '  [redacted]'],
      [3, "const from = '~/b';"],
    ]);
    const { log } = pieces.get('history key.pem') as HistoryPiece;
    expect(log?.states).toHaveLength(4);
    const { show } = pieces.get('state 1 key.pem') as { show: { content: string; lines: { count: number }[] } };
    expect(show.content.split('\n')).toEqual([
      'before',
      '[redacted]',
      ...new Array(4).fill('[redacted, as above]'),
      'after',
      '',
    ]);
    expect(show.lines.reduce((sum, { count }) => sum + count, 0)).toBe(7);
  });

  test('nothing ends a script, or a line of one', () => {
    const scripts = Object.entries(textsIn(folder)).filter(([name]) => name.startsWith('data/'));
    for (const [, script] of scripts) expect(script).not.toMatch(/[<>\u2028\u2029]|\n./);
    const { blame } = piecesIn(folder).get('file evil.js') as FilePiece;
    expect(blame?.lines.map(({ text }) => text)).toEqual([`${EVIL}\u2028`]);
  });

  test('--no-redact leaves all of it in, and says so', async () => {
    const open = join(world.base, 'open');
    const { redacted } = await writeTo(open, world, { request: { isRedacted: false } });
    const told = Object.values(textsIn(open)).join('\n');
    for (const secret of [FIRST, TOKEN, 'hunter2hunter2', join(world.base, 'home')]) expect(told).toContain(secret);
    expect(redacted).toBe(0);
    const { about } = piecesIn(open).get('index') as IndexPiece;
    expect(about).toMatchObject({ copy: { isRedacted: false } });
  });
});
