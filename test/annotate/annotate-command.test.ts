import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { notesWorld } from '../notes/notes-lab.js';
import { schemaNamed } from '../report/schemas.js';
import type { CodexWorld } from '../support/codex-world.js';
import { answerTo } from '../support/run-cli.js';

let world: CodexWorld;

beforeEach(() => {
  world = notesWorld();
});

afterEach(() => world.remove());

type Json = Record<string, unknown>;

async function annotate(...argv: string[]) {
  const variables = { ...world.env().variables, AI_BLAME_NO_INDEX: '1' };
  return answerTo(['annotate', ...argv], { cwd: world.repo.dir, home: `${world.base}/home`, variables });
}

async function files(...argv: string[]): Promise<[Json[], number]> {
  const { stdout, exitCode } = await annotate(...argv, '--json');
  return [JSON.parse(stdout).files, exitCode];
}

function bytes(name: string): Buffer {
  return readFileSync(join(world.repo.dir, name));
}

function put(name: string, content: string | Buffer): void {
  writeFileSync(join(world.repo.dir, name), content);
}

/** Two edits of a.sh by one session. */
function edited(): string {
  world.commit('Begin', { 'a.sh': '#!/bin/sh\none\n' });
  const session = world.session();
  session.turn('Please add').patch('*** Update File: a.sh\n@@\n one\n+two', { 'a.sh': '#!/bin/sh\none\ntwo\n' });
  session.turn('And more').patch('*** Update File: a.sh\n@@\n two\n+three', { 'a.sh': '#!/bin/sh\none\ntwo\nthree\n' });
  return session.id;
}

