import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EditRecord } from '../../src/model/edit-record.js';
import type { StateLines } from '../../src/model/time-travel.js';
import { CodexWorld } from '../support/codex-world.js';
import { TravelLab } from '../support/travel-lab.js';

interface Shown extends StateLines {
  readonly content: string;
}

describe('show --lines: who wrote each line of a state', () => {
  let world: CodexWorld;
  let lab: TravelLab;

  beforeEach(() => {
    world = new CodexWorld();
    lab = new TravelLab({ repository: world.repo.dir, home: world.home });
  });

  afterEach(() => world.remove());

  async function shown(fileAndState: string): Promise<Shown> {
    return JSON.parse(await lab.answer('show', '--json', '--lines', fileAndState));
  }

  /** Each line as `text ← who`, with the commit's summary where one has it. */
  async function who(fileAndState: string): Promise<string[]> {
    const { content, lines, edits, commits } = await shown(fileAndState);
    const texts = content.split('\n').slice(0, -1);
    return lines.flatMap(({ start, count, origin, edit, commit }) => {
      const record: EditRecord | undefined = edit === null ? undefined : edits[edit];
      const by = record === undefined ? origin : `s${Number(record.session.slice(0, 8))}#${record.turn?.index}`;
      const told = commit === null ? by : `${by} (${commits[commit]?.summary})`;
      return texts.slice(start - 1, start - 1 + count).map((text) => `${text} ← ${told}`);
    });
  }

  test('as blame would have told it then: by the edits before, and by the commits that HEAD had', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    session.turn('Add two').patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'one\ntwo\n' });
    world.commit('What the agent did');
    world.write({ 'a.txt': 'mine\none\ntwo\n' });
    session.turn('Change two').patch('*** Update File: a.txt\n@@\n-two\n+TWO', { 'a.txt': 'mine\none\nTWO\n' });
    expect(await who('a.txt@0')).toEqual(['one ← commit (Begin)']);
    expect(await who('a.txt@1')).toEqual(['one ← commit (Begin)', 'two ← s1#1']);
    expect(await who('a.txt@2')).toEqual([
      'mine ← untraced',
      'one ← commit (Begin)',
      'two ← s1#1 (What the agent did)',
    ]);
    expect(await who('a.txt@3')).toEqual(['mine ← untraced', 'one ← commit (Begin)', 'TWO ← s1#2']);
    // git's own content is told by its commit.
    expect(await who('a.txt@HEAD')).toEqual(['one ← commit (Begin)', 'two ← s1#1 (What the agent did)']);
  });

  test('what was there before the first trace, and before any commit', async () => {
    world.write({ 'a.txt': 'old\n' });
    const session = world.session();
    session.turn('Add').patch('*** Update File: a.txt\n@@\n old\n+new', { 'a.txt': 'old\nnew\n' });
    world.commit('Everything');
    session.turn('More').patch('*** Update File: a.txt\n@@\n new\n+more', { 'a.txt': 'old\nnew\nmore\n' });
    expect(await who('a.txt@0')).toEqual(['old ← preexisting']);
    expect(await who('a.txt@1')).toEqual(['old ← preexisting', 'new ← s1#1']);
    expect(await who('a.txt@-1')).toEqual(['old ← commit (Everything)', 'new ← s1#1 (Everything)', 'more ← s1#2']);
  });

  test('through renames, by the name of then', async () => {
    world.commit('Begin', { 'old.txt': 'a\nb\nc\n' });
    const session = world.session();
    session.turn('Change').patch('*** Update File: old.txt\n@@\n a\n-b\n+B', { 'old.txt': 'a\nB\nc\n' });
    session.turn('Move').patch('*** Update File: old.txt\n*** Move to: new.txt\n@@\n c\n+d', {
      'old.txt': null,
      'new.txt': 'a\nB\nc\nd\n',
    });
    world.commit('Renamed');
    session.turn('More').patch('*** Update File: new.txt\n@@\n d\n+e', { 'new.txt': 'a\nB\nc\nd\ne\n' });
    expect(await who('new.txt@1')).toEqual(['a ← commit (Begin)', 'B ← s1#1', 'c ← commit (Begin)']);
    expect(await who('new.txt@2')).toEqual(['a ← commit (Begin)', 'B ← s1#1', 'c ← commit (Begin)', 'd ← s1#2']);
  });

  test('spans follow each other over the whole file, and the newest state is what blame tells', async () => {
    const lines = Array.from({ length: 40 }, (_, n) => `line ${n}`);
    world.commit('Begin', { 'a.txt': `${lines.join('\n')}\n` });
    const session = world.session();
    for (const [turn, at] of [3, 17, 18, 39].entries()) {
      const before = lines[at];
      lines[at] = `changed ${at}`;
      session.turn(`Change ${turn}`).patch(`*** Update File: a.txt\n@@\n-${before}\n+changed ${at}`, {
        'a.txt': `${lines.join('\n')}\n`,
      });
    }
    world.write({ 'a.txt': `${lines.join('\n')}\nmine` });
    const { lines: spans, edits, commits } = await shown('a.txt@-1');
    expect(spans.map(({ start }) => start)).toEqual(
      spans.map((_, n) => 1 + spans.slice(0, n).reduce((sum, { count }) => sum + count, 0)),
    );
    const blamed = JSON.parse(await lab.answer('blame', '--json', 'a.txt'));
    expect(
      spans.flatMap(({ start, count, ...who }) =>
        Array.from({ length: count }, (_, n) => ({ line: start + n, ...who })),
      ),
    ).toEqual(
      blamed.lines.map(({ line, origin, edit, commit }: Record<string, unknown>) => ({ line, origin, edit, commit })),
    );
    expect({ edits, commits }).toEqual({ edits: blamed.edits, commits: blamed.commits });
  });

  test('only with --json', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    expect(await lab.ask('show', 'a.txt@0', '--lines')).toMatchObject({
      exitCode: 2,
      stderr: '--lines is a part of the JSON: it needs --json',
    });
  });
});
