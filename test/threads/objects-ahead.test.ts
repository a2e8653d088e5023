import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { observing } from '../../src/git/disk.js';
import type { GitObject, Oid } from '../../src/git/git-objects.js';
import { lookUp } from '../../src/git/path-lookup.js';
import { openRepository, type Repository } from '../../src/git/repository.js';
import { Helper } from '../../src/threads/helper.js';
import {
  HistoryAhead,
  type HistoryTask,
  type ObjectsMessage,
  type SeenEntry,
} from '../../src/threads/history-ahead.js';
import { ObjectsAhead } from '../../src/threads/objects-ahead.js';
import { GitRepo } from '../support/git.js';

/** As it is installed: `npm test` builds it first. */
const THREAD = join(import.meta.dirname, '../../dist/helper-thread.cjs');
const PATH = 'src/deep/a.ts';
const COUNT = 12;

let repo: GitRepo;
let repository: Repository;
beforeEach(() => {
  repo = new GitRepo();
  repository = openRepository(repo.dir);
});
afterEach(() => {
  repository.close();
  repo.remove();
});

function textOf(n: number): string {
  return Array.from({ length: 300 + n }, (_, i) => `line ${i} of ${i % 7 === n % 7 ? n : 0}\n`).join('');
}

/** Commits of which every second one changes the file, the newest first: not the order in which they will be asked for. */
function snapshots(): { commits: Oid[]; task: HistoryTask } {
  const commits = Array.from({ length: COUNT }, (_, n) => {
    return repo.commit(`snapshot ${n}`, { [PATH]: textOf(n - (n % 2)), [`other/${n}.ts`]: `${n}\n` });
  });
  const folder = join(repo.dir, '.git/objects');
  return { commits, task: { folder, hash: 'sha1', path: PATH, commits: [...commits].reverse() } };
}

const idOf = (spec: string): Oid => repo.git('rev-parse', spec).trim();

function treesOf(commits: readonly Oid[]): Oid[] {
  return commits.map((oid) => idOf(`${oid}^{tree}`));
}

function entriesOf(commits: readonly Oid[]): SeenEntry[] {
  return commits.map((oid) => {
    return { tree: idOf(`${oid}^{tree}`), entry: { mode: 0o100644, oid: idOf(`${oid}:${PATH}`) } };
  });
}

/** What was sent of commits and trees, and what sends the rest. */
function readingOf(task: HistoryTask): { messages: ObjectsMessage[]; ahead: HistoryAhead } {
  const messages: ObjectsMessage[] = [];
  const ahead = new HistoryAhead(task, (message) => messages.push(message));
  ahead.readSnapshots();
  return { messages, ahead };
}

/** What the file was in the commits, each once. */
function versionsIn(commits: readonly Oid[]): Oid[] {
  return [...new Set(commits.map((oid) => idOf(`${oid}:${PATH}`)))];
}

function contentsIn({ objects, bytes }: ObjectsMessage): [Oid, string][] {
  return objects.map(({ oid, end }, n) => {
    return [oid, Buffer.from(bytes).toString('utf8', objects[n - 1]?.end ?? 0, end)];
  });
}

test('what tells of a file in snapshots is read once each: commits, what their trees have, then its versions by when they were made', () => {
  const { commits, task } = snapshots();
  const versions = versionsIn(commits);
  const { messages, ahead } = readingOf({ ...task, commits: [...task.commits, ...commits] });
  expect(messages.flatMap(contentsIn).map(([oid]) => oid)).toEqual(task.commits);
  for (const [oid, content] of messages.flatMap(contentsIn)) {
    expect(content).toBe(repository.objects.read(oid)?.data.toString('utf8'));
  }
  expect(messages.flatMap(({ entries }) => entries)).toEqual(entriesOf(task.commits));
  messages.length = 0;
  const lengths = versions.map(() => ahead.sendVersion());
  expect(ahead.sendVersion()).toBeNull();
  expect(messages.flatMap(contentsIn)).toEqual(versions.map((oid, n) => [oid, textOf(n * 2)]));
  expect(lengths).toEqual(versions.map((_, n) => textOf(n * 2).length));
});

test('of snapshots in packs the commits are read, and what their trees have; their versions are left to who asks', () => {
  const { commits, task } = snapshots();
  repo.git('repack', '-adq');
  const { commits: later, task: both } = snapshots();
  for (const all of [
    [...task.commits, ...both.commits],
    [...both.commits, ...task.commits],
  ]) {
    const { messages, ahead } = readingOf({ ...task, commits: all });
    expect(messages.flatMap(contentsIn).map(([oid]) => oid)).toEqual(all);
    expect(messages.flatMap(({ entries }) => entries)).toEqual(entriesOf(all));
    expect(versionsIn(commits).map(() => ahead.sendVersion())).toEqual(versionsIn(later).map(() => 0));
    expect(ahead.sendVersion()).toBeNull();
  }
});

