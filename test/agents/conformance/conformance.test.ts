import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { answerTo } from '../../support/run-cli.js';
import type { Ability } from '../scribe.js';
import { SCRIBES } from './scribes.js';
import { ToldWorld } from './told-world.js';

describe.each(SCRIBES)('%s keeps the rules that hold for every agent', (_name, make) => {
  let world: ToldWorld;
  beforeEach(() => {
    world = new ToldWorld(make());
  });
  afterEach(() => world.remove());

  const cannot: ReadonlySet<Ability> = make().cannot;
  const model = cannot.has('model') ? '' : ' model-one';
  const needs = (...abilities: Ability[]) => (abilities.some((ability) => cannot.has(ability)) ? test.skip : test);
  const s = (session: number, turn: number, evidence = 'exact', by = model): string =>
    `s${session}#${turn}${by} ${evidence}`;

  needs('create')('a file that it made is its own, line by line', () => {
    world.session().says('Make it').change('new.txt', 'one\ntwo\n');
    expect(world.who('new.txt')).toEqual([`one ← ${s(1, 1)}`, `two ← ${s(1, 1)}`]);
    expect(world.editLines()).toEqual(['s1#1 create new.txt']);
  });

  test('of a file that was there only what it changed is its own', () => {
    world.commit({ f: 'one\ntwo\nthree\n' });
    world.session().says('Change it').change('f', 'one\n2\nthree\nfour\n');
    expect(world.who('f')).toEqual(['one ← commit', `2 ← ${s(1, 1)}`, 'three ← commit', `four ← ${s(1, 1)}`]);
    expect(world.editLines()).toEqual(['s1#1 modify f']);
  });

  test('every turn has its own lines, and its own model', () => {
    world.commit({ f: 'one\n' });
    const session = world.session().says('First').change('f', 'one\ntwo\n');
    session.model('model-two').says('Second').change('f', 'one\ntwo\nthree\n');
    const second = cannot.has('model') ? '' : ' model-two';
    expect(world.who('f')).toEqual(['one ← commit', `two ← ${s(1, 1)}`, `three ← ${s(1, 2, 'exact', second)}`]);
  });

  needs('delete')('a file that it deleted is told as an edit', () => {
    world.commit({ f: 'one\n' });
    world.session().says('Drop it').change('f', null);
    expect(world.editLines()).toEqual(['s1#1 delete f']);
  });

  needs('rename')('lines keep their writers when it moves their file', () => {
    world.commit({ f: 'one\n' });
    world.session().says('Move it').change('f', 'one\ntwo\n').moves('f', 'g');
    expect(world.who('g')).toEqual(['one ← commit', `two ← ${s(1, 1)}`]);
  });

  for (const how of ['rejected', 'failed'] as const) {
    needs(how)(
      `reconciler 4: a change that was ${how} wrote nothing, also where a person writes the same later`,
      () => {
        world.commit({ f: 'one\n' });
        world.session().says('Change it').notDone(how, 'f', 'one\nthe very same line\n');
        world.write('f', 'one\nthe very same line\n');
        expect(world.who('f')).toEqual(['one ← commit', 'the very same line ← untraced']);
        expect(world.editLines()).toEqual([]);
      },
    );
  }

  needs('aborted')('a change without a result is never exact', () => {
    world.commit({ f: 'one\n' });
    world.session().says('Change it').notDone('aborted', 'f', 'one\nthe very same line\n');
    expect(world.who('f')).toEqual(['one ← commit']);
    world.write('f', 'one\nthe very same line\n');
    expect(world.who('f')[1]).toMatch(/← (?:untraced|s1#1.* fragment)$/);
  });

  needs('aborted')(
    'a person’s line that a change without a result holds too, of which nothing else came to be, stays nobody’s',
    () => {
      world.commit({ f: 'one\ntwo\nthree\n' });
      const session = world.session().says('Change it');
      world.write('f', 'one\nby a person\nthree\n');
      session.notDone('aborted', 'f', 'one\nby a person\nthree\nnever written\n');
      expect(world.who('f')).toEqual(['one ← commit', 'by a person ← untraced', 'three ← commit']);
    },
  );

  needs('user-changed')('what a person made of its proposal is never told as its own with certainty', () => {
    world.commit({ f: 'one\n' });
    world.session().says('Change it').amended('f', 'one\nproposed\nlast\n', 'one\nby a person\nlast\n');
    const [first, second] = world.who('f');
    expect(first).toBe('one ← commit');
    expect(second).not.toMatch(/ exact$/);
  });

  needs('replayed')(
    'cursor reader 4, reconciler 3: records that another file repeats count once, for the session that wrote them',
    () => {
      world.commit({ f: 'one\n' });
      const session = world.session().says('Change it').change('f', 'one\ntwo\n');
      const id = '00000009-1111-4111-8111-111111111111';
      const replayed = world.adopt(session.scribe.replay(id, world.tick()), id);
      replayed.says('Go on').change('f', 'one\ntwo\nthree\n');
      expect(world.who('f').slice(0, 2)).toEqual(['one ← commit', `two ← ${s(1, 1)}`]);
      expect(world.who('f')[2]).toMatch(/^three ← s2#/);
      expect(world.editLines()).toHaveLength(2);
    },
  );

  needs('rewind')('reconciler 4: what was taken back, and what came after it, are told apart', () => {
    world.commit({ f: 'one\n' });
    const session = world.session().says('First').change('f', 'one\ntwo\n');
    session.says('Second').change('f', 'one\ntwo\nthree\n');
    session.scribe.rewinds(1, world.tick());
    world.write('f', 'one\ntwo\n');
    session.says('Another').change('f', 'one\ntwo\n3\n');
    const lines = world.who('f');
    expect(lines.slice(0, 2)).toEqual(['one ← commit', `two ← ${s(1, 1)}`]);
    expect(lines[2]).toMatch(/^3 ← s1#[23] .*exact$|^3 ← s1#[23] exact$/);
  });

  needs('sub-agent')('a sub-agent’s lines are the sub-agent’s, and name its parent', () => {
    world.commit({ f: 'one\n' });
    const parent = world.session().says('Delegate');
    world.session({ parent }).says('Do this part').change('f', 'one\ntwo\n');
    expect(world.who('f')).toEqual(['one ← commit', `two ← ${s(2, 1)}`]);
    const [edit] = Object.values(world.blame('f').edits);
    expect(edit?.parentSession).toBe(parent.id);
  });

  test('reconciler 2: two sessions on one file', () => {
    world.commit({ f: 'one\n' });
    const [first, second] = [world.session().says('First'), world.session({ model: 'model-two' }).says('Second')];
    first.change('f', 'one\ntwo\n');
    second.change('f', 'zero\none\ntwo\n');
    first.change('f', 'zero\none\ntwo\nthree\n');
    const two = cannot.has('model') ? '' : ' model-two';
    expect(world.who('f')).toEqual([
      `zero ← ${s(2, 1, 'exact', two)}`,
      'one ← commit',
      `two ← ${s(1, 1)}`,
      `three ← ${s(1, 1)}`,
    ]);
  });

  test('reconciler 5: what a person writes between two edits is nobody’s', () => {
    world.commit({ f: 'one\ntwo\nthree\n' });
    const session = world.session().says('First').change('f', 'ONE\ntwo\nthree\n');
    world.write('f', 'ONE\ntwo\nby a person\nthree\n');
    session.says('Second').change('f', 'ONE\ntwo\nby a person\nthree\nfour\n');
    expect(world.who('f')).toEqual([
      `ONE ← ${s(1, 1)}`,
      'two ← commit',
      'by a person ← untraced',
      'three ← commit',
      `four ← ${s(1, 2)}`,
    ]);
  });

  test('what a formatter made of its lines, without a record, is nobody’s; the rest stays its own', () => {
    world.commit({ f: 'one\ntwo\n' });
    const session = world.session().says('First').change('f', 'one\nx=1\ny = 2\ntwo\n');
    world.write('f', 'one\nx = 1\ny = 2\ntwo\n');
    session.says('Second').change('f', 'one\nx = 1\ny = 2\ntwo\nthree\n');
    expect(world.who('f')).toEqual([
      'one ← commit',
      'x = 1 ← untraced',
      `y = 2 ← ${s(1, 1)}`,
      'two ← commit',
      `three ← ${s(1, 2)}`,
    ]);
  });

  test('what a person writes while it works is nobody’s, above and within what it then changes', () => {
    world.commit({ f: 'one\ntwo\nthree\nfour\n' });
    const session = world.session().says('First').change('f', 'ONE\ntwo\nthree\nfour\n');
    world.write('f', 'above\nONE\ntwo\nwithin\nthree\nfour\n');
    session.change('f', 'above\nONE\ntwo\nwithin\nthree\nFOUR\n');
    expect(world.who('f')).toEqual([
      'above ← untraced',
      `ONE ← ${s(1, 1)}`,
      'two ← commit',
      'within ← untraced',
      'three ← commit',
      `FOUR ← ${s(1, 1)}`,
    ]);
    world.write('f', 'above\nONE\ntwo\nwithin\nand more\nthree\nFOUR\n');
    session.change('f', 'above\nONE\nTWO\nwithin\nand more\nTHREE\nFOUR\n');
    const lines = world.who('f');
    expect([lines[0], lines[1], lines[6]]).toEqual(['above ← untraced', `ONE ← ${s(1, 1)}`, `FOUR ← ${s(1, 1)}`]);
    for (const line of lines.slice(3, 5)) expect(line).not.toMatch(/ exact$/);
  });

  test.each([
    ['carriage returns', 'one\r\ntwo\r\n', 'one\r\n2\r\n', ['one\r ← commit', '2\r']],
    ['no final newline', 'one\ntwo', 'one\ntwo, and more', ['one ← commit', 'two, and more']],
    ['tabs', '\tone\n\t\ttwo\n', '\tone\n\t\t2\n', ['\tone ← commit', '\t\t2']],
    [
      'claude-code reader 5: signs of pattern languages',
      'a$1\nb\n',
      'a$1\n$& \\1 (.*)\n',
      ['a$1 ← commit', '$& \\1 (.*)'],
    ],
    ['other scripts', 'ü\n監視\n', 'ü\n👩🏽‍💻 監\n', ['ü ← commit', '👩🏽‍💻 監']],
  ])('%s', (_what, before, after, [first, second]) => {
    world.commit({ f: before });
    world.session().says('Change it').change('f', after);
    const own = (text: string | undefined): string => (text ?? '').replace(/\r(?= ←|$)/, '');
    const told = world.who('f').map(own);
    expect(told).toEqual([own(first), `${own(second)} ← ${s(1, 1)}`]);
  });

  test('reconciler 1: a path with blanks and letters of other scripts', () => {
    world.commit({ 'Ünï côde/a b#%20.txt': 'one\n' });
    world.session().says('Change it').change('Ünï côde/a b#%20.txt', 'one\ntwo\n');
    expect(world.who('Ünï côde/a b#%20.txt')).toEqual(['one ← commit', `two ← ${s(1, 1)}`]);
  });

  needs('withheld')('where the record leaves out what the file was, what is known of it stands in', () => {
    world.commit({ f: 'one\ntwo\n' });
    world.session().says('Change it').change('f', 'one\n2\n').withheld('f', 'one\n2\nthree lines\n');
    expect(world.who('f')).toEqual(['one ← commit', `2 ← ${s(1, 1)}`, `three lines ← ${s(1, 1)}`]);
  });

  needs('withheld')('where nothing is known of the file, its text is looked for, and is not exact', () => {
    world.write('f', 'was there before\n');
    world.session().says('Change it').withheld('f', 'was there before\na telling new line\n');
    const [, second] = world.who('f');
    expect(second).toMatch(/^a telling new line ← s1#1.* (?:fragment|exact)$/);
    expect(world.who('f')[0]).not.toMatch(/s1#1/);
  });

  needs('command')('a command that names the file, and what a person writes later', () => {
    world.commit({ f: 'one\n' });
    const session = world.session().says('Run it');
    session.reads('f').runs('echo two >> f', { f: 'one\ntwo\n' });
    world.write('f', 'one\ntwo\nthree\n');
    const lines = world.who('f');
    expect(lines[0]).toBe('one ← commit');
    expect(lines[1]).toMatch(/^two ← s1#1.* inferred$/);
    expect(lines[2]).not.toMatch(/exact|fragment|snapshot/);
  });

  needs('command')('a session that only reads and tests wrote nothing', () => {
    world.commit({ f: 'one\n' });
    world.session().says('Look').reads('f').runs('cat f').runs('ls -la').runs('git status');
    world.write('f', 'one\nby a person\n');
    expect(world.who('f')).toEqual(['one ← commit', 'by a person ← untraced']);
    expect(world.editLines()).toEqual([]);
  });

  needs('read')(
    'what a person wrote before it read the file is nobody’s, also where it then writes the file whole',
    () => {
      world.commit({ f: 'one\ntwo\nthree\n' });
      const session = world.session().says('Write it').reads('f');
      world.write('f', 'one\nby a person\nthree\n');
      session.reads('f').change('f', 'one\nby a person\nthree\nfour\n', 'content');
      const lines = world.who('f');
      expect([lines[0], ...lines.slice(2)]).toEqual(['one ← commit', 'three ← commit', `four ← ${s(1, 1)}`]);
      expect(lines[1]).toMatch(/^by a person ← (?:untraced|preexisting)$/);
    },
  );

  describe('a whole content over what nobody saw', () => {
    const WRITTEN = ['one', 'by a person', 'two', 'three', 'by the agent'];
    const truths = (turn: number): readonly (readonly string[])[] => [
      // What the record tells of the content before, or a whole read, keeps the person's line apart.
      ...['untraced', 'preexisting'].map((origin) => [
        'one ← commit',
        `by a person ← ${origin}`,
        'two ← commit',
        'three ← commit',
        `by the agent ← ${s(1, turn)}`,
      ]),
      // Else nothing tells which of the new lines it wrote.
      [
        'one ← commit',
        `by a person ← ${s(1, turn, 'fragment')}`,
        'two ← commit',
        'three ← commit',
        `by the agent ← ${s(1, turn, 'fragment')}`,
      ],
    ];
    const before = 'one\nby a person\ntwo\nthree\n';
    const after = `${WRITTEN.join('\n')}\n`;

    test('a person’s line that it has not been shown is never its own for certain', () => {
      world.commit({ f: 'one\ntwo\nthree\n' });
      const session = world.session().says('Write it');
      world.write('f', before);
      session.change('f', after, 'content');
      expect(truths(1)).toContainEqual(world.who('f'));
    });

    needs('read')('what it was shown in an earlier turn tells nothing of what came since', () => {
      world.commit({ f: 'one\ntwo\nthree\n' });
      const session = world.session().says('Look').reads('f');
      world.write('f', before);
      session.says('Write it').change('f', after, 'content');
      expect(truths(2)).toContainEqual(world.who('f'));
    });

    needs('read')('nor does what another session was shown', () => {
      world.commit({ f: 'one\ntwo\nthree\n' });
      const first = world.session().says('Write it');
      world.session().says('Look').reads('f');
      world.write('f', before);
      first.change('f', after, 'content');
      expect(truths(1)).toContainEqual(world.who('f'));
    });

    test('nor does what it wrote itself in an earlier turn', () => {
      world.commit({ f: 'one\n' });
      const session = world.session().says('First').change('f', 'one\ntwo\n');
      world.write('f', 'one\nby a person\ntwo\n');
      session.says('Second').change('f', 'one\nby a person\ntwo\nthree\n', 'content');
      const lines = world.who('f');
      expect([lines[0], lines[2]]).toEqual(['one ← commit', `two ← ${s(1, 1)}`]);
      expect([
        [expect.stringMatching(/← (?:untraced|preexisting)$/), `three ← ${s(1, 2)}`],
        [`by a person ← ${s(1, 2, 'fragment')}`, `three ← ${s(1, 2, 'fragment')}`],
      ]).toContainEqual([lines[1], lines[3]]);
    });

    needs('read')('where it was shown the whole file in the same turn, what it adds is its own', () => {
      world.commit({ f: 'one\ntwo\nthree\n' });
      const session = world.session().says('Write it').reads('f');
      session.change('f', 'one\n2\nthree\nfour\n', 'content');
      expect(world.who('f')).toEqual(['one ← commit', `2 ← ${s(1, 1)}`, 'three ← commit', `four ← ${s(1, 1)}`]);
    });
  });

  needs('read')('reads are told with their paths', () => {
    world.commit({ f: 'one\ntwo\n' });
    world.session().says('Look').reads('f');
    const reads = world.events().filter(({ kind }) => kind === 'read');
    expect(reads.map((read) => (read.kind === 'read' ? [read.path, read.outcome] : null))).toEqual([
      [world.path('f'), 'applied'],
    ]);
    expect(world.adapter.capabilities.reads).toBe(true);
  });

  needs('unknown-record')('records of unknown kinds are counted, and change nothing', () => {
    world.commit({ f: 'one\n' });
    const session = world.session().says('Change it');
    session.scribe.unknown(world.tick());
    session.change('f', 'one\ntwo\n');
    expect(world.who('f')).toEqual(['one ← commit', `two ← ${s(1, 1)}`]);
    expect(world.blame('f').warnings.map(({ code }) => code)).toEqual(['record_unknown_type']);
  });

  needs('torn-line')('a last line that is cut off loses itself alone', () => {
    world.commit({ f: 'one\n' });
    const session = world.session().says('Change it').change('f', 'one\ntwo\n');
    session.says('Another message that will be cut off somewhere in its middle, long enough for that');
    session.scribe.torn();
    expect(world.who('f')).toEqual(['one ← commit', `two ← ${s(1, 1)}`]);
  });

  test('sessions of another folder are no matter of this repository', () => {
    world.commit({ f: 'one\n' });
    world.session().says('Change it').change('f', 'one\ntwo\n');
    world.scribe.write(world.home);
    const other = new ToldWorld(make());
    try {
      other.commit({ f: 'one\n' });
      other.write('f', 'one\ntwo\n');
      const place = { directory: other.repo.dir };
      expect(place.directory).not.toBe(world.repo.dir);
      expect(other.who('f')).toEqual(['one ← commit', 'two ← untraced']);
    } finally {
      other.remove();
    }
  });

  test('events are the same on every reading, in order, and point into their source', () => {
    world.commit({ f: 'one\n' });
    world.session().says('Change it').change('f', 'one\ntwo\n').change('g', 'new\n', 'content');
    const [once, again] = [world.events(), world.events()];
    expect(again).toEqual(once);
    const seqs = once.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    for (const { trace } of once) expect(trace.line).toBeGreaterThan(0);
  });

  test('a probe tells what a reading tells', () => {
    world.commit({ f: 'one\n' });
    const session = world.session().says('Change it').change('f', 'one\ntwo\n');
    if (!cannot.has('read')) session.reads('f');
    if (!cannot.has('command')) session.runs('make');
    session.says('More').change('f', 'one\ntwo\nthree\n');
    if (!cannot.has('sub-agent')) world.session({ parent: session }).says('A part').change('f', 'one\n');
    if (!cannot.has('replayed')) {
      const id = '00000009-1111-4111-8111-111111111111';
      world.adopt(session.scribe.replay(id, world.tick()), id).says('Go on').change('f', 'one\n2\n');
    }
    for (const source of world.sources()) {
      expect(world.adapter.probe(source)).toEqual(world.adapter.scan(source, null).probe);
    }
  });

  test('messages, calls and what became of them stand in the transcript in order', () => {
    world.commit({ f: 'one\n' });
    const session = world.session().says('First, with\na second line').change('f', 'one\ntwo\n');
    const said = ['person: First, with\na second line', 'call', 'completed'];
    if (!cannot.has('failed')) {
      session.notDone('failed', 'f', 'one\n2\n');
      said.push('call', 'failed');
    }
    session.says('Second');
    said.push('person: Second');
    if (!cannot.has('command')) {
      session.runs('ls -la');
      said.push('call: ls -la', 'completed');
    }
    expect(world.said()).toEqual(said);
    expect(world.said()).toEqual(said);
  });

  needs('read')('the transcript has what a tool was given, and what it gave back', () => {
    world.commit({ 'named.txt': 'a telling line\n' });
    world.session().says('Look').reads('named.txt');
    const items = world.items();
    const given = items.flatMap((item) => (item.kind === 'call' || item.kind === 'result' ? [item.input] : []));
    expect(JSON.stringify(given)).toContain('named.txt');
    // Two scribes write no output.
    if (world.scribe.agent === 'cursor' || world.scribe.agent === 'copilot-vscode') return;
    const outputs = items.flatMap((item) => (item.kind === 'result' ? [item.output] : []));
    expect(outputs).toEqual([expect.stringContaining('a telling line')]);
  });

  test('every edit stands in the transcript, in its turn, with its id', async () => {
    world.commit({ f: 'one\n' });
    const session = world.session().says('First').change('f', 'one\ntwo\n');
    session.says('Second').change('f', 'one\ntwo\nthree\n').change('g', 'new\n', 'content');
    const edits = world.edits().edits.map(({ id, turn }) => `#${turn?.index} ${id}`);
    expect(edits).toHaveLength(3);
    const { turns, edits: records } = await world.transcript(session.id);
    const linked = turns.flatMap(({ index, entries, edits: left }) =>
      [...entries.flatMap((entry) => ('edits' in entry ? entry.edits : [])), ...left].map((id) => `#${index} ${id}`),
    );
    expect(linked.sort()).toEqual(edits.sort());
    expect(Object.keys(records).sort()).toEqual(linked.map((link) => link.slice(3)).sort());
  });

  test('asked for by its name it is found, and nobody else is', async () => {
    world.commit({ f: 'one\n' });
    world.session().says('Change it').change('f', 'one\ntwo\n');
    world.scribe.write(world.home);
    const { home, variables, platform } = world.env();
    const env = { cwd: world.repo.dir, home, platform, variables, now: () => world.clock };
    const answer = async (...words: string[]) => {
      const where = [`--${world.adapter.option.name}`, world.home, '--no-index', '--json'];
      return JSON.parse((await answerTo([...words, ...where], env)).stdout);
    };
    const own = world.adapter.id;
    for (const [agent, found] of [
      [own, 1],
      [own === 'codex' ? 'cursor' : 'codex', 0],
    ] as const) {
      const by = ['--agent', agent];
      const told = {
        edits: (await answer('edits', ...by)).edits.length,
        sessions: (await answer('sessions', ...by)).sessions.length,
        runs: (await answer('runs', 'list', ...by)).runs.length,
        stats: (await answer('stats', ...by)).agents.length,
        blame: Object.keys((await answer('blame', 'f', ...by)).edits).length,
        doctor: (await answer('doctor', ...by)).sessions.length,
        agents: (await answer('doctor', '--agents', ...by)).agents.filter((one: { agent: string }) => one.agent === own)
          .length,
      };
      const all = Object.fromEntries(Object.keys(told).map((what) => [what, found]));
      expect([agent, told]).toEqual([agent, all]);
    }
    expect(JSON.stringify(await answer('why', 'f:2', '--agent', own))).toContain(`"agent":"${own}`);
  });

  test('what it cannot tell at all, its capabilities name', () => {
    const { gaps, evidence, kept } = world.adapter.capabilities;
    expect(evidence.length).toBeGreaterThan(0);
    expect(kept).toMatch(/\.$/);
    if (cannot.has('delete') || cannot.has('rename')) expect(gaps.length).toBeGreaterThan(0);
  });
});
