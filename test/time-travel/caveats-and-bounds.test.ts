import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { statesOf, withHistory } from '../../src/app/file-history.js';
import { followPaths } from '../../src/app/follow-paths.js';
import { touchedPaths } from '../../src/app/touched-paths.js';
import { CAVEATS } from '../../src/model/caveats.js';
import { StateContents } from '../../src/time-travel/state-contents.js';
import { CodexWorld } from '../support/codex-world.js';
import { applied, bytesOf, fingerprint, TravelLab } from '../support/travel-lab.js';

let world: CodexWorld;
let lab: TravelLab;

beforeEach(() => {
  world = new CodexWorld();
  lab = new TravelLab({ repository: world.repo.dir, home: world.home });
});

afterEach(() => world.remove());

describe('caveats', () => {
  test('time-travel 17: what is not exact is summed up by code in one closing line, in JSON under caveats', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    session.turn('Add two').shell('./tool', { 'a.txt': 'one\ntwo\n' });
    session.turn('Add three').shell('./tool', { 'a.txt': 'one\ntwo\nthree\n' });
    const line =
      '1 edit best effort, 1 derived: no_final_snapshot ×1, shell_edit_unseen ×1, turn_inferred ×1; see ai-blame help caveats\n';
    expect((await lab.ask('log', 'a.txt')).stderr).toBe(line);
    expect((await lab.ask('diff', 'a.txt@0..')).stderr).toBe(line);
    const { caveats, states } = JSON.parse(await lab.answer('log', 'a.txt', '--json'));
    const told = (code: keyof typeof CAVEATS) => ({ code, message: CAVEATS[code] });
    expect(caveats).toEqual([
      { ...told('no_final_snapshot'), count: 1 },
      { ...told('shell_edit_unseen'), count: 1 },
      { ...told('turn_inferred'), count: 1 },
    ]);
    expect(states.map((state: { caveats: object[] }) => state.caveats)).toEqual([
      [],
      [told('turn_inferred')],
      [told('shell_edit_unseen'), told('no_final_snapshot')],
    ]);
  });

  test('time-travel 17: so it is wherever something that is not exact is shown, also of a turn, a text, and with --meta', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    session.turn('Add two').shell('./tool', { 'a.txt': 'one\ntwo\n' });
    session.turn('Talk').say('hello');
    const line = '1 edit derived: turn_inferred ×1; see ai-blame help caveats\n';
    for (const argv of [
      ['log', 'a.txt'],
      ['show', 'a.txt@1'],
      ['show', 'a.txt@1', '--meta'],
      ['diff', 'a.txt@1'],
      ['diff', 'a.txt@1', '--stat'],
      ['diff', '--turn', '00000001:1'],
      ['bisect', 'a.txt', '--contains', 'two'],
    ]) {
      const { stderr } = await lab.ask(...argv);
      expect([argv, stderr.endsWith(line)]).toEqual([argv, true]);
      const { caveats } = JSON.parse(
        await lab.answer(...argv.filter((word) => !/^--(meta|stat)$/.test(word)), '--json'),
      );
      expect([argv, caveats.map(({ code }: { code: string }) => code)]).toEqual([argv, ['turn_inferred']]);
    }
  });

  test('time-travel 17: what is exact ends with no such line', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    world.session().turn('Two').patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'one\ntwo\n' });
    expect(await lab.ask('log', 'a.txt')).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('time-travel 17: help caveats tells each code with its sentence', async () => {
    const words = (await lab.answer('help', 'caveats')).replace(/\s+/g, ' ');
    for (const [code, message] of Object.entries(CAVEATS)) expect(words).toContain(`${code} ${message}`);
  });

  test('time-travel 17: a model that no record tells, a rename that is concluded, and what came between are told as such', async () => {
    world.commit('Begin', { 'old.txt': 'one\ntwo\nthree\nfour\n' });
    const session = world.session({ model: null });
    session.turn('Rename').shell('./tool', { 'old.txt': null, 'new.txt': 'one\ntwo\nthree\nfour\n' });
    session.turn('Talk').say('hello');
    world.write({ 'new.txt': 'one\ntwo\nthree\n4\n' });
    session.turn('Talk').say('hello');
    const codes = (await lab.states('new.txt')).map(({ caveats }) => caveats.map(({ code }) => code));
    expect(codes).toEqual([[], ['model_unknown', 'turn_inferred', 'rename_inferred'], ['between_sessions']]);
  });

  test('time-travel 18: --stats counts what the answer was drawn from, and what was left out', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    session.turn('Two').patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'one\ntwo\n' });
    session.turn('Leave').patch('*** Add File: ../outside.txt\n+x', {});
    session.turn('Three').shell('./tool', { 'a.txt': 'one\ntwo\nthree\n' });
    session.turn('Talk').say('hello');
    world.write({ 'a.txt': 'one\ntwo\nthree\nfour\n' });
    const { stats } = JSON.parse(await lab.answer('log', 'a.txt', '--json', '--stats'));
    expect(stats).toEqual({
      filesTracked: 1,
      editsSeen: 2,
      attributed: 2,
      byConfidence: { exact: 1, derived: 1, best_effort: 0, none: 1 },
      skipped: { outside_root: 1 },
      blobsRead: expect.any(Number),
      cacheEntries: 4,
      cacheBytes: 4 + 8 + 14 + 19,
      cacheEvictions: 0,
      pendingOperations: 0,
    });
    expect(stats.blobsRead).toBeGreaterThan(0);
    const { stderr } = await lab.ask('log', 'a.txt', '--stats');
    expect(stderr).toContain(
      'edits seen: 2\nattributed: 2\nby confidence: exact 1, derived 1, best effort 0, none 1\n',
    );
    expect(stderr).toContain('skipped: outside_root ×1\n');
    expect(JSON.parse(await lab.answer('log', 'a.txt', '--json'))).not.toHaveProperty('stats');
  });
});