test('what is gone, damaged or no file is left out, and the rest is read', () => {
  const { commits, task } = snapshots();
  const versions = versionsIn(commits);
  const fileOf = (oid: string): string => join(repo.dir, '.git/objects', oid.slice(0, 2), oid.slice(2));
  for (const damaged of [versions[1], idOf(`${commits[5]}:src`)]) {
    chmodSync(fileOf(damaged ?? ''), 0o644);
    writeFileSync(fileOf(damaged ?? ''), 'damaged');
  }
  const withOthers = [...task.commits, 'f'.repeat(40), 'no id', versions[0] ?? ''];
  const { messages, ahead } = readingOf({ ...task, commits: withOthers });
  for (let bytes = ahead.sendVersion(); bytes !== null; ) bytes = ahead.sendVersion();
  const sent = messages.flatMap(contentsIn).map(([oid]) => oid);
  // Commits 4 and 5 have the same folder.
  expect(versions.filter((oid) => !sent.includes(oid))).toEqual([versions[1], versions[2]]);
  expect(commits.filter((oid) => !sent.includes(oid))).toEqual([]);
});

test('a repository gives the same objects, whether another thread reads them ahead or not', () => {
  const { commits, task } = snapshots();
  const others = [...commits, ...treesOf(commits)];
  const versions = versionsIn(commits);
  const helper = Helper.of(THREAD);
  const ahead = helper?.readAhead(task);
  helper?.finish();
  expect(repository.objects.folder).toBe(task.folder);
  if (ahead !== undefined) repository.objects.takeFrom(() => ahead);
  const plain = openRepository(repo.dir);
  for (const oid of [...others, ...versions, ...others, 'f'.repeat(40)]) {
    expect(repository.objects.read(oid)).toEqual(plain.objects.read(oid));
  }
  for (const tree of treesOf(commits)) {
    const seen = repository.objects.entryAhead(tree, PATH);
    expect(seen).toEqual(ahead === undefined ? undefined : lookUp(plain.objects, tree, PATH));
    expect(repository.objects.entryAhead(tree, 'src/deep')).toBeUndefined();
  }
  plain.close();
  helper?.close();
});

test.each([false, true])(
  'what rests on objects that were read ahead rests on the same files and folders (packed: %s)',
  (isPacked) => {
    const { commits, task } = snapshots();
    if (isPacked) repo.git('repack', '-adq');
    const versions = versionsIn(commits);
    const looks = (prepare: (opened: Repository) => void): Set<string> => {
      const { observations } = observing(
        () => Date.now() + 10_000,
        () => {
          const opened = openRepository(repo.dir);
          prepare(opened);
          for (const oid of [...commits, ...versions]) expect(opened.objects.read(oid)).not.toBeNull();
          opened.close();
        },
      );
      return new Set(observations.all.map(({ look, path, found }) => JSON.stringify([look, path, found])));
    };
    const own = looks(() => {});
    expect(own.size).toBeGreaterThan(isPacked ? 5 : commits.length);
    const { messages, ahead: reading } = readingOf(task);
    while (reading.sendVersion() !== null);
    const ahead = looks(({ objects }) => {
      const given = new ObjectsAhead(
        PATH,
        () => {},
        () => {},
      );
      objects.takeFrom(() => given);
      for (const message of messages) given.receive(message);
    });
    expect([...own].filter((look) => !ahead.has(look))).toEqual([]);
  },
);

test('each object is given once, whatever is asked for and whenever it comes, and few bytes wait', () => {
  const MB = 1024 * 1024;
  const step = fc.record({ asks: fc.nat(40), comes: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(fc.nat(2 * MB), { maxLength: 40 }), fc.array(step), (sizes, steps) => {
      const nameOf = (n: number): Oid => String(n).padStart(40, '0');
      let granted = 0;
      let sent = 0;
      let next = 0;
      let most = 0;
      let coming = 0;
      // The other thread: sends the next ones, as long as more bytes are wanted.
      const ahead: ObjectsAhead = new ObjectsAhead(
        PATH,
        () => {
          for (; coming > 0 && next < sizes.length && sent < granted; coming--, next++) {
            const size = sizes[next] ?? 0;
            sent += size;
            const objects = [{ oid: nameOf(next), type: 'blob' as const, end: size }];
            ahead.receive({ objects, bytes: new Uint8Array(size).fill(next), entries: [] });
          }
        },
        (bytes) => {
          if (granted === 0) most = bytes;
          granted += bytes;
        },
      );
      const given = new Set<number>();
      for (const { asks, comes } of steps) {
        coming += comes;
        const object: GitObject | null = ahead.take(nameOf(asks));
        if (object !== null) {
          expect([given.has(asks), object.type, object.data.length, object.data[0] ?? asks]).toEqual([
            false,
            'blob',
            sizes[asks],
            asks,
          ]);
          given.add(asks);
        }
        // What was given up, or came too late, makes room as what was taken does.
        const passed = sizes.slice(0, next).reduce((sum, size) => sum + size, 0);
        expect(granted).toBeLessThanOrEqual(most + passed);
      }
    }),
  );
});
