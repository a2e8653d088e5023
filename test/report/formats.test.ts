import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCli } from '../../src/cli/run-cli.js';
import { lazyUseCases } from '../../src/cli/use-cases.js';
import { fakeEnv } from '../cli/fake-env.js';
import { CodexWorld } from '../support/codex-world.js';
import { sarifSchema } from './schemas.js';

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => world.remove());

async function run(argv: string[], variables: Record<string, string> = {}) {
  const env = fakeEnv({
    cwd: world.repo.dir,
    home: `${world.base}/home`,
    variables: { ...world.env().variables, AI_BLAME_NO_INDEX: '1', ...variables },
  });
  const exitCode = await runCli(['report', ...argv], env, lazyUseCases, '1.2.3');
  return { exitCode, stdout: env.stdout.text, stderr: env.stderr.text };
}

/** Two lines of an agent and one of a person are staged, one of a commit is deleted, a file is renamed. */
function staged(): void {
  world.commit('first', { a: 'one\ntwo\n', lib: 'l\n', old: 'o1\no2\no3\no4\n' });
  world
    .session({ model: 'gpt-a' })
    .turn('Add two')
    .patch('*** Update File: a\n@@\n one\n+1\n+2\n two', { a: 'one\n1\n2\ntwo\n' });
  world.write({ lib: 'mine\n' });
  world.git('mv', 'old', 'new name');
  world.git('add', '-A');
}

const MARKDOWN = `### ai-blame: \`Staged\`

**66.7 %** of 3 added lines are agents'; 1 line deleted.

| origin | added | share | deleted | share |
| --- | ---: | ---: | ---: | ---: |
| agent | 2 | 66.7 % | 0 | 0.0 % |
| commit | 0 | 0.0 % | 1 | 100.0 % |
| untraced | 1 | 33.3 % | 0 | 0.0 % |

Policy:

- **fails** \`agent>50%: 2 of 3 added lines are agents' (66.7 %)\`
- holds \`inferred>0: 0 of 3 added lines are agents' by inferred evidence (0 %)\`

<details><summary>By model, evidence and session</summary>

| model | added | share | deleted |
| --- | ---: | ---: | ---: |
| \`codex gpt-a\` | 2 | 66.7 % | 0 |

| evidence | added | share | deleted |
| --- | ---: | ---: | ---: |
| \`exact\` | 2 | 66.7 % | 0 |

| session | added | share | deleted |
| --- | ---: | ---: | ---: |
| \`codex 00000001\` | 2 | 66.7 % | 0 |

</details>

| file | added | agents' | deleted | agents' |
| --- | ---: | ---: | ---: | ---: |
| \`a\` | 2 | 100.0 % | 0 |  |
| \`lib\` | 1 | 0.0 % | 1 | 0.0 % |
| \`new name\` ← \`old\` | 0 |  | 0 |  |
`;

const ANNOTATIONS = `::error file=a,line=2,endLine=3,title=ai-blame policy::agent>50%25: 2 of 3 added lines are agents' (66.7 %25)
::notice file=a,line=2,endLine=3,title=codex gpt-a::2 lines by codex gpt-a (evidence: exact)
`;

const FAIL_ON = ['--fail-on', 'agent>50%', '--fail-on', 'inferred>0'];

test('Markdown: shares, the policy, and tables', async () => {
  staged();
  const { stdout, exitCode } = await run(['--markdown', ...FAIL_ON]);
  expect({ stdout, exitCode }).toEqual({ stdout: MARKDOWN, exitCode: 1 });
  expect((await run(['--format', 'markdown', ...FAIL_ON])).stdout).toBe(MARKDOWN);
});

