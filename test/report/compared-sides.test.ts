import { appendFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';
import { NOTHING, report, spans } from './report-lab.js';

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => world.remove());

const LINES = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n';

/** A person's file, to which an agent adds a line at the top and one at the end. */
function agentAtBothEnds(): void {
  world.commit('first', { a: LINES });
  world
    .session({ model: 'gpt-a' })
    .turn('Add two lines')
    .patch('*** Update File: a\n@@\n+zero\n one\n@@\n ten\n+eleven', { a: `zero\n${LINES}eleven\n` });
}

/** Puts a content into the index alone, as `git add -p` does. */
function stage(path: string, content: string): void {
  const blob = world.repo.gitBytes(['hash-object', '-w', '--stdin'], { input: content }).toString().trim();
  world.repo.git('update-index', '--add', '--cacheinfo', `100644,${blob},${path}`);
}

describe('staged', () => {
  test('only the staged hunk counts, not what the work tree has more', () => {
    agentAtBothEnds();
    stage('a', `zero\n${LINES}`);
    const result = report(world);
    expect(spans(result)).toEqual({ a: ['+1 agent gpt-a exact'] });
    expect(result.added).toEqual({
      lines: 1,
      origins: { agent: 1, commit: 0, preexisting: 0, untraced: 0 },
      percent: { agent: 100, commit: 0, preexisting: 0, untraced: 0 },
      evidence: { exact: 1, fragment: 0, snapshot: 0, inferred: 0 },
      byNote: 0,
      agents: [{ agent: 'codex', lines: 1 }],
      models: [{ agent: 'codex', model: 'gpt-a', lines: 1 }],
      sessions: [{ agent: 'codex', session: '00000001-0000-7000-8000-000000000000', lines: 1 }],
    });
    expect(result.deleted).toEqual(NOTHING);
    expect(result.comparison).toEqual({
      kind: 'staged',
      base: { revision: 'HEAD', commit: world.head() },
      target: null,
      paths: [],
    });
  });

  test('what was staged stays the agent’s when a person goes on in the work tree', () => {
    agentAtBothEnds();
    world.git('add', 'a');
    world.write({ a: `ZERO, by hand\n${LINES}ELEVEN, by hand\nmore\n` });
    expect(spans(report(world))).toEqual({ a: ['+1 agent gpt-a exact', '+12 agent gpt-a exact'] });
    expect(spans(report(world, { kind: 'worktree' }))).toEqual({ a: ['+1 untraced', '+12-13 untraced'] });
  });

  test('what was staged between two turns is the first one’s', () => {
    world.commit('first', { a: LINES });
    const session = world.session({ model: 'gpt-a' });
    session.turn('One').patch('*** Update File: a\n@@\n ten\n+mine', { a: `${LINES}mine\n` });
    world.git('add', 'a');
    session.turn('Two', { model: 'gpt-b' }).patch('*** Update File: a\n@@\n-mine\n+better', { a: `${LINES}better\n` });
    expect(spans(report(world))).toEqual({ a: ['+11 agent gpt-a exact'] });
    expect(spans(report(world, { kind: 'worktree' }))).toEqual({ a: ['+11 agent gpt-b exact'] });
  });

  test('a staged file that was deleted in the work tree', () => {
    world.commit('first', { a: LINES });
    world.session({ model: 'gpt-a' }).turn('Make it').patch('*** Add File: new\n+n1\n+n2', { new: 'n1\nn2\n' });
    world.git('add', 'new');
    world.write({ new: null });
    expect(spans(report(world))).toEqual({ new: ['+1-2 agent gpt-a exact'] });
  });

  test('lines that a person typed, and a line that only the index has', () => {
    agentAtBothEnds();
    stage('a', `zero\nnobody saw this\n${LINES}`);
    expect(spans(report(world))).toEqual({ a: ['+1 agent gpt-a exact', '+2 untraced'] });
  });

  test('deleted lines are whose they were in HEAD', () => {
    agentAtBothEnds();
    world.commit('by the agent');
    world.write({ a: LINES.replace('five\n', '') });
    world.git('add', 'a');
    const result = report(world);
    expect(spans(result)).toEqual({ a: ['-1 agent gpt-a exact', '-6 commit', '-12 agent gpt-a exact'] });
    expect(result.deleted.origins).toEqual({ agent: 2, commit: 1, preexisting: 0, untraced: 0 });
    expect(result.deleted.percent).toEqual({ agent: 66.7, commit: 33.3, preexisting: 0, untraced: 0 });
    expect(result.files.map(({ status }) => status)).toEqual(['modified']);
  });

  test('the index that git gives to a hook for a part of the files', () => {
    agentAtBothEnds();
    world.write({ b: 'not in this commit\n' });
    world.git('add', 'b');
    const indexFile = `${world.base}/next-index`;
    world.repo.gitBytes(['read-tree', 'HEAD'], { env: { GIT_INDEX_FILE: indexFile } });
    world.repo.gitBytes(['add', 'a'], { env: { GIT_INDEX_FILE: indexFile } });
    expect(spans(report(world, { indexFile }))).toEqual({ a: ['+1 agent gpt-a exact', '+12 agent gpt-a exact'] });
    expect(spans(report(world))).toEqual({ b: ['+1 untraced'] });
  });

  test('before the first commit everything is added', () => {
    world.session({ model: 'gpt-a' }).turn('Begin').patch('*** Add File: a\n+one', { a: 'one\n' });
    world.write({ b: 'two\n' });
    world.repo.git('add', '-A');
    const result = report(world);
    expect(spans(result)).toEqual({ a: ['+1 agent gpt-a exact'], b: ['+1 untraced'] });
    expect(result.comparison.base).toBeNull();
    expect(result.repository.head).toBeNull();
  });

  test('a renamed file: only what changed in it counts', () => {
    agentAtBothEnds();
    world.git('mv', 'a', 'b');
    world.repo.git('add', '-A');
    const result = report(world);
    expect(spans(result)).toEqual({ 'a → b': ['+1 agent gpt-a exact', '+12 agent gpt-a exact'] });
    expect(result.files.map(({ status }) => status)).toEqual(['renamed']);
  });

  test('files in conflict are named, and not counted', () => {
    world.commit('first', { a: 'one\n', b: 'b\n' });
    world.git('checkout', '-q', '-b', 'other');
    world.commit('theirs', { a: 'theirs\n' });
    world.git('checkout', '-q', 'main');
    world.commit('ours', { a: 'ours\n' });
    expect(() => world.git('merge', 'other')).toThrow();
    world.write({ b: 'b\nmine\n' });
    world.repo.git('add', 'b');
    const result = report(world);
    expect(result.skipped).toEqual([{ path: 'a', reason: 'unmerged' }]);
    expect(spans(result)).toEqual({ b: ['+2 untraced'] });
    expect(result.warnings.map(({ code }) => code)).toEqual(['merge_in_progress', 'no_sessions']);
  });

  test('binary files are named, and not counted', () => {
    world.commit('first', { bin: Buffer.from([1, 0, 2]), text: 'a\n' });
    world.write({ bin: Buffer.from([1, 0, 3]), text: Buffer.from([0]), new: 'x\n' });
    world.repo.git('add', '-A');
    const result = report(world);
    expect(result.skipped).toEqual([
      { path: 'bin', reason: 'binary' },
      { path: 'text', reason: 'binary' },
    ]);
    expect(spans(result)).toEqual({ new: ['+1 untraced'] });
  });
});

