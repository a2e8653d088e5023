import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { REPORT_EXAMPLES } from '../../src/cli/report-help-texts.js';
import { runCli } from '../../src/cli/run-cli.js';
import { lazyUseCases } from '../../src/cli/use-cases.js';
import { AiBlameError } from '../../src/errors.js';
import { FakeOutput, fakeEnv } from '../cli/fake-env.js';
import { CodexWorld } from '../support/codex-world.js';
import { schemaNamed } from './schemas.js';

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => world.remove());

async function run(argv: string[], columns: number | null = null, variables: Record<string, string> = {}) {
  const env = fakeEnv({
    cwd: world.repo.dir,
    home: `${world.base}/home`,
    variables: { ...world.env().variables, AI_BLAME_NO_INDEX: '1', ...variables },
    stdout: new FakeOutput(columns),
  });
  const exitCode = await runCli(['report', ...argv], env, lazyUseCases, '1.2.3');
  return { exitCode, stdout: env.stdout.text, stderr: env.stderr.text };
}

/** Of three staged lines two are an agent's; one line of a commit is deleted. */
function staged(): void {
  world.commit('first', { a: 'one\ntwo\n', lib: 'l\n' });
  world
    .session({ model: 'gpt-a' })
    .turn('Please use the key sk-abcdefghijklmnopqrstuvwx')
    .patch('*** Update File: a\n@@\n one\n+1\n+2\n two', { a: 'one\n1\n2\ntwo\n' });
  world.write({ lib: 'mine\n' });
  world.git('add', '-A');
}

const ANSWER = `Staged: 3 lines added, 1 deleted in 2 files

████████████████████████████████████████····················

+2  66.7 %  -0    0.0 %  █ agent
+0   0.0 %  -1  100.0 %  ▒ commit
+1  33.3 %  -0    0.0 %  · untraced

+2  66.7 %  -0  codex gpt-a

+2  66.7 %  -0  exact

+2  66.7 %  -0  codex 00000001

+2  -0  100.0 % agent  modified  a
+1  -1    0.0 % agent  modified  lib
`;

describe('a branch and a file of the same name', () => {
  beforeEach(() => {
    world.commit('first', { a: 'one\n' });
    world.git('checkout', '-q', '-b', 'ok');
    world.commit('second', { ok: 'a\nb\n' });
    world.write({ ok: 'a\nb\nc\n' });
  });
  const compared = async (...argv: string[]) => {
    const { comparison, added } = JSON.parse((await run(['--json', ...argv])).stdout);
    return {
      kind: comparison.kind,
      revision: comparison.target?.revision,
      paths: comparison.paths,
      added: added.lines,
    };
  };

  test('the revision, where -- stands behind it', async () => {
    expect(await compared('ok', '--')).toEqual({ kind: 'commit', revision: 'ok', paths: [], added: 2 });
    expect(await compared('ok', '--', 'ok')).toEqual({ kind: 'commit', revision: 'ok', paths: ['ok'], added: 2 });
  });

  test('the file, where -- stands before it', async () => {
    expect(await compared('--', 'ok')).toEqual({ kind: 'files', revision: undefined, paths: ['ok'], added: 3 });
  });

  test('it is to be said which', async () => {
    const hint = 'Say which: ai-blame report ok -- , or ai-blame report -- ok';
    const error = new AiBlameError('USAGE', 'ok is a revision and a file', { hint });
    await expect(run(['ok'])).rejects.toThrow(error);
    await expect(run(['ok'])).rejects.toMatchObject({ exitCode: 2, hint });
  });
});

describe('text', () => {
  test('a bar, then tables by origin, model, evidence, session and file', async () => {
    staged();
    expect(await run([])).toEqual({ exitCode: 0, stdout: ANSWER, stderr: '' });
  });

  test.each([40, 52, 80, 300])('fits %d columns', async (columns) => {
    staged();
    world.write({ [`x/long/way/down/${'deep/'.repeat(20)}file`]: 'x\n' });
    world.git('add', '-A');
    const { stdout } = await run(['--no-color'], columns);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(stdout).toContain('agent');
  });

  test('where nothing differs', async () => {
    world.commit('first', { a: 'a\n' });
    const { stdout, exitCode } = await run(['--worktree']);
    expect({ stdout, exitCode }).toEqual({ stdout: 'Not committed: nothing differs\n', exitCode: 0 });
  });
});