describe('github', () => {
  test('annotations on stdout, and the summary in the file of the job', async () => {
    staged();
    const summary = `${world.base}/summary.md`;
    const { stdout, exitCode } = await run(['--format', 'github', ...FAIL_ON], { GITHUB_STEP_SUMMARY: summary });
    expect({ stdout, exitCode, kept: readFileSync(summary, 'utf8') }).toEqual({
      stdout: ANNOTATIONS,
      exitCode: 1,
      kept: MARKDOWN,
    });
    await run(['--format', 'github', ...FAIL_ON], { GITHUB_STEP_SUMMARY: summary });
    expect(readFileSync(summary, 'utf8')).toBe(MARKDOWN + MARKDOWN);
  });

  test('both on stdout where there is no such file, or none that can be written', async () => {
    staged();
    expect((await run(['--format', 'github', ...FAIL_ON])).stdout).toBe(ANNOTATIONS + MARKDOWN);
    const nowhere = `${world.base}/no/such/summary.md`;
    const { stdout, stderr } = await run(['--format', 'github', ...FAIL_ON], { GITHUB_STEP_SUMMARY: nowhere });
    expect(stdout).toBe(ANNOTATIONS + MARKDOWN);
    expect(stderr).toContain(`note: The job's summary could not be written: Cannot write ${nowhere}\n`);
    expect(existsSync(nowhere)).toBe(false);
  });
});

test('SARIF: a note for each run of an agent’s lines, an error for each condition that is met', async () => {
  staged();
  const { stdout, exitCode } = await run(['--format', 'sarif', ...FAIL_ON]);
  const { version, runs } = JSON.parse(stdout);
  const [{ tool, results }] = runs;
  expect({ exitCode, version, name: tool.driver.name, by: tool.driver.semanticVersion, runs: runs.length }).toEqual({
    exitCode: 1,
    version: '2.1.0',
    name: 'ai-blame',
    by: '1.2.3',
    runs: 1,
  });
  const [policy, lines, ...more] = results;
  const place = {
    physicalLocation: {
      artifactLocation: { uri: 'a', uriBaseId: 'SRCROOT' },
      region: { startLine: 2, endLine: 3 },
    },
  };
  expect(more).toEqual([]);
  expect(policy).toEqual({
    ruleId: 'policy',
    ruleIndex: 1,
    level: 'error',
    message: { text: "agent>50%: 2 of 3 added lines are agents' (66.7 %)" },
    locations: [place],
  });
  expect(lines).toMatchObject({
    ruleId: 'agent-lines',
    ruleIndex: 0,
    level: 'note',
    message: { text: '2 lines by codex gpt-a, evidence exact' },
    locations: [place],
    properties: { agent: 'codex', model: 'gpt-a', evidence: 'exact' },
  });
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
});