describe('commits and ranges', () => {
  /** Two commits by two models on a branch that left main before its second commit. */
  function branches(): { fork: string; first: string; second: string } {
    const fork = world.commit('root', { a: LINES });
    world.git('checkout', '-q', '-b', 'topic');
    const session = world.session({ model: 'gpt-a' });
    session.turn('One').patch('*** Update File: a\n@@\n ten\n+eleven', { a: `${LINES}eleven\n` });
    const first = world.commit('first');
    session
      .turn('Two', { model: 'gpt-b' })
      .patch('*** Update File: a\n@@\n-eleven\n+ELEVEN\n+twelve', { a: `${LINES}ELEVEN\ntwelve\n` });
    world.write({ mine: 'typed\n' });
    const second = world.commit('second');
    world.git('checkout', '-q', 'main');
    world.commit('meanwhile', { b: 'b\n' });
    return { fork, first, second };
  }

  test('a commit is compared with its parent', () => {
    const { first, second } = branches();
    const result = report(world, { words: ['topic'] });
    expect(spans(result)).toEqual({ a: ['+11-12 agent gpt-b exact', '-11 agent gpt-a exact'], mine: ['+1 commit'] });
    expect(result.comparison).toEqual({
      kind: 'commit',
      base: { revision: 'topic^', commit: first },
      target: { revision: 'topic', commit: second },
      paths: [],
    });
  });

  test('the first commit has nothing before it', () => {
    const { fork } = branches();
    const result = report(world, { words: [fork] });
    expect(spans(result)).toEqual({ a: ['+1-10 commit'] });
    expect(result.comparison.base).toBeNull();
  });

  test('A..B compares the two; A...B begins where B left A', () => {
    const { fork, second } = branches();
    const topic = { a: ['+11-12 agent gpt-b exact'], mine: ['+1 commit'] };
    expect(spans(report(world, { words: ['main..topic'] }))).toEqual({ ...topic, b: ['-1 commit'] });
    const range = report(world, { words: ['main...topic'] });
    expect(spans(range)).toEqual(topic);
    expect(range.comparison).toEqual({
      kind: 'range',
      base: { revision: 'main...topic', commit: fork },
      target: { revision: 'topic', commit: second },
      paths: [],
    });
    expect(spans(report(world, { words: ['..topic'] }))).toEqual({ ...topic, b: ['-1 commit'] });
  });

  test('paths limit a range', () => {
    branches();
    expect(spans(report(world, { words: ['main...topic', 'mine'] }))).toEqual({ mine: ['+1 commit'] });
    expect(spans(report(world, { words: ['main...topic'], paths: ['a'] }))).toEqual({
      a: ['+11-12 agent gpt-b exact'],
    });
  });

  test('a merge is compared with its first parent, and says so', () => {
    branches();
    world.git('merge', '-q', '--no-edit', 'topic');
    const result = report(world, { words: ['HEAD'] });
    expect(spans(result)).toEqual({ a: ['+11-12 agent gpt-b exact'], mine: ['+1 commit'] });
    expect(result.warnings.map(({ code }) => code)).toEqual(['merge_commit']);
  });

  test('detached HEAD', () => {
    const { first } = branches();
    world.git('checkout', '-q', '--detach', first);
    expect(spans(report(world, { words: ['HEAD'] }))).toEqual({ a: ['+11 agent gpt-a exact'] });
    expect(report(world).files).toEqual([]);
  });
});

