import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SCRIBES } from '../agents/conformance/scribes.js';
import { ToldWorld } from '../agents/conformance/told-world.js';
import { DigestLab, SAME } from './digest-lab.js';

/** Stands in the texts of edits, and nowhere else. */
const MARK = 'wrItten';
const OTHER = 'wrXtten';

interface Database {
  exec(sql: string): void;
  prepare(sql: string): { get(value: string): unknown };
  close(): void;
}

/** Columns of a database's tables that hold texts of edits. */
const COLUMNS: Readonly<Record<string, readonly (readonly [table: string, column: string])[]>> = {
  // In the tables of 1, and of 2.
  'opencode.db': [
    ['part', 'data'],
    ['session_message', 'data'],
  ],
  'state.vscdb': [['cursorDiskKV', 'value']],
};

/** Changes the mark in a file, or in the rows of a database. */
function changeIn(file: string): void {
  const columns = COLUMNS[basename(file)];
  if (columns === undefined) {
    if (/-(wal|shm)$/.test(file)) return;
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(MARK, OTHER));
    return;
  }
  const Opened = createRequire(import.meta.url)('libsql') as new (path: string) => Database;
  const database = new Opened(file);
  for (const [table, column] of columns) {
    if (database.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table) === undefined) continue;
    database.exec(`UPDATE ${table} SET ${column} = replace(${column}, '${MARK}', '${OTHER}')`);
  }
  // In one process a copy of a database serves until its main file changes.
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

describe.each(SCRIBES)('%s: answers from its traces are sealed', (name, make) => {
  let world: ToldWorld;
  let lab: DigestLab;
  beforeEach(() => {
    world = new ToldWorld(make());
    world.commit({ f: 'one\n' });
    const session = world.session().says('First').change('f', `one\n${MARK} two\n`);
    session.says('Second').change('f', `one\n${MARK} two\nthree\n`);
    world.scribe.write(world.home);
    const { home, variables, platform, cwd, now } = world.env();
    const where = [`--${world.adapter.option.name}`, world.home];
    lab = new DigestLab(world.base, where, { home, variables, platform, cwd, now });
  });
  afterEach(() => world.remove());

  function files(): string[] {
    return readdirSync(world.home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  }

  test('and hold, again and again', async () => {
    const { digest, lines } = await lab.seal('f');
    expect(lines.map(({ origin }) => origin)).toEqual(['commit', 'agent', 'agent']);
    expect(digest.inputs.records.length).toBeGreaterThanOrEqual(2);
    expect(digest.inputs.records.map(({ sha256 }) => sha256)).not.toContain(null);
    expect(await lab.verify()).toEqual(SAME);
    expect((await lab.seal('f')).digest).toEqual(digest);
  });

  test('until one byte of a text is another one', async () => {
    await lab.seal('f');
    for (const file of files()) changeIn(file);
    const { exitCode, outcome, findings } = await lab.verify();
    // Cursor keeps texts by their digests: one that has another is none of its.
    const expected = name === 'cursor' ? [4, 'missing', 'missing record'] : [1, 'differs', 'changed record'];
    expect([exitCode, outcome]).toEqual(expected.slice(0, 2));
    expect(findings.filter((finding) => finding.startsWith(String(expected[2]))).length).toBeGreaterThan(0);
  });

  test('or the traces are gone', async () => {
    const { digest } = await lab.seal('f');
    rmSync(world.home, { recursive: true });
    const { exitCode, outcome, findings } = await lab.verify();
    expect([exitCode, outcome]).toEqual([4, 'missing']);
    expect(findings.filter((finding) => finding.startsWith('missing record'))).toHaveLength(
      digest.inputs.records.length,
    );
  });
});