describe('SARIF is valid against its published schema', () => {
  const validate = sarifSchema();
  const errorsOf = async (argv: string[]) => {
    const { stdout } = await run(['--format', 'sarif', ...argv]);
    const log = JSON.parse(stdout);
    // What GitHub asks for beyond the schema (`locationFromSarifResult: expected at least one location`).
    for (const { locations } of log.runs[0].results) {
      expect(locations[0].physicalLocation.artifactLocation.uri).not.toBe('');
    }
    return validate(log) ? [] : validate.errors;
  };

  test('which refuses what is none', () => {
    const log = {
      version: '2.1.0',
      runs: [{ tool: { driver: { name: 'a' } }, results: [{ message: { text: 'b' } }] }],
    };
    expect([validate(log), validate({ ...log, version: '2.1' }), validate({ ...log, more: 1 })]).toEqual([
      true,
      false,
      false,
    ]);
    const uri = (text: string) => ({ physicalLocation: { artifactLocation: { uri: text } } });
    const at = (text: string) => ({
      ...log,
      runs: [{ ...log.runs[0], results: [{ message: {}, locations: [uri(text)] }] }],
    });
    expect(['a b', 'é', 'a%2'].filter((text) => validate(at(text)))).toEqual([]);
  });

  test.each<[string, string[]]>([
    ['staged', []],
    ['with a policy that fails', FAIL_ON],
    ['in several files', ['--fail-on', 'untraced>0', '--fail-on', 'agent>0', '--fail-on', 'deleted.commit>0']],
    ['of lines that are too few', ['--fail-on', 'model!=x', '--fail-on', 'agent<90%', '--fail-on', 'inferred==0']],
    ['of lines that are too few, where nothing differs', ['--worktree', 'lib', '--fail-on', 'inferred==0']],
    ['with prompts', ['--with-private']],
    ['a commit without an agent', ['HEAD']],
  ])('%s', async (_what, argv) => {
    staged();
    expect(await errorsOf(argv)).toEqual([]);
  });

  test('nothing', async () => {
    world.commit('first', { a: 'one\n' });
    expect(await errorsOf([])).toEqual([]);
  });

  test.each(['a b', 'a:b', 'é\u0301', '%2e%2e', '-x', 'a\\b', 'q?x#y', '\u202ea', 'sub/…/[id].ts'])(
    'a file %p that an agent wrote',
    async (name) => {
      world.commit('first', { a: 'one\n' });
      world
        .session({ model: null })
        .turn('Add')
        .patch(`*** Add File: ${name}\n+1`, { [name]: '1\n' });
      world.git('add', '-A');
      const { stdout } = await run(['--format', 'sarif', '--fail-on', 'agent>0']);
      const { results } = JSON.parse(stdout).runs[0];
      expect(results).toHaveLength(2);
      expect(await errorsOf(['--fail-on', 'agent>0'])).toEqual([]);
    },
  );
});

/** A page as a reader of HTML sees it: its tags, and its text. */
function parsed(page: string): { tags: string[]; text: string } {
  const tags = [...page.matchAll(/<(\/?[a-zA-Z!][^\s>]*)[^>]*>/g)].map(([, name = '']) => name.toLowerCase());
  return { tags, text: page.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]*>/g, ' ') };
}

