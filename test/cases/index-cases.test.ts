import { renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BlameResult } from '../../src/model/blame-result.js';
import { fingerprintOf, IndexLab } from '../support/index-lab.js';

let lab: IndexLab;
beforeEach(() => {
  lab = new IndexLab();
});
afterEach(() => lab.remove());

/** Each line as `text ← who`, by way of the index; and it is the same without it. */
async function who(file: string): Promise<string[]> {
  const { withIndex, without } = await lab.bothWays([file]);
  expect(withIndex).toEqual(without);
  const { lines, edits } = JSON.parse(withIndex[0]?.stdout ?? '') as BlameResult;
  return lines.map(({ text, origin, edit }) => {
    const record = edit === null ? undefined : edits[edit];
    return record === undefined
      ? `${text} ← ${origin}`
      : `${text} ← s${Number(record.session.slice(0, 8))} ${record.evidence}`;
  });
}

describe('cases of the index', () => {
  test('K1: blame of one file, then of another, is right for both', async () => {
    lab.sessions(2);
    expect(await who('f1')).toEqual(['one ← s1 exact']);
    expect(await who('f2')).toEqual(['one ← s2 exact']);
    expect(await lab.index()).toMatchObject({ read: 0, continued: 0, totals: { ok: 2, partial: 0, failed: 0 } });
  });

  test('K2: --no-index makes no index, and index rebuild makes it anew from the traces', async () => {
    lab.sessions(2);
    expect((await lab.ask(['f1', '--no-index'])).exitCode).toBe(0);
    expect((await lab.ask(['f1'], { AI_BLAME_NO_INDEX: '1' })).exitCode).toBe(0);
    expect(fingerprintOf(lab.own)).toMatch(/^0 /);
    await lab.index();
    const before = lab.dump();
    const database = lab.database();
    const id = () => database.prepare("SELECT value FROM meta WHERE key = 'store_id'").get([])?.[0];
    const first = id();
    // What a person does to the index is undone.
    database.exec("UPDATE sources SET watermark = 'nonsense ' || id");
    database.close();
    expect(await lab.index(['rebuild'])).toMatchObject({ read: 2, totals: { ok: 2, partial: 0, failed: 0 } });
    expect(lab.dump()).toEqual(before);
    const again = lab.database();
    expect(again.prepare("SELECT value FROM meta WHERE key = 'store_id'").get([])?.[0]).not.toBe(first);
    again.close();
  });

  test('K3: where one of two sessions grows, the other keeps its edits and is not read again', async () => {
    const [one] = lab.sessions(2);
    expect(await who('f1')).toEqual(['one ← s1 exact']);
    one?.turn('more').patch('*** Update File: f1\n@@\n one\n+two', { f1: 'one\ntwo\n' });
    expect(await lab.index()).toMatchObject({ read: 0, continued: 1 });
    expect(await who('f1')).toEqual(['one ← s1 exact', 'two ← s1 exact']);
    expect(await who('f2')).toEqual(['one ← s2 exact']);
  });

  test('K4: the same path in two repositories is each its own', async () => {
    lab.sessions(1);
    const other = lab.world.another('other');
    const session = lab.world.session({ repo: other, cwd: other.dir, ghosts: false });
    session.turn('make it').patch('*** Add File: f1\n+other', { f1: 'other\n' });
    expect(await who('f1')).toEqual(['one ← s1 exact']);
    const there = await lab.ask(['-C', other.dir, 'f1', '--json']);
    const { lines, edits } = JSON.parse(there.stdout) as BlameResult;
    expect(lines.map(({ text, edit }) => [text, edits[edit ?? '']?.session])).toEqual([['other', session.id]]);
    expect(there).toEqual(await lab.ask(['-C', other.dir, 'f1', '--json', '--no-index']));
  });

  test("codex reader 21, K5, state-index 2: nothing is written into an agent's home or the repository, whatever is asked", async () => {
    lab.sessions(2);
    const home = fingerprintOf(lab.world.home);
    const repository = fingerprintOf(lab.world.repo.dir);
    for (const argv of [
      ['index'],
      ['f1'],
      ['edits'],
      ['why', 'f1:1'],
      ['doctor'],
      ['index', 'status'],
      ['index', 'verify', '--full', '--repair', '--compare-codex'],
      ['index', 'rebuild'],
    ]) {
      expect([argv, (await lab.ask(argv)).exitCode]).toEqual([argv, 0]);
    }
    expect(fingerprintOf(lab.world.home)).toBe(home);
    expect(fingerprintOf(lab.world.repo.dir)).toBe(repository);
  });

  test('K6: a ghost pruned after indexing, or brought back, shows in the answer', async () => {
    const { world } = lab;
    world.commit('first', { f: 'one\n' });
    const session = world.session();
    session.turn('run something').shell('make it', { f: 'one\ntwo\n' });
    world.write({ g: 'by a person\n' });
    session.turn('look').shell('make more', { f: 'one\ntwo\nthree\n' });
    const whole = await who('f');
    expect(whole).toEqual(['one ← commit', 'two ← s1 snapshot', 'three ← s1 inferred']);
    const [id = ''] = session.ghosts.slice(-1);
    const object = join(world.repo.dir, '.git/objects', id.slice(0, 2), id.slice(2));
    renameSync(object, `${object}.away`);
    const pruned = await lab.ask(['f', '--json']);
    expect(pruned).toEqual(await lab.ask(['f', '--json', '--no-index']));
    const { warnings } = JSON.parse(pruned.stdout) as BlameResult;
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'snapshot_missing', subject: id }));
    renameSync(`${object}.away`, object);
    expect(await who('f')).toEqual(whole);
  });

  test('K7: a trace that is rewritten, truncated, replaced or deleted is followed', async () => {
    const [one, two] = lab.sessions(2);
    if (one === undefined || two === undefined) throw new Error('no sessions');
    expect(await who('f1')).toEqual(['one ← s1 exact']);
    const lines = [...one.lines];
    // Rewritten: the patch is of another call now, and tells another line.
    writeFileSync(one.path, lines.map((line) => `${line.replaceAll('+one', '+uno')}\n`).join(''));
    expect(await who('f1')).not.toEqual(['one ← s1 exact']);
    writeFileSync(one.path, lines.map((line) => `${line}\n`).join(''));
    expect(await who('f1')).toEqual(['one ← s1 exact']);
    // Truncated in the middle of the patch's record.
    const whole = lines.map((line) => `${line}\n`).join('');
    truncateSync(one.path, whole.indexOf('*** Begin Patch'));
    expect(await who('f1')).toEqual(['one ← untraced']);
    // Replaced by another session's file of the same name.
    writeFileSync(one.path, two.lines.map((line) => `${line.replaceAll('f2', 'f1')}\n`).join(''));
    expect(await who('f1')).toEqual(['one ← s2 exact']);
    rmSync(one.path);
    expect(await who('f1')).toEqual(['one ← untraced']);
    expect(await who('f2')).toEqual(['one ← s2 exact']);
    expect(await lab.index()).toMatchObject({ totals: { ok: 1, partial: 0, failed: 0 } });
  });
});
