import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readCommit } from '../../src/git/commits.js';
import { isAsObserved, type Observations, observing } from '../../src/git/disk.js';
import { openRepository, type Repository } from '../../src/git/repository.js';
import { readWorkTreeFile } from '../../src/git/work-tree-file.js';
import { GitRepo } from '../support/git.js';

const made: GitRepo[] = [];

afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});

const LATER = (): number => Date.now() + 3_600_000;

function committed(): GitRepo {
  const repo = new GitRepo();
  made.push(repo);
  repo.write({ 'a.txt': 'one\n', 'b.txt': 'two\n' });
  repo.commit('first');
  return repo;
}

/** What is looked at by opening the repository and doing something with it. */
function looks(dir: string, use: (repository: Repository) => void, now = LATER): Observations {
  return observing(now, () => {
    const repository = openRepository(dir);
    use(repository);
    repository.close();
  }).observations;
}

const isUnchanged = ({ all }: Observations): boolean => all.every(isAsObserved);

describe('what was looked at on the disk', () => {
  test('is as observed where nothing changed', () => {
    const repo = committed();
    const observations = looks(repo.dir, (repository) => {
      readCommit(repository.objects, repository.head().commit ?? '');
      repository.refs();
      repository.reflog();
    });
    expect(isUnchanged(observations)).toBe(true);
  });

  test('shows that HEAD moved', () => {
    const repo = committed();
    const observations = looks(repo.dir, (repository) => repository.head());
    repo.write({ 'a.txt': 'three\n' });
    repo.commit('second');
    expect(isUnchanged(observations)).toBe(false);
  });

  test('shows that a ref came, also in a folder that was not there', () => {
    const repo = committed();
    const observations = looks(repo.dir, (repository) => repository.refs());
    repo.git('update-ref', 'refs/some/where', 'HEAD');
    expect(isUnchanged(observations)).toBe(false);
  });

  test('shows that an object that was not there came', () => {
    const repo = committed();
    const oid = repo.gitBytes(['hash-object', '--stdin'], { input: 'to come\n' }).toString().trim();
    const observations = looks(repo.dir, (repository) => repository.objects.read(oid));
    repo.gitBytes(['hash-object', '-w', '--stdin'], { input: 'to come\n' });
    expect(isUnchanged(observations)).toBe(false);
  });

  test('shows that an object that was there is gone', () => {
    const repo = committed();
    const oid = repo.gitBytes(['hash-object', '-w', '--stdin'], { input: 'to go\n' }).toString().trim();
    const observations = looks(repo.dir, (repository) => repository.objects.read(oid));
    rmSync(join(repo.dir, '.git/objects', oid.slice(0, 2), oid.slice(2)));
    expect(isUnchanged(observations)).toBe(false);
  });

  test('shows that objects were packed', () => {
    const repo = committed();
    const observations = looks(repo.dir, (repository) =>
      readCommit(repository.objects, repository.head().commit ?? ''),
    );
    repo.git('repack', '-adq');
    repo.git('prune-packed');
    expect(isUnchanged(observations)).toBe(false);
  });

  test('shows that a file of the work tree changed in place, even when its time of change was set back', () => {
    const repo = committed();
    const file = join(repo.dir, 'a.txt');
    utimesSync(file, 1_000_000, 1_000_000);
    const observations = looks(repo.dir, (repository) => readWorkTreeFile(repository, 'a.txt'));
    writeFileSync(file, 'ONE MORE\n');
    utimesSync(file, 1_000_000, 1_000_000);
    expect(isUnchanged(observations)).toBe(false);
  });

  test('does not care for other files of the work tree, nor for what git leaves in its own folder', () => {
    const repo = committed();
    const observations = looks(repo.dir, (repository) => readWorkTreeFile(repository, 'a.txt'));
    repo.write({ 'b.txt': 'changed\n', 'c.txt': 'new\n' });
    writeFileSync(join(repo.dir, '.git/COMMIT_EDITMSG'), 'draft\n');
    expect(isUnchanged(observations)).toBe(true);
  });

  test('shows that a link leads elsewhere', () => {
    const repo = committed();
    const link = join(repo.dir, 'link');
    symlinkSync(repo.dir, link);
    const observations = looks(link, () => {});
    rmSync(link);
    mkdirSync(join(link, '.git'), { recursive: true });
    expect(isUnchanged(observations)).toBe(false);
  });

  test('is not settled where a file was changed a moment ago: another change in the same tick would not show', () => {
    const repo = committed();
    const read = (repository: Repository): void => {
      readWorkTreeFile(repository, 'a.txt');
    };
    expect(looks(repo.dir, read, Date.now).areSettled).toBe(false);
    expect(looks(repo.dir, read, LATER).areSettled).toBe(true);
  });
});