test('HTML: one page without script, links or anything from elsewhere', async () => {
  staged();
  const { stdout, exitCode } = await run(['--html', ...FAIL_ON]);
  const { tags, text } = parsed(stdout);
  expect(exitCode).toBe(1);
  expect(new Set(tags)).toEqual(
    new Set(
      '!doctype html /html head /head meta title /title style /style body /body h1 /h1 h2 /h2 p /p div /div ul /ul li /li span /span table /table thead /thead tbody /tbody tr /tr th /th td /td'.split(
        ' ',
      ),
    ),
  );
  for (const name of tags.filter((tag) => !/^(\/|!|meta)/.test(tag)))
    expect(tags.filter((tag) => tag === `/${name}`).length).toBe(tags.filter((tag) => tag === name).length);
  expect(stdout).not.toMatch(/https?:|\bsrc=|\bhref=|\bon[a-z]+=|url\(|@import/);
  expect(stdout).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src`);
  expect(text.replace(/\s+/g, ' ')).toContain(
    'By origin origin added share deleted share agent 2 66.7 % 0 0.0 % commit 0 0.0 % 1 100.0 % untraced 1 33.3 % 0 0.0 %',
  );
  expect(text).toContain('agent&gt;50%: 2 of 3 added lines are agents&#39; (66.7 %)');
});

describe('names that mean something to who reads the report', () => {
  const NASTY = '<img src=x onerror=alert(1)>|`a``\n::error::b\r%0A @ada \u202etxt.x';
  const MODEL = '</style><script>alert(1)</script>|`\n::warning::x';

  beforeEach(() => {
    world.commit('first', { a: 'one\n' });
    world.session({ model: MODEL }).turn('Add one').patch(`*** Update File: a\n@@\n one\n+1`, { a: 'one\n1\n' });
    world.write({ [NASTY]: 'x\n' });
    world.git('add', '-A');
  });

  test.each(['text', 'json', 'markdown', 'github', 'sarif', 'html'])('%s: no control, no markup', async (format) => {
    const { stdout, stderr } = await run(['--format', format, '--fail-on', 'model=*', '--fail-on', 'untraced>0']);
    expect(stderr).not.toMatch(/^::|\u202e/m);
    // In JSON they are text, which JSON itself escapes.
    if (format === 'json')
      expect(JSON.parse(stdout).files.map(({ path }: { path: string }) => path)).toEqual([NASTY, 'a']);
    else expect(stdout).not.toContain('\u202e');
    expect(stdout).not.toMatch(/^::warning/m);
    if (format !== 'github') expect(stdout).not.toMatch(/^::/m);
  });

  test('HTML: they are text', async () => {
    const { stdout } = await run(['--html', '--fail-on', 'model=*']);
    expect(stdout).not.toMatch(/<(img|script)/i);
    expect(stdout.match(/<\/style>/g)).toHaveLength(1);
    expect(parsed(stdout).text).toContain('&lt;img src=x onerror=alert(1)&gt;|`a``␊::error::b␍%0A @ada \\u202etxt.x');
  });

  test('Markdown: they stay in their cell and their code span', async () => {
    const { stdout } = await run(['--markdown', '--fail-on', 'model=*']);
    const row = stdout.split('\n').find((line) => line.includes('onerror'));
    expect(row).toBe(
      '| ``` <img src=x onerror=alert(1)>\\|`a``␊::error::b␍%0A @ada \\u202etxt.x ``` | 1 | 0.0 % | 0 |  |',
    );
    const sentence = stdout.split('\n').find((line) => line.startsWith('- **fails**'));
    expect(sentence).toBe(
      '- **fails** `` model=*: 1 added line by </style><script>alert(1)</script>|`␊::warning::x ``',
    );
  });

  test('annotations: they cannot end a command or begin one', async () => {
    const { stdout } = await run(['--format', 'github', '--fail-on', 'untraced>0'], {
      GITHUB_STEP_SUMMARY: `${world.base}/summary`,
    });
    expect(stdout.trimEnd().split('\n')).toEqual([
      '::error file=<img src=x onerror=alert(1)>|`a``%0A%3A%3Aerror%3A%3Ab%0D%250A @ada \\u202etxt.x,line=1,endLine=1,title=ai-blame policy::untraced>0: 1 of 2 added lines is untraced (50 %25)',
      '::notice file=a,line=2,endLine=2,title=codex </style><script>alert(1)</script>|`␊%3A%3Awarning%3A%3Ax::1 line by codex </style><script>alert(1)</script>|`␊::warning::x (evidence: exact)',
    ]);
  });

  test('SARIF: a path is a URI', async () => {
    const { stdout } = await run(['--format', 'sarif', '--fail-on', 'untraced>0']);
    const [policy] = JSON.parse(stdout).runs[0].results;
    const { uri } = policy.locations[0].physicalLocation.artifactLocation;
    expect(uri).toMatch(/^[A-Za-z0-9%._~!*'()-]+$/);
    expect(decodeURIComponent(uri)).toBe(NASTY);
  });
});

test('Markdown of a very large change stays below what GitHub takes', async () => {
  world.commit('first', { a: 'one\n' });
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}/${'|'.repeat(200)}`, `${n}\n`]));
  world.write(files);
  world.git('add', '-A');
  const { stdout } = await run(['--markdown']);
  expect(stdout.length).toBeLessThan(65_000);
  expect(stdout).toContain('… and 250 more');
});

test('nothing differs: every format says so or is empty', async () => {
  world.commit('first', { a: 'one\n' });
  expect((await run(['--markdown'])).stdout).toBe('### ai-blame: `Staged`\n\nNothing differs.\n');
  expect(JSON.parse((await run(['--format', 'sarif'])).stdout).runs[0].results).toEqual([]);
  expect((await run(['--html'])).stdout).toContain('0 lines added, 0 deleted in 0 files');
});
