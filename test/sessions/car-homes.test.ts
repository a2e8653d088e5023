import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Rollout, uuid7 } from '../support/codex-rollout.js';
import { answerTo } from '../support/run-cli.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;

beforeEach(() => {
  dir = new TempDir();
  mkdirSync(join(dir.path, 'repo/src'), { recursive: true });
});

afterEach(() => dir.remove());

/** Writes a session's file into a home, given relative to the world's folder. @returns its id. */
function session(home: string, n: number): string {
  const id = uuid7(n * 1000, n);
  const rollout = new Rollout();
  rollout.second = n;
  dir.write(
    `${home}/sessions/2026/01/01/rollout-2026-01-01T12-00-0${n}-${id}.jsonl`,
    rollout.meta({ id }).context('m').says(`Task ${n}`).text(),
  );
  return id;
}

async function ids(...argv: string[]): Promise<string[]> {
  const env = { cwd: join(dir.path, 'repo/src'), home: join(dir.path, 'ada') };
  const { exitCode, stdout } = await answerTo(['sessions', '--no-index', '--asc', '--json', ...argv], env);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout).sessions.map(({ id }: { id: string }) => id);
}

const OWN = 'ada/.codex';
const GLOBAL = 'ada/.codex-autorunner/workspaces/global/codex_home';
const BY_WORKSPACE = 'ada/.codex-autorunner/workspaces/0123456789ab/codex_home';
const IN_REPOSITORY = 'repo/.codex-autorunner/app_server_workspaces/global/codex_home';

describe('run-history 19: private homes of Codex Autorunner', () => {
  test('are searched behind the person’s own', async () => {
    const made = [session(OWN, 1), session(GLOBAL, 2), session(BY_WORKSPACE, 3), session(IN_REPOSITORY, 4)];
    expect(await ids()).toEqual(made);
  });

  test('but not with --no-car, nor where homes are named', async () => {
    const own = session(OWN, 1);
    session(GLOBAL, 2);
    expect(await ids('--no-car')).toEqual([own]);
    expect(await ids('--codex-home', join(dir.path, OWN))).toEqual([own]);
  });

  test('a session that is in two of them is told once', async () => {
    const id = session(OWN, 1);
    session(GLOBAL, 1);
    expect(await ids()).toEqual([id]);
  });
});