describe('the work tree and its files', () => {
  test('untracked files count, ignored ones do not', () => {
    agentAtBothEnds();
    world.write({ '.gitignore': 'out\n', out: 'made\n', 'src/new': 'n\n' });
    expect(spans(report(world, { kind: 'worktree' }))).toEqual({
      '.gitignore': ['+1 untraced'],
      a: ['+1 agent gpt-a exact', '+12 agent gpt-a exact'],
      'src/new': ['+1 untraced'],
    });
  });

  test('paths alone: all of their lines', () => {
    agentAtBothEnds();
    world.write({ 'src/new': 'n\n' });
    expect(spans(report(world, { words: ['a'] }))).toEqual({
      a: ['+1 agent gpt-a exact', '+2-11 commit', '+12 agent gpt-a exact'],
    });
    expect(spans(report(world, { words: ['src'] }))).toEqual({ 'src/new': ['+1 untraced'] });
    expect(Object.keys(spans(report(world, { words: ['.'] })))).toEqual(['a', 'src/new']);
  });
});

describe('what cannot be answered', () => {
  test('words that name nothing, or two things', () => {
    world.commit('first', { a: 'one\n', main: 'a file named as the branch\n' });
    const told = (words: string[], paths: string[] = []) => expect(() => report(world, { words, paths }));
    told(['nothing']).toThrow('There is neither a revision nor a file nothing');
    told(['main']).toThrow('main is a revision and a file');
    told(['HEAD~1']).toThrow(/There is no HEAD~1/);
    told(['HEAD', 'nothing']).toThrow('There is no file nothing on either side');
    told(['HEAD..nothing']).toThrow('There is no revision nothing');
    expect(spans(report(world, { paths: ['main'] }))).toEqual({ main: ['+1 commit'] });
    expect(Object.keys(spans(report(world, { words: ['main'.replace('main', 'HEAD')] })))).toEqual(['a', 'main']);
  });

  test('what is wrong with a trace is told once, though both sides and all files rest on it', () => {
    agentAtBothEnds();
    world.session({ model: 'gpt-b' }).turn('Nothing').takeGhost();
    appendFileSync(world.session().turn('More').path, '{"timestamp": broken\n');
    world.write({ a: 'all new\n', b: 'b\n', c: 'c\n' });
    world.repo.git('add', '-A');
    const [first, ...more] = report(world).warnings;
    expect(more).toEqual([]);
    expect(first).toMatchObject({ count: 1 });
  });

  test('no commit yet', () => {
    expect(() => report(world, { words: ['HEAD'] })).toThrow('HEAD names no commit: there is none yet');
    expect(report(world).files).toEqual([]);
  });

  test('a shallow clone: a commit without its parent, and a range without a common ancestor', () => {
    world.commit('first', { a: 'one\n' });
    world.commit('second', { a: 'two\n' });
    const clone = world.another('clone', null);
    world.repo.git('clone', '-q', '--depth', '1', `file://${world.repo.dir}`, clone.dir);
    const shallow = (words: string[]) => () => reportOfClone(clone.dir, words);
    expect(shallow(['HEAD'])).toThrow('The parents of HEAD are not here: this clone is shallow');
    expect(shallow([])()).toEqual([]);
  });

  test('two histories that have nothing in common', () => {
    world.commit('first', { a: 'one\n' });
    world.git('checkout', '-q', '--orphan', 'other');
    world.commit('another', { b: 'two\n' });
    expect(() => report(world, { words: ['main...other'] })).toThrow('main and other have no common ancestor');
    expect(spans(report(world, { words: ['main..other'] }))).toEqual({ b: ['+1 commit'] });
  });

  function reportOfClone(directory: string, words: string[]) {
    return report(world, { words, place: { directory, homes: {}, movedFrom: [] } }).files;
  }
});