describe('a block in the file', () => {
  test('tells of its edits, below what must stay at the top; twice is once; removed, the file is what it was', async () => {
    const session = edited();
    chmodSync(join(world.repo.dir, 'a.sh'), 0o755);
    const before = bytes('a.sh');
    const edits = world.edits(['a.sh']).edits;
    const told = edits.map(({ id, timestamp }, n) => {
      const time = timestamp?.replace(/\.\d+Z$/, 'Z');
      return `# ${time} codex gpt-demo modify +1 -0 exact, turn ${n + 1} of ${session}, edit ${id}\n`;
    });
    expect(await annotate('a.sh')).toEqual({ exitCode: 0, stdout: 'a.sh: 2 edits written to a block\n', stderr: '' });
    const annotated = bytes('a.sh').toString();
    expect(annotated).toBe(
      `#!/bin/sh\n# ai-blame:begin edit history, written by ai-blame annotate\n${told.join('')}# ai-blame:end\none\ntwo\nthree\n`,
    );
    expect(statSync(join(world.repo.dir, 'a.sh')).mode & 0o777).toBe(0o755);
    expect(annotated).not.toContain('Please');
    expect(annotated).not.toContain(world.base);
    expect((await annotate('a.sh')).stdout).toBe('a.sh: up to date\n');
    expect(bytes('a.sh').toString()).toBe(annotated);
    expect((await annotate('a.sh', '--remove')).stdout).toBe('a.sh: block taken out\n');
    expect(bytes('a.sh')).toEqual(before);
    expect((await annotate('a.sh', '--remove')).stdout).toBe('a.sh: has no annotation\n');
  });

  test('a dry run tells the same and writes nothing', async () => {
    edited();
    const before = bytes('a.sh');
    const [dry] = await files('a.sh', '--dry-run');
    expect(bytes('a.sh')).toEqual(before);
    const [done] = await files('a.sh');
    expect(dry).toEqual(done);
    const annotated = bytes('a.sh');
    expect((await annotate('a.sh', '--remove', '--dry-run')).stdout).toBe('a.sh: would be: block taken out\n');
    expect(bytes('a.sh')).toEqual(annotated);
  });

  test('the whole answer as JSON', async () => {
    edited();
    const { stdout } = await annotate('a.sh', '--place', 'bottom', '--entries', '1', '--json');
    expect(JSON.parse(stdout)).toEqual({
      schema: 'ai-blame/annotate@1',
      repository: { root: world.repo.dir, head: world.repo.git('rev-parse', 'HEAD').trim() },
      dryRun: false,
      remove: false,
      files: [{ path: 'a.sh', form: 'block', written: 'a.sh', status: 'written', edits: 1, reason: null }],
      redacted: 0,
      warnings: [],
    });
    expect(bytes('a.sh').toString()).toMatch(/\nthree\n# ai-blame:begin .*\n# .* turn 2 .*\n# ai-blame:end\n$/);
  });

  test('entries of edits that are not found here stay', async () => {
    edited();
    await annotate('a.sh');
    const theirs = '# 2020-01-01T00:00:00Z claude-code opus modify +1 -0 exact, turn 1 of c-1, edit 0123456789ab\n';
    put('a.sh', bytes('a.sh').toString().replace('# ai-blame:end', `${theirs}# ai-blame:end`));
    await annotate('a.sh');
    const lines = bytes('a.sh').toString().split('\n');
    expect(`${lines[2]}\n`).toBe(theirs);
    expect(lines.filter((line) => line.includes(', edit '))).toHaveLength(3);
    expect((await annotate('a.sh')).stdout).toBe('a.sh: up to date\n');
  });

  test('what is damaged is left alone, and the exit code is 4', async () => {
    edited();
    put('a.sh', '# ai-blame:begin x\none\n');
    for (const more of [[], ['--remove']]) {
      expect(await files('a.sh', ...more)).toEqual([
        [{ path: 'a.sh', form: 'block', written: null, status: 'left', edits: 0, reason: 'damaged' }],
        4,
      ]);
    }
    expect(bytes('a.sh').toString()).toBe('# ai-blame:begin x\none\n');
  });
});

describe('a block is nobody’s writing', () => {
  /** Who each line is, by `blame`. */
  async function who(name: string): Promise<string[]> {
    const variables = { ...world.env().variables, AI_BLAME_NO_INDEX: '1' };
    const { stdout } = await answerTo(['blame', name, '--json'], {
      cwd: world.repo.dir,
      home: `${world.base}/home`,
      variables,
    });
    const { lines, edits } = JSON.parse(stdout);
    return lines.map(({ text, origin, edit }: Json) => {
      const short = String(text).replace(/^# (ai-blame:\w+|\d{4}-).*/, '($1)');
      return `${short} ${edits[edit as string]?.evidence ?? origin}`;
    });
  }

  test('also where a turn ran a command last, and nothing was captured after it', async () => {
    world.commit('Begin', { 'a.sh': 'one\n' });
    const session = world.session();
    session.turn('one').patch('*** Update File: a.sh\n@@\n one\n+two', { 'a.sh': 'one\ntwo\n' });
    session.turn('two').shell('sed -i s/one/1/ a.sh', { 'a.sh': '1\ntwo\n' });
    const before = await who('a.sh');
    expect(before).toEqual(['1 inferred', 'two exact']);
    const edits = world.edits(['a.sh']).edits;
    expect((await annotate('a.sh')).stdout).toBe('a.sh: 2 edits written to a block\n');
    expect(await who('a.sh')).toEqual([
      '(ai-blame:begin) untraced',
      '(2026-) untraced',
      '(2026-) untraced',
      '(ai-blame:end) untraced',
      ...before,
    ]);
    const after = world.edits(['a.sh']).edits;
    expect(after.map(({ id, added, removed }) => [id, added, removed])).toEqual(
      edits.map(({ id, added, removed }) => [id, added, removed]),
    );
    expect((await annotate('a.sh')).stdout).toBe('a.sh: up to date\n');
    world.commit('Annotated', {});
    expect(await who('a.sh')).toEqual([
      '(ai-blame:begin) commit',
      '(2026-) commit',
      '(2026-) commit',
      '(ai-blame:end) commit',
      ...before,
    ]);
    expect((await annotate('a.sh')).stdout).toBe('a.sh: up to date\n');
    await annotate('a.sh', '--remove');
    expect(await who('a.sh')).toEqual(before);
  });

  test('a turn that works on after it is told of, and only that', async () => {
    const id = edited();
    await annotate('a.sh');
    const text = bytes('a.sh').toString();
    const next = world.session();
    next.turn('again').patch('*** Update File: a.sh\n@@\n three\n+four', { 'a.sh': `${text}four\n` });
    expect((await who('a.sh')).slice(-5)).toEqual([
      '(ai-blame:end) untraced',
      'one commit',
      'two exact',
      'three exact',
      'four exact',
    ]);
    expect((await annotate('a.sh')).stdout).toBe('a.sh: 3 edits written to a block\n');
    expect(bytes('a.sh').toString()).toContain(`turn 1 of ${next.id}`);
    expect(bytes('a.sh').toString()).toContain(`turn 2 of ${id}`);
  });
});

describe('a sidecar', () => {
  test('for what has no comments: edits without prompts, deterministic, and deleted again', async () => {
    world.commit('Begin', { 'a.json': '{}\n' });
    const session = world.session();
    session.turn('Please').patch('*** Update File: a.json\n@@\n-{}\n+[]', { 'a.json': '[]\n' });
    expect((await annotate('a.json')).stdout).toBe('a.json: 1 edit written to a.json.ai-blame.json\n');
    const sidecar = JSON.parse(bytes('a.json.ai-blame.json').toString());
    const [edit] = world.edits(['a.json']).edits;
    expect(sidecar).toEqual({
      schema: 'ai-blame/annotation@1',
      path: 'a.json',
      edits: [
        {
          id: edit?.id,
          timestamp: edit?.timestamp,
          agent: 'codex',
          model: 'gpt-demo',
          session: session.id,
          turn: 1,
          action: 'modify',
          previousPath: null,
          added: 1,
          removed: 1,
          evidence: 'exact',
          summary: expect.stringMatching(/ codex gpt-demo modify \+1 -1 exact, turn 1 of /),
        },
      ],
    });
    const validate = schemaNamed('annotation-1');
    expect([validate(sidecar), validate.errors]).toEqual([true, null]);
    expect((await annotate('a.json')).stdout).toBe('a.json: up to date\n');
    expect((await annotate('a.json', '--remove')).stdout).toBe('a.json: a.json.ai-blame.json deleted\n');
    expect(existsSync(join(world.repo.dir, 'a.json.ai-blame.json'))).toBe(false);
    expect(bytes('a.json').toString()).toBe('[]\n');
  });

  test('where it is asked for; a foreign file of that name is never touched', async () => {
    edited();
    const before = bytes('a.sh');
    expect((await files('a.sh', '--as', 'sidecar'))[0]).toMatchObject([{ form: 'sidecar', edits: 2 }]);
    expect(bytes('a.sh')).toEqual(before);
    put('a.sh.ai-blame.json', '{"mine": true}\n');
    for (const more of [['--as', 'sidecar'], ['--remove']]) {
      expect(await files('a.sh', ...more)).toMatchObject([[{ status: 'left', reason: 'damaged' }], 4]);
    }
    expect(bytes('a.sh.ai-blame.json').toString()).toBe('{"mine": true}\n');
  });

  test('for what is binary', async () => {
    world.commit('Begin', { 'a.ts': 'one\n' });
    const session = world.session();
    session.turn('one').patch('*** Update File: a.ts\n@@\n one\n+two', { 'a.ts': 'one\ntwo\n' });
    put('a.ts', Buffer.from('one\n\0two\n'));
    expect((await files('a.ts'))[0]).toMatchObject([{ form: 'sidecar', written: 'a.ts.ai-blame.json' }]);
  });
});

describe('which files, and how', () => {
  function many(): void {
    world.commit('Begin', { 'src/a.ts': 'a\n', 'src/b.ts': 'b\n', 'lib/c.py': 'c\n', 'package-lock.json': '{}\n' });
    const patch = ['src/a.ts', 'src/b.ts', 'lib/c.py', 'package-lock.json'].map((path, n) => {
      const [line] = ['a', 'b', 'c', '{}'].slice(n);
      return `*** Update File: ${path}\n@@\n ${line}\n+x`;
    });
    world.session().turn('all').patch(patch.join('\n'), {
      'src/a.ts': 'a\nx\n',
      'src/b.ts': 'b\nx\n',
      'lib/c.py': 'c\nx\n',
      'package-lock.json': '{}\nx\n',
    });
    world.write({ 'src/untold.ts': 'mine\n' });
  }

  const forms = (list: Json[]) => list.map(({ path, form, reason }) => [path, form ?? reason]);

  test('a folder: the files in it that a trace tells of, but no lock files', async () => {
    many();
    expect(forms((await files('.', '--dry-run'))[0])).toEqual([
      ['lib/c.py', 'block'],
      ['package-lock.json', 'excluded'],
      ['src/a.ts', 'block'],
      ['src/b.ts', 'block'],
    ]);
    expect(forms((await files('src', 'package-lock.json', '--dry-run'))[0])).toEqual([
      ['package-lock.json', 'sidecar'],
      ['src/a.ts', 'block'],
      ['src/b.ts', 'block'],
    ]);
    expect(forms((await files('src/untold.ts'))[0])).toEqual([['src/untold.ts', 'no-edits']]);
  });

  test('rules of the configuration: the first that names a file; options come before them', async () => {
    many();
    const rules = [
      { paths: ['b.ts'], as: 'none' },
      { paths: ['src/**'], as: 'sidecar' },
      { paths: ['*.py'], place: 'bottom', entries: 1 },
    ];
    const configuration = { annotate: { rules } };
    put('.ai-blame.json', JSON.stringify(configuration));
    const validate = schemaNamed('configuration');
    expect([validate(configuration), validate.errors]).toEqual([true, null]);
    expect(forms((await files())[0])).toEqual([
      ['lib/c.py', 'block'],
      ['src/a.ts', 'sidecar'],
      ['src/b.ts', 'rule'],
    ]);
    expect(bytes('lib/c.py').toString()).toMatch(/^c\nx\n# ai-blame:begin/);
    expect(forms((await files('src/b.ts', '--as', 'block', '--dry-run'))[0])).toEqual([['src/b.ts', 'block']]);
    expect(forms((await files('src/b.ts', '--no-config', '--dry-run'))[0])).toEqual([['src/b.ts', 'block']]);
    expect(forms((await files('--remove'))[0])).toEqual([
      ['lib/c.py', 'block'],
      ['src/a.ts', 'sidecar'],
    ]);
  });

  test('a file that a person renamed after an agent had written it', async () => {
    edited();
    world.commit('Work', {});
    world.git('mv', 'a.sh', 'b.sh');
    world.commit('Move', {});
    expect(forms((await files('.', '--dry-run'))[0])).toEqual([['b.sh', 'block']]);
    expect((await annotate('b.sh')).stdout).toBe('b.sh: 2 edits written to a block\n');
    expect((await annotate('.')).stdout).toBe('b.sh: up to date\n');
    expect((await annotate('.', '--remove')).stdout).toBe('b.sh: block taken out\n');
  });

  test.each([
    [[], 2, 'Which file? Name one, or a folder'],
    [['nothing.ts'], 3, 'There is no file nothing.ts in the work tree'],
    [['a', '--as', 'note'], 2, '--as expects one of block, sidecar, not "note"'],
    [['a', '--place', 'middle'], 2, '--place expects one of top, bottom, not "middle"'],
    [['a', '--entries', '0'], 2, '--entries expects a number from 1, not "0"'],
    [['a', '--remove', '--as', 'block'], 2, '--remove and --as exclude each other'],
  ])('%j: exit code %i', async (argv, code, message) => {
    edited();
    const { exitCode, stderr } = await annotate(...argv);
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(message)]);
  });

  test.each([
    [{ rules: [{ as: 'block' }] }, 'annotate.rules[0].paths must be a list of patterns that is not empty'],
    [{ rules: [{ paths: ['a'], as: 'x' }] }, 'annotate.rules[0].as must be one of block, sidecar, none'],
    [{ rules: [{ paths: ['a'], place: 1 }] }, 'annotate.rules[0].place must be top or bottom'],
    [{ rules: [{ paths: ['a'], entries: 0 }] }, 'annotate.rules[0].entries must be a number from 1'],
    [{ rule: [] }, 'annotate.rule is not known'],
  ])('a bad rule is told: %j', async (annotation, message) => {
    edited();
    put('.ai-blame.json', JSON.stringify({ annotate: annotation }));
    const { exitCode, stderr } = await annotate('a.sh');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`.ai-blame.json: ${message}`)]);
  });

  test('a link is not followed, and a file that cannot be written is told', async () => {
    edited();
    symlinkSync('a.sh', join(world.repo.dir, 'link.sh'));
    expect((await files('link.sh'))[0]).toMatchObject([{ status: 'left', reason: 'no-file' }]);
    if (process.getuid?.() === 0) return;
    chmodSync(world.repo.dir, 0o555);
    try {
      expect(await files('a.sh')).toMatchObject([[{ status: 'left', reason: 'not-writable' }], 4]);
    } finally {
      chmodSync(world.repo.dir, 0o755);
    }
  });
});
