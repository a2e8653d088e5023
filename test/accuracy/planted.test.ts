import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const COMMAND = join(ROOT, 'bin/ai-blame.js');

/** Programs that hand on what the command says, but for one thing that is not so. */
const FAULTS = {
  turn: 'for (const edit of Object.values(said.edits)) if (edit.evidence === "exact") edit.turn.index++;',
  person: `const [id] = Object.keys(said.edits).filter((key) => said.edits[key].evidence === "exact");
    if (id !== undefined) for (const line of said.lines) if (line.origin !== "agent") Object.assign(line, { origin: "agent", edit: id });`,
  zone: 'said.warnings.push({ code: process.env.TZ });',
};

/** The judge, the claims and the shrinker, tried on a command whose answers are known to be wrong. */
describe('a planted wrong answer', () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'ai-blame-planted-'));
    for (const [name, fault] of Object.entries(FAULTS)) {
      const text = `
import { execFileSync } from 'node:child_process';
const args = process.argv.slice(2);
const said = JSON.parse(execFileSync(process.execPath, [${JSON.stringify(COMMAND)}, ...args], { encoding: 'utf8' }));
if (args[0] === 'blame') { ${fault} }
process.stdout.write(JSON.stringify(said));
`;
      writeFileSync(join(dir, `${name}.mjs`), text);
    }
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  /** The claims that do not hold. */
  function brokenBy(fault: keyof typeof FAULTS, seed: number, ...more: string[]): string[] {
    const args = ['accuracy/run.mjs', '--worlds', '1', '--seed', String(seed), '--command', join(dir, `${fault}.mjs`)];
    const { stdout, status } = spawnSync(process.execPath, [...args, ...more], { cwd: ROOT, encoding: 'utf8' });
    expect(status).toBe(1);
    return [...stdout.matchAll(/^FAIL {2}([\w-]+):/gm)].map(([, claim]) => claim ?? '');
  }

  test('a turn that is not the one breaks the claims about exact evidence, and is shrunk to a small script', () => {
    const keep = join(dir, 'kept');
    const broken = brokenBy('turn', 7002, '--only', 'exact-precision', '--keep', keep);
    expect(broken).toEqual(['exact-precision', 'complete-traces', 'right-agent']);
    const kept = readdirSync(keep);
    expect(kept).toEqual(['exact-precision-whole-7002.json']);
    const file = join(keep, kept[0] ?? '');
    const { script, breaches } = JSON.parse(readFileSync(file, 'utf8'));
    expect(breaches.length).toBeGreaterThan(0);
    // One patch is all that it takes.
    expect(script.actions.map(({ act }: { act: string }) => act)).toEqual(['patch']);
    const again = (command: string) =>
      spawnSync(process.execPath, ['accuracy/run.mjs', '--script', file, '--command', command], { cwd: ROOT }).status;
    expect([again(join(dir, 'turn.mjs')), again(COMMAND)]).toEqual([1, 0]);
  }, 240_000);

  test('lines of people that are told as an agent’s break the claims about them', () => {
    expect(brokenBy('person', 7002)).toEqual(
      expect.arrayContaining(['never-exact', 'exact-precision', 'nobody-elses']),
    );
  }, 120_000);

  test('an answer that depends on the time zone breaks the claim of the same bytes', () => {
    expect(brokenBy('zone', 7005)).toEqual(['determinism']);
  }, 120_000);
});
