import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

/** The built program: `npm test` builds it first. */
const BIN = join(import.meta.dirname, '../../bin/ai-blame.js');

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => world.remove());

/** Runs git with a hook that reports what is about to be committed. @returns what the hook wrote; null where git failed. */
function commit(hookArguments: string, ...args: string[]): { ok: boolean; told: string } {
  const told = join(world.base, 'told');
  const hook = join(world.repo.dir, '.git/hooks/pre-commit');
  writeFileSync(hook, `#!/bin/sh\n"${process.execPath}" "${BIN}" report ${hookArguments} >"${told}" 2>&1\n`);
  chmodSync(hook, 0o755);
  writeFileSync(told, '');
  const variables = { CODEX_HOME: world.home, HOME: join(world.base, 'home'), AI_BLAME_NO_INDEX: '1' };
  const env = Object.fromEntries(Object.entries({ ...process.env, ...variables }).map(([k, v]) => [k, v ?? '']));
  let ok = true;
  try {
    world.repo.gitBytes(['commit', '-q', '-m', 'by hand', ...args], { env });
  } catch {
    ok = false;
  }
  return { ok, told: world.repo.gitBytes(['hash-object', '--no-filters', '-w', told]).toString().trim() };
}

function text(blob: string): string {
  return world.repo.git('cat-file', 'blob', blob);
}

/** An agent's line in a and a person's in b, neither is staged. */
function changed(): void {
  world.commit('first', { a: 'one\n', b: 'b\n', 'sub/c': 'c\n' });
  world.session({ model: 'gpt-a' }).turn('Add').patch('*** Update File: a\n@@\n one\n+two', { a: 'one\ntwo\n' });
  world.write({ b: 'b\nmine\n' });
}

test('a plain commit, all files (-a), and some files: what git is about to commit', () => {
  changed();
  world.git('add', 'b');
  const some = commit('', 'a');
  expect({ ...some, told: text(some.told).split('\n')[0] }).toEqual({
    ok: true,
    told: 'Staged: 1 line added, 0 deleted in 1 file',
  });
  expect(text(some.told)).toContain('codex gpt-a');
  const plain = commit('');
  expect(text(plain.told)).toMatch(/^Staged: 1 line added, 0 deleted in 1 file\n/);
  expect(text(plain.told)).not.toContain('codex');
  world.write({ a: 'one\ntwo\nthree\n', b: 'b\n' });
  const all = commit('', '-a');
  expect(text(all.told)).toMatch(/^Staged: 1 line added, 1 deleted in 2 files\n/);
});

test('a policy that fails keeps git from committing', () => {
  changed();
  const before = world.head();
  const { ok, told } = commit("--fail-on 'agent>0'", '-a');
  expect({ ok, head: world.head() }).toEqual({ ok: false, head: before });
  expect(text(told)).toContain("policy: agent>0: 1 of 2 added lines is agents' (50 %)\n");
});
