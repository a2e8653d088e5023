import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseCondition } from '../../src/app/report-policy.js';
import { CodexWorld } from '../support/codex-world.js';
import { report } from './report-lab.js';
import { schemaNamed } from './schemas.js';

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => world.remove());

/** Staged: in src 3 lines of gpt-a and 1 of a person, in doc 2 of org/gpt-b; deleted: 1 line of a commit. */
function sixLines(): void {
  world.commit('first', { old: 'old\nkept\n' });
  const session = world.session({ model: 'gpt-a' });
  session.turn('One').patch('*** Add File: src/a\n+1\n+2\n+3', { 'src/a': '1\n2\n3\n' });
  session.turn('Two', { model: 'org/gpt-b' }).patch('*** Add File: doc/b\n+4\n+5', { 'doc/b': '4\n5\n' });
  world.write({ 'src/mine': 'typed\n', old: 'kept\n' });
  world.repo.git('add', '-A');
}

function checked(...failOn: string[]): string[] {
  const { policy } = report(world, { failOn });
  expect(policy.passed).toBe(policy.conditions.every(({ failed }) => !failed));
  return policy.conditions.map(({ failed, sentence, files }) => `${failed ? 'FAILS' : 'holds'} ${sentence} [${files}]`);
}

describe('conditions', () => {
  test('shares and counts, of all added lines', () => {
    sixLines();
    expect(checked('agent>80%', 'agent > 83.4 %', 'agent>=5', 'agent<5', 'untraced=1', 'lines>100')).toEqual([
      "FAILS agent>80%: 5 of 6 added lines are agents' (83.3 %) [doc/b,src/a]",
      "holds agent > 83.4 %: 5 of 6 added lines are agents' (83.3 %) []",
      "FAILS agent>=5: 5 of 6 added lines are agents' (83.3 %) [doc/b,src/a]",
      "holds agent<5: 5 of 6 added lines are agents' (83.3 %) []",
      'FAILS untraced=1: 1 of 6 added lines is untraced (16.7 %) [src/mine]',
      'holds lines>100: 6 lines are added []',
    ]);
  });

  test('evidence', () => {
    sixLines();
    expect(checked('inferred>0', 'exact!=0')).toEqual([
      "holds inferred>0: 0 of 6 added lines are agents' by inferred evidence (0 %) []",
      "FAILS exact!=0: 5 of 6 added lines are agents' by exact evidence (83.3 %) [doc/b,src/a]",
    ]);
  });

  test('names of models, agents and sessions, as patterns', () => {
    sixLines();
    expect(
      checked('model=*gpt-b', 'model=GPT-*', 'model!=gpt-a', 'agent=codex', 'agent=claude-code', 'session=7*'),
    ).toEqual([
      'FAILS model=*gpt-b: 2 added lines by org/gpt-b [doc/b]',
      'FAILS model=GPT-*: 3 added lines by gpt-a [src/a]',
      'FAILS model!=gpt-a: 2 added lines by org/gpt-b [doc/b]',
      'FAILS agent=codex: 5 added lines by codex [doc/b,src/a]',
      'holds agent=claude-code: no added lines by such an agent []',
      'holds session=7*: no added lines of such a session []',
    ]);
  });

  test('only in some files; of deleted lines', () => {
    sixLines();
    expect(checked('agent>70% in src', 'agent=100% in /doc/**', 'deleted.commit>0', 'deleted.agent>0')).toEqual([
      "FAILS agent>70% in src: 3 of 4 added lines are agents' (75 %) in src [src/a]",
      "FAILS agent=100% in /doc/**: 2 of 2 added lines are agents' (100 %) in /doc/** [doc/b]",
      "FAILS deleted.commit>0: 1 of 1 deleted line is told by commits alone, and not agents' (100 %) [old]",
      "holds deleted.agent>0: 0 of 1 deleted line are agents' (0 %) []",
    ]);
  });

  test('nothing has no share', () => {
    world.commit('first', { a: 'a\n' });
    expect(checked('agent<50%', 'agent>=0%', 'agent<50')).toEqual([
      "holds agent<50%: 0 of 0 added lines are agents' []",
      "holds agent>=0%: 0 of 0 added lines are agents' []",
      "FAILS agent<50: 0 of 0 added lines are agents' []",
    ]);
  });

  test.each([
    '',
    'agent',
    'agent>',
    'agent>many',
    'agent>101%',
    'agent>-1',
    'lines>5%',
    'model>3',
    'person>0',
    'removed.agent>0',
    'model=',
  ])('%p is no condition', (text) => {
    expect(() => parseCondition(text, { source: 'option', where: '--fail-on' })).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(`not "${text}"`) }),
    );
  });
});