describe('policy', () => {
  test('exit code 1, and a sentence for each condition that is met', async () => {
    staged();
    expect(await run(['--fail-on', 'agent>50%', '--fail-on', 'lines>5', '--fail-on', 'model=gpt-*'])).toEqual({
      exitCode: 1,
      stdout: ANSWER,
      stderr:
        "policy: agent>50%: 2 of 3 added lines are agents' (66.7 %)\npolicy: model=gpt-*: 2 added lines by gpt-a\n",
    });
  });

  test('a condition that is none is wrong usage', async () => {
    staged();
    await expect(run(['--fail-on', 'agents>50%'])).rejects.toMatchObject({ code: 'USAGE', exitCode: 2 });
    await expect(run(['--json', '--format', 'text'])).rejects.toMatchObject({ code: 'USAGE' });
    await expect(run(['--json', '--format', 'sarif'])).rejects.toMatchObject({ code: 'USAGE' });
    await expect(run(['--staged', '--worktree'])).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('JSON', () => {
  const validate = schemaNamed('report-1');

  test('is as its published schema says', async () => {
    staged();
    const { stdout, stderr, exitCode } = await run(['--json', '--fail-on', 'agent>50%']);
    const answer = JSON.parse(stdout);
    expect({ valid: validate(answer), errors: validate.errors }).toEqual({ valid: true, errors: null });
    expect({ stderr, exitCode }).toEqual({
      stderr: "policy: agent>50%: 2 of 3 added lines are agents' (66.7 %)\n",
      exitCode: 1,
    });
    expect(answer.files[0]).toMatchObject({
      path: 'a',
      previousPath: null,
      status: 'modified',
      spans: [
        { change: 'added', start: 2, end: 3, origin: 'agent', agent: 'codex', model: 'gpt-a', evidence: 'exact' },
      ],
    });
    for (const [key, wrong] of [
      ['schema', 'ai-blame/report@2'],
      ['added', {}],
      ['files', [{}]],
    ] as const) {
      expect(validate({ ...answer, [key]: wrong })).toBe(false);
    }
  });

  test('a repository without a commit, and one without a session', async () => {
    world.write({ a: 'a\n' });
    world.repo.git('add', '-A');
    const answer = JSON.parse((await run(['--json'])).stdout);
    expect({ valid: validate(answer), errors: validate.errors }).toEqual({ valid: true, errors: null });
    expect(answer.warnings).toEqual([
      {
        code: 'no_sessions',
        message: 'No session of an agent belongs to this repository (0 traces were searched)',
        count: 1,
        subject: null,
      },
    ]);
  });
});

describe('what is private', () => {
  test('no prompt and no folder of the machine in any format', async () => {
    staged();
    for (const format of ['text', 'json', 'markdown', 'github', 'sarif', 'html']) {
      const { stdout } = await run(['--format', format]);
      expect(stdout).not.toContain(world.base);
      expect(stdout).not.toContain('Please');
    }
  });

  test('where it is asked: the prompt without the key in it, and how many were taken out', async () => {
    staged();
    const answer = JSON.parse((await run(['--json', '--with-private'])).stdout);
    expect(answer.repository.root).toBe(world.repo.dir);
    expect(answer.prompts).toEqual([
      {
        agent: 'codex',
        session: '00000001-0000-7000-8000-000000000000',
        turn: 1,
        prompt: 'Please use the key [redacted]',
      },
    ]);
    expect(answer.redacted).toBe(1);
  });
});

test('a bare repository is none that can be reported on', async () => {
  const bare = world.another('bare.git', ['--bare']);
  await expect(run(['-C', bare.dir])).rejects.toMatchObject({ code: 'NO_REPOSITORY', exitCode: 3 });
});

test('git’s own index for a commit of some files, by GIT_INDEX_FILE', async () => {
  staged();
  const index = `${world.base}/part`;
  world.repo.gitBytes(['read-tree', 'HEAD'], { env: { GIT_INDEX_FILE: index } });
  world.repo.gitBytes(['add', 'lib'], { env: { GIT_INDEX_FILE: index } });
  const { stdout } = await run([], null, { GIT_INDEX_FILE: index });
  expect(stdout.split('\n')[0]).toBe('Staged: 1 line added, 1 deleted in 1 file');
});

test('the index of traces changes no answer', async () => {
  staged();
  const plain = await run(['--json']);
  const indexed = { AI_BLAME_NO_INDEX: '', AI_BLAME_HOME: `${world.base}/ours` };
  expect(await run(['--json'], null, indexed)).toEqual(plain);
  expect(await run(['--json'], null, indexed)).toEqual(plain);
});

test.each(REPORT_EXAMPLES)('the example runs: %s', async (example) => {
  staged();
  world.commit('second', { 'src/new': 'n\n' });
  const [program, command, ...argv] = example.split(' ').map((word) => word.replace(/^'(.*)'$/, '$1'));
  expect([program, command]).toEqual(['$0', 'report']);
  const { exitCode, stdout } = await run(argv);
  expect(exitCode).toBe(0);
  expect(stdout).not.toBe('');
});