describe('bounds', () => {
  test('time-travel 19: over 2,000 files no more than 32 contents are held, and no more than 32 MB', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 2000 }, (_, n) => [`d${n % 20}/f${n}.txt`, `${`line of file ${n}\n`.repeat(60)}`]),
    );
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    session.turn('Make them').shell('./tool', files);
    session.turn('Talk').say('hello');
    const place = { directory: world.repo.dir, homes: { codex: [] }, movedFrom: [] };
    const quiet = { update: () => {}, end: () => {} };
    const samples: { entries: number; bytes: number; evictions: number }[] = [];
    withHistory('.', place, world.env(), quiet, (open) => {
      const [here] = open.timelines.all;
      if (here === undefined) throw new Error('no timeline');
      const paths = touchedPaths(open.repository, here.entries);
      for (const followed of followPaths(open.repository, open.timelines, here, paths, quiet)) {
        const contents = new StateContents(followed.path, followed.file.chain, open.cache);
        for (const state of statesOf(open, followed)) contents.of(state);
        samples.push(open.cache.counters);
      }
    });
    expect(samples).toHaveLength(2000);
    expect(Math.max(...samples.map(({ entries }) => entries))).toBe(32);
    expect(Math.max(...samples.map(({ bytes }) => bytes))).toBeLessThanOrEqual(32 * 1024 * 1024);
    expect(samples.at(-1)?.evictions).toBe(2000 - 32);
  }, 240_000);

  test('time-travel 20: binary files are counted only, unless --force is given; git apply then takes them', async () => {
    const [old, young] = [
      Buffer.from([1, 0, 2, 0x0a, 0xff]),
      Buffer.from(Array.from({ length: 3000 }, (_, n) => (n * n) % 256)),
    ];
    world.commit('Begin', { 'a.bin': old });
    const session = world.session();
    session.turn('Draw').shell('./tool', { 'a.bin': young });
    session.turn('Talk').say('hello');
    const states = await lab.states('a.bin');
    expect(states.map(({ added, removed, size, caveats }) => [added, removed, size, caveats.at(-1)?.code])).toEqual([
      [null, null, 5, 'binary'],
      [null, null, 3000, 'binary'],
    ]);
    expect(await lab.ask('show', 'a.bin@1')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: 'a.bin@1 is binary: 3000 bytes (--force writes it all the same)',
    });
    expect(await lab.bytes('a.bin@1', '--force')).toEqual(young);
    const counted = await lab.ask('diff', 'a.bin@0..1');
    expect(counted.stdout.split('\n').slice(2)).toEqual(['Binary files a/a.bin and b/a.bin differ', '']);
    expect(counted.stderr).toContain('note: what is binary, or over 4 MB, is only counted: --force tells it\n');
    expect(await lab.answer('diff', 'a.bin@0..1', '--stat')).toContain(' a.bin | Bin\n');
    for (const [range, from, to] of [
      ['0..1', old, young],
      ['1..0', young, old],
    ] as const) {
      const patch = bytesOf(await lab.answer('diff', `a.bin@${range}`, '--force'));
      expect(applied(patch, { 'a.bin': from }, ['a.bin'])).toEqual({ 'a.bin': to });
    }
  });

  test('time-travel 20: files over 4 MB are counted only, unless --force is given', async () => {
    const large = `${'0123456789abcde\n'.repeat(250_000)}x\n`;
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    session.turn('Fill').shell('./tool', { 'a.txt': large });
    session.turn('Talk').say('hello');
    const [, state] = await lab.states('a.txt');
    expect(state).toMatchObject({ size: 4_000_002 });
    expect(state?.caveats.map(({ code }) => code)).toContain('too_large');
    expect((await lab.ask('show', 'a.txt@1')).stderr).toBe(
      'a.txt@1 is over 4 MB: 4000002 bytes (--force writes it all the same)',
    );
    expect((await lab.bytes('a.txt@1', '--force')).equals(Buffer.from(large))).toBe(true);
    const { files } = await lab.diff('a.txt@0..1');
    expect(files.map(({ path, hunks }) => [path, hunks])).toEqual([['a.txt', []]]);
    expect((await lab.answer('diff', 'a.txt@0..1')).split('\n')[2]).toBe('Binary files a/a.txt and b/a.txt differ');
    const patch = bytesOf(await lab.answer('diff', 'a.txt@0..1', '--force'));
    const made = applied(patch, { 'a.txt': Buffer.from('one\n') }, ['a.txt']);
    expect(made['a.txt']?.equals(Buffer.from(large))).toBe(true);
  });

  test('time-travel 20: lines of files over 4 MB are told only where --force is given', async () => {
    world.commit('Begin', {
      'a.txt': `${'0123456789abcde\n'.repeat(250_000)}x\n`,
      'b.txt': '0123456789abcde\n'.repeat(250_000),
    });
    const refused = {
      exitCode: 3,
      stdout: '',
      stderr: 'a.txt is over 4 MB: 4000002 bytes (--force tells its lines all the same)',
    };
    expect(await lab.ask('a.txt', '-L', '1,2')).toEqual(refused);
    expect(await lab.ask('a.txt', '--rev', 'HEAD')).toEqual(refused);
    const told = await lab.ask('a.txt', '--force', '-L', '250000,250001', '-s');
    expect([told.exitCode, told.stdout.split('\n').map((line) => line.split('│ ')[1])]).toEqual([
      0,
      ['0123456789abcde', 'x', undefined],
    ]);
    expect((await lab.ask('b.txt', '-L', '1,1')).exitCode).toBe(0);
  });

  test('time-travel 21: nothing outside of the repository is shown, whatever a trace or a person names', async () => {
    world.commit('Begin', { 'a.txt': 'one\n', 'etc/passwd': 'mine\n' });
    const session = world.session();
    session.turn('Out').patch('*** Update File: ../../etc/passwd\n@@\n root\n+evil', {});
    session.turn('Out').patch('*** Add File: /etc/evil\n+evil', {});
    session.turn('In').patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'one\ntwo\n' });
    mkdirSync(join(world.base, 'other'));
    symlinkSync(join(world.base, 'other'), join(world.repo.dir, 'way-out'));
    symlinkSync('/dev/null', join(world.repo.dir, 'device'));
    execFileSync('sh', ['-c', 'mkfifo pipe'], { cwd: world.repo.dir });
    const { stats } = JSON.parse(await lab.answer('log', 'a.txt', '--json', '--stats'));
    expect(stats.skipped).toEqual({ outside_root: 2 });
    const codes = [];
    for (const file of [
      '../../etc/passwd',
      '/etc/evil',
      'way-out/x.txt',
      'etc',
      '.',
      '.git/config',
      'device',
      'pipe',
    ]) {
      codes.push([file, (await lab.ask('log', file)).exitCode]);
    }
    expect(codes).toEqual([
      ['../../etc/passwd', 3],
      ['/etc/evil', 3],
      ['way-out/x.txt', 3],
      ['etc', 3],
      ['.', 3],
      ['.git/config', 3],
      ['device', 3],
      ['pipe', 3],
    ]);
    // The file of that name in the repository is another one.
    expect((await lab.states('etc/passwd')).map(({ kind }) => kind)).toEqual(['base']);
  });

  test('time-travel 22: no command writes anything', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    const session = world.session();
    session.turn('Two').patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'one\ntwo\n' });
    session.turn('Three').shell('./tool', { 'a.txt': 'one\ntwo\nthree\n' });
    const [, state] = await lab.states('a.txt');
    const before = fingerprint(world.base);
    for (const argv of [
      ['log', 'a.txt'],
      ['show', 'a.txt@1'],
      ['show', 'a.txt@77'],
      ['diff', 'a.txt@0..'],
      ['diff', '--turn', '00000001:1'],
      ['trace', String(state?.edit)],
      ['link', 'a.txt@1'],
      ['bisect', 'a.txt', '--contains', 'two'],
    ]) {
      await lab.ask(...argv);
      expect(fingerprint(world.base)).toBe(before);
    }
  });

  test('time-travel 22: a run that is killed at any moment leaves nothing behind', async () => {
    world.commit('Begin', { 'a.txt': 'one\n' });
    world.session().turn('Two').patch('*** Update File: a.txt\n@@\n one\n+two', { 'a.txt': 'one\ntwo\n' });
    const temporary = join(world.base, 'tmp');
    mkdirSync(temporary);
    const before = fingerprint(world.base);
    const env = {
      PATH: process.env.PATH,
      HOME: world.base,
      TMPDIR: temporary,
      CODEX_HOME: world.home,
      AI_BLAME_NO_INDEX: '1',
    };
    const program = join(import.meta.dirname, '../../bin/ai-blame.js');
    for (const killSignal of ['SIGKILL', 'SIGINT'] as const) {
      for (const timeout of [40, 80, 120, 160, 240, 480]) {
        spawnSync(process.execPath, [program, 'diff', 'a.txt@0..'], { cwd: world.repo.dir, env, timeout, killSignal });
        expect(fingerprint(world.base)).toBe(before);
      }
    }
  });
});