describe('.ai-blame.json', () => {
  const validate = schemaNamed('configuration');
  const configure = (configuration: unknown): void =>
    world.write({
      '.ai-blame.json': typeof configuration === 'string' ? configuration : JSON.stringify(configuration),
    });

  test('its conditions come after those of the command line, and its files are left out', () => {
    sixLines();
    const configuration = {
      $schema: './configuration.schema.json',
      report: {
        failOn: ['model=gpt-a', { condition: 'agent>0', paths: ['doc'], message: 'manuals are written by hand' }],
        exclude: ['src/a'],
        excludeLockFiles: true,
        minEvidence: 'exact',
      },
    };
    configure(configuration);
    expect(validate(configuration)).toBe(true);
    const result = report(world, { failOn: ['lines>9'] });
    expect(result.policy.conditions.map(({ source, failed, sentence }) => [source, failed, sentence])).toEqual([
      ['option', false, 'lines>9: 3 lines are added'],
      ['configuration', false, 'model=gpt-a: no added lines by such a model'],
      ['configuration', true, "agent>0: 2 of 2 added lines are agents' (100 %) in doc (manuals are written by hand)"],
    ]);
    expect(result.excluded).toEqual([{ path: 'src/a', reason: 'configuration' }]);
    expect(result.minEvidence).toBe('exact');
    expect(report(world, { isConfigured: false }).policy).toEqual({ passed: true, conditions: [] });
    expect(report(world, { minEvidence: 'snapshot' }).minEvidence).toBe('snapshot');
  });

  describe('which version counts', () => {
    const policyOf = (options: Parameters<typeof report>[1]) => {
      const { policy, warnings } = report(world, options);
      const told = warnings.filter(({ code }) => code === 'configuration_of_old_side');
      return [policy.conditions.map(({ condition }) => condition), told.map(({ message }) => message)];
    };
    const failOn = (condition: string): string => JSON.stringify({ report: { failOn: [condition] } });
    const WEAK = failOn('agent>90%');
    const STRICT = failOn('agent>10%');

    /** A branch that makes the policy weaker, and a work tree that has yet another one. */
    function branch(): { readonly base: string; readonly told: string } {
      const base = world.commit('first', { a: 'a\n', '.ai-blame.json': STRICT });
      world.git('checkout', '-q', '-b', 'theirs');
      world.commit('theirs', { a: 'a\nb\n', '.ai-blame.json': WEAK });
      return { base, told: base.slice(0, 8) };
    }
    const other = (told: string): string =>
      `.ai-blame.json is read as it is in ${told}; in the work tree it is another (--config-from worktree reads that)`;

    test('of commits: that of the old side, which who sends them does not choose', () => {
      const { base, told } = branch();
      world.commit('more', { a: 'a\nb\nc\n' });
      const strict = [['agent>10%'], [other(told)]];
      expect(policyOf({ words: ['main...theirs'] })).toEqual(strict);
      expect(policyOf({ words: [`${base}..theirs`] })).toEqual(strict);
      expect(policyOf({ words: ['theirs~1'] })).toEqual(strict);
      expect(policyOf({ words: ['theirs'] })).toEqual([['agent>90%'], []]);
    });

    test('of what is not committed: that of the work tree', () => {
      branch();
      world.write({ '.ai-blame.json': failOn('agent>50%') });
      expect(policyOf({ kind: 'staged' })).toEqual([['agent>50%'], []]);
      expect(policyOf({ kind: 'worktree' })).toEqual([['agent>50%'], []]);
      expect(policyOf({ words: ['a'] })).toEqual([['agent>50%'], []]);
    });

    test('the one that is asked for', () => {
      const { base } = branch();
      const words = ['main...theirs'];
      expect(policyOf({ words, configFrom: 'theirs' })).toEqual([['agent>90%'], []]);
      expect(policyOf({ words, configFrom: 'worktree' })).toEqual([['agent>90%'], []]);
      expect(policyOf({ kind: 'staged', configFrom: base })).toEqual([['agent>10%'], []]);
      expect(policyOf({ words, isConfigured: false })).toEqual([[], []]);
      expect(() => report(world, { words, configFrom: 'nobody' })).toThrow(
        expect.objectContaining({ code: 'NO_SUCH_REVISION' }),
      );
    });

    test('where the old side has none, or there is no old side', () => {
      const base = world.commit('first', { a: 'a\n' });
      world.write({ '.ai-blame.json': WEAK });
      expect(policyOf({ words: ['HEAD'] })).toEqual([['agent>90%'], []]);
      world.commit('policy');
      expect(policyOf({ words: ['HEAD'] })).toEqual([
        [],
        [
          `.ai-blame.json counts as missing, as it is in ${base.slice(0, 8)}; in the work tree it is another (--config-from worktree reads that)`,
        ],
      ]);
    });

    test('one that is wrong there', () => {
      const base = world.commit('first', { a: 'a\n', '.ai-blame.json': '{"reprot": 1}' });
      world.commit('second', { a: 'b\n', '.ai-blame.json': WEAK });
      expect(() => report(world, { words: ['HEAD'] })).toThrow(
        expect.objectContaining({
          code: 'USAGE',
          message: `.ai-blame.json: reprot is not known, as it is in ${base.slice(0, 8)}`,
          hint: '--config-from worktree reads that of the work tree, --no-config none',
        }),
      );
    });
  });

  test.each([
    ['not JSON', '{"report":', '.ai-blame.json is not JSON'],
    ['a list', [], '.ai-blame.json must be an object'],
    ['a key that is not known', { reprot: {} }, '.ai-blame.json: reprot is not known'],
    ['a key that is not known below', { report: { failon: [] } }, '.ai-blame.json: report.failon is not known'],
    [
      'a condition that is none',
      { report: { failOn: ['agent'] } },
      '.ai-blame.json: report.failOn[0] expects a condition',
    ],
    ['a condition that is a number', { report: { failOn: [1] } }, '.ai-blame.json: report.failOn[0] must be an object'],
    [
      'no condition',
      { report: { failOn: [{ paths: [] }] } },
      '.ai-blame.json: report.failOn[0].condition must be a text',
    ],
    ['one pattern', { report: { exclude: 'a' } }, '.ai-blame.json: report.exclude must be a list'],
    ['an empty pattern', { report: { exclude: [''] } }, 'report.exclude[0] must be a text that is not empty'],
    ['no truth', { report: { excludeLockFiles: 'yes' } }, 'report.excludeLockFiles must be true or false'],
    ['no evidence', { report: { minEvidence: 'sure' } }, 'report.minEvidence must be one of exact, fragment'],
    ['no answer to time', { hooks: { onTimeout: 'wait' } }, '.ai-blame.json: hooks.onTimeout must be pass or fail'],
    ['no time', { hooks: { timeoutMs: 0 } }, 'hooks.timeoutMs must be a number of milliseconds from 1 to 600000'],
    ['half a millisecond', { hooks: { timeoutMs: 0.5 } }, 'hooks.timeoutMs must be a number of milliseconds'],
    ['a trailer of two words', { hooks: { trailer: 'a b' } }, 'hooks.trailer must be the name of a trailer'],
    ['a key of hooks that is not known', { hooks: { run: 'x' } }, '.ai-blame.json: hooks.run is not known'],
    ['null', { report: { minEvidence: null } }, 'report.minEvidence must be one of exact, fragment'],
  ])('%s is refused, by the schema as well', (_name, configuration, message) => {
    world.commit('first', { a: 'a\n' });
    configure(configuration);
    expect(() => report(world)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(message) }),
    );
    if (typeof configuration !== 'string') expect(validate(configuration)).toBe(false);
  });

  test.each([
    'agent>80%',
    'agent >= 80.5 % in src/**',
    'inferred==0',
    'lines!=3',
    'model=gpt-*',
    'deleted.session!=x y',
    'agent=codex',
  ])('%s is a condition, by the schema as well', (condition) => {
    world.commit('first', { a: 'a\n' });
    configure({ report: { failOn: [condition] } });
    expect(report(world).policy.conditions.map((one) => one.condition)).toEqual([condition]);
    expect(validate({ report: { failOn: [condition] } })).toBe(true);
  });
});
