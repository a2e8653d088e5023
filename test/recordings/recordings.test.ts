import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LaidOut, layOut, readTruth, type TruthWriter, versions } from '../../fixtures/lay-out.mjs';

const WITHOUT_GHOSTS = ['0.129.0', '0.147.0', '0.169.0'];

const root = mkdtempSync(join(tmpdir(), 'ai-blame-test-recordings-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.each(versions)('the recording of %s', (version) => {
  const truth = readTruth(version);
  const sessions = Object.values(truth.sessions);
  let laidOut: LaidOut;
  beforeAll(() => {
    laidOut = layOut(version, join(root, version));
  });

  test('the work tree holds the lines of the truth, and no other file', () => {
    const contents = Object.fromEntries(
      Object.entries(truth.files).map(([path, lines]) => {
        const text = lines.map((line) => line.text).join('\n');
        return [path, truth.noFinalNewline.includes(path) ? text : `${text}\n`];
      }),
    );
    const paths = listFiles(laidOut.repo).filter((path) => !path.startsWith('.git/'));
    const found = Object.fromEntries(paths.map((path) => [path, readFileSync(join(laidOut.repo, path), 'utf8')]));
    expect(found).toEqual(contents);
  });

  test('lines of the truth are numbered, and every writer has made an edit of that path or of its old name', () => {
    for (const [path, lines] of Object.entries(truth.files)) {
      expect(lines.map((line) => line.line)).toEqual(lines.map((_line, index) => index + 1));
      const writers = lines
        .flatMap((line) => [line.writer, line.lineEndBy ?? null])
        .filter((writer) => writer !== null);
      for (const writer of writers) {
        expect(truth.edits.filter((edit) => edit.path === path).map(writerOf)).toContainEqual(writer);
      }
    }
  });

  test('every snapshot is a commit of Codex that no ref reaches, in a loose object', () => {
    expect(truth.ghosts).toHaveLength(WITHOUT_GHOSTS.includes(version) ? 0 : 10);
    const reachable = git(laidOut.repo, 'rev-list', '--all', '--reflog').split('\n');
    for (const { id, parent } of truth.ghosts) {
      expect(git(laidOut.repo, 'show', '-s', '--format=%ae %P', id)).toBe(`snapshot@codex.local ${parent}`);
      expect(existsSync(join(laidOut.repo, '.git/objects', id.slice(0, 2), id.slice(2)))).toBe(true);
      expect(reachable).not.toContain(id);
    }
  });

  test('git finds nothing wrong, the branch has the commits of the truth, and nothing is staged', () => {
    git(laidOut.repo, 'fsck', '--strict', '--no-dangling');
    expect(git(laidOut.repo, 'rev-list', '--reverse', 'main').split('\n')).toEqual(truth.commits);
    expect(git(laidOut.repo, 'reflog', '--format=%H').split('\n').reverse()).toEqual(truth.commits);
    expect(git(laidOut.repo, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
    expect(git(laidOut.repo, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main');
    expect(git(laidOut.repo, 'diff', '--cached', '--name-only')).toBe('');
  });

  test('the home holds one rollout for each session and nothing else, and every line of it parses', () => {
    const files = listFiles(laidOut.codexHome);
    expect(files.map((file) => file.slice(-41, -6)).sort()).toEqual(sessions.map(({ id }) => id.slice(1)).sort());
    for (const file of files) {
      const text = readFileSync(join(laidOut.codexHome, file), 'utf8');
      const records = text.split('\n').slice(0, -1).map(parseRecord);
      expect(text.endsWith('\n')).toBe(true);
      expect(records[0]?.payload.cli_version).toBe(version);
      expect(file).toContain(`${records[0]?.payload.id}`);
    }
  });

  test('the snapshots of the truth are those that the rollouts name', () => {
    const named = listFiles(laidOut.codexHome).flatMap((file) => {
      const lines = readFileSync(join(laidOut.codexHome, file), 'utf8').split('\n').slice(0, -1);
      return lines.map(parseRecord).flatMap(({ payload }) => payload.ghost_commit?.id ?? []);
    });
    expect(new Set(truth.ghosts.map((ghost) => ghost.id))).toEqual(new Set(named));
  });

  test('edits, failures and idle turns are of turns that the sessions have', () => {
    const turns = sessions.flatMap(({ id, turns: own }) =>
      own.map(({ index, model }) => ({ session: id, turn: index, model })),
    );
    for (const { session, turn, model } of truth.edits) {
      expect(turns).toContainEqual({ session, turn, model });
    }
    const names = turns.map(({ session, turn }) => ({ session, turn }));
    const busy = new Set(truth.edits.map(({ session, turn }) => `${session} ${turn}`));
    expect(truth.noEditTurns).toEqual(names.filter(({ session, turn }) => !busy.has(`${session} ${turn}`)));
    expect(truth.failedEdits).toHaveLength(1);
  });

  test('holds no instructions of the vendor and no path outside of the recorded home', () => {
    for (const file of listFiles(laidOut.codexHome)) {
      const text = readFileSync(join(laidOut.codexHome, file), 'utf8');
      expect(text).not.toMatch(/You are Codex|SKILL\.md/);
      expect(
        text.match(/\/(?:home|root|Users|work|tmp|var)\/[\w.-]*/g)?.filter((path) => path !== '/home/dev') ?? [],
      ).toEqual([]);
    }
  });
});

test('the fork of 0.169.0 names the byte at which the copied part of the parent ends', () => {
  const home = join(root, 'offset');
  const { codexHome } = layOut('0.169.0', home);
  const texts = listFiles(codexHome).map((file) => readFileSync(join(codexHome, file)));
  const bases = texts.flatMap(
    (text) => parseRecord(text.toString('utf8').split('\n')[0] ?? '').payload.history_base ?? [],
  );
  expect(bases).toHaveLength(1);
  for (const base of bases) {
    const parent = texts.find(
      (text) => parseRecord(text.toString('utf8').split('\n')[0] ?? '').payload.id === base.thread_id,
    );
    const inherited = parent?.subarray(0, base.end_byte_offset).toString('utf8') ?? '';
    expect(inherited.endsWith('\n')).toBe(true);
    expect(inherited.split('\n')).toHaveLength(base.end_ordinal_exclusive + 1);
  }
});

test('laying out twice gives the same bytes', () => {
  const folders = ['first', 'second'].map((name) => layOut('0.98.0', join(root, name)));
  const [first, second] = folders.map(({ repo, codexHome }) =>
    [repo, codexHome].map((folder) =>
      listFiles(folder)
        // The index holds the times at which files were written.
        .filter((path) => path !== '.git/index')
        .map((path) => [path, readFileSync(join(folder, path), 'latin1')]),
    ),
  );
  expect(second).toEqual(first);
});

interface Recorded {
  readonly payload: {
    readonly id?: string;
    readonly cli_version?: string;
    readonly ghost_commit?: { readonly id: string };
    readonly history_base?: {
      readonly thread_id: string;
      readonly end_ordinal_exclusive: number;
      readonly end_byte_offset: number;
    };
  };
}

function parseRecord(line: string): Recorded {
  return JSON.parse(line) as Recorded;
}

function writerOf({ session, turn, model, evidence }: TruthWriter): TruthWriter {
  return { session, turn, model, evidence };
}

function listFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}

function git(repo: string, ...args: string[]): string {
  const env = { PATH: process.env.PATH, HOME: repo, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', args, { cwd: repo, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}
