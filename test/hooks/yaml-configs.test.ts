import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { lefthookWith } from '../../src/hooks/lefthook.js';
import { blocksIn, NO_FACTS, withoutBlock } from '../../src/hooks/marked-block.js';
import { frameworkWith } from '../../src/hooks/pre-commit-framework.js';
import { GIT_HOOKS, type GitHook } from '../../src/model/hooks-result.js';

const PLAIN = { failOn: [], trailer: null };
const RUN = 'PATH=$PATH:node_modules/.bin ai-blame hooks run pre-commit </dev/null || [ $? -ne 1 ]';

function lefthook(text: string, hook: GitHook = 'pre-commit'): string | null {
  return lefthookWith(text, hook, PLAIN, NO_FACTS);
}

describe('lefthook', () => {
  test.each<[string, string, string]>([
    [
      'commands that are there: behind them, as they are indented, comments kept',
      'min_version: 1.0.0\npre-commit:\n    parallel: true\n    commands:\n        lint:\n            run: npx eslint # all\n\n# the rest\npost-merge:\n    commands: {}\n',
      'min_version: 1.0.0\npre-commit:\n    parallel: true\n    commands:\n        lint:\n            run: npx eslint # all\n' +
        '        # >>> ai-blame hooks: pre-commit >>>\n        ai-blame:\n' +
        `          run: ${RUN}\n        # <<< ai-blame hooks <<<\n` +
        '\n# the rest\npost-merge:\n    commands: {}\n',
    ],
    [
      'only jobs: one more',
      'pre-commit:\n  jobs:\n  - run: a\n  - name: b\n    run: |\n      one\n      two\n',
      'pre-commit:\n  jobs:\n  - run: a\n  - name: b\n    run: |\n      one\n      two\n' +
        `  # >>> ai-blame hooks: pre-commit >>>\n  - name: ai-blame\n    run: ${RUN}\n  # <<< ai-blame hooks <<<\n`,
    ],
    [
      'a hook without anything',
      'pre-commit:\npost-merge:\n  commands:\n    x: {run: y}',
      'pre-commit:\n' +
        `  # >>> ai-blame hooks: pre-commit >>>\n  commands:\n    ai-blame:\n      run: ${RUN}\n  # <<< ai-blame hooks <<<\n` +
        'post-merge:\n  commands:\n    x: {run: y}',
    ],
    [
      'another hook, and no line end',
      'pre-push:\n  commands:\n    x:\n      run: y',
      'pre-push:\n  commands:\n    x:\n      run: y\n# >>> ai-blame hooks: pre-commit (no line end before) >>>\n' +
        `pre-commit:\n  commands:\n    ai-blame:\n      run: ${RUN}\n# <<< ai-blame hooks <<<\n`,
    ],
    [
      'only comments, with line ends of Windows',
      '# nothing yet\r\n',
      `# nothing yet\r\n# >>> ai-blame hooks: pre-commit >>>\r\npre-commit:\r\n  commands:\r\n    ai-blame:\r\n      run: ${RUN}\r\n# <<< ai-blame hooks <<<\r\n`,
    ],
  ])('%s', (_what, before, after) => {
    expect(lefthook(before)).toBe(after);
  });

  test.each([
    ['one line', 'pre-commit: {commands: {a: {run: b}}}\n'],
    ['a name for it', 'pre-commit: &all\n  commands:\n    a:\n      run: b\npre-push: *all\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['no YAML', 'a: [1\n'],
    ['a list', '- a\n'],
    ['a text', 'pre-commit: text\n'],
    ['an entry of the same name', 'pre-commit:\n  commands:\n    ai-blame:\n      run: mine\n'],
  ])('is left alone where it is written as %s', (_what, text) => {
    expect(lefthook(text)).toBeNull();
  });

  test('conditions are quoted for the shell, and for YAML', () => {
    const failOn = ["agent>0 in it's: here/**", 'model=gpt-*'];
    const text = lefthookWith('', 'pre-commit', { failOn, trailer: null }, NO_FACTS) ?? '';
    expect(text).toContain(
      `run: "PATH=$PATH:node_modules/.bin ai-blame hooks run pre-commit '--fail-on=agent>0 in it'\\\\''s: here/**' '--fail-on=model=gpt-*' </dev/null || [ $? -ne 1 ]"\n`,
    );
  });
});

describe('the pre-commit framework', () => {
  const entry = (indent: string): string =>
    [
      '# >>> ai-blame hooks: pre-commit >>>',
      '- repo: local',
      '  hooks:',
      '  - id: ai-blame-pre-commit',
      '    name: what agents wrote of this commit',
      `    entry: sh -c '${RUN}'`,
      '    language: system',
      '    stages: [pre-commit]',
      '    always_run: true',
      '    pass_filenames: false',
      '    verbose: true',
      '    minimum_pre_commit_version: 3.2.0',
      '# <<< ai-blame hooks <<<',
    ]
      .map((line) => `${indent}${line}\n`)
      .join('');

  test.each<[string, string, string]>([
    [
      'behind the others, as they are indented',
      'fail_fast: true\nrepos:\n  # first\n  - repo: meta\n    hooks:\n      - id: identity # why\n  # last\nexclude: ^x\n',
      `fail_fast: true\nrepos:\n  # first\n  - repo: meta\n    hooks:\n      - id: identity # why\n${entry('  ')}  # last\nexclude: ^x\n`,
    ],
    [
      'not indented',
      'repos:\n- repo: meta\n  hooks: [{id: identity}]\n',
      `repos:\n- repo: meta\n  hooks: [{id: identity}]\n${entry('')}`,
    ],
    ['nothing there yet', 'repos:\n', `repos:\n${entry('  ')}`],
  ])('%s', (_what, before, after) => {
    expect(frameworkWith(before, 'pre-commit', PLAIN, NO_FACTS)).toBe(after);
  });

  test.each([
    ['in one line', 'repos: []\n'],
    ['without repos', 'exclude: ^x\n'],
    ['empty', ''],
  ])('is left alone where it is %s', (_what, text) => {
    expect(frameworkWith(text, 'pre-commit', PLAIN, NO_FACTS)).toBeNull();
  });
});

test('the hooks that this repository offers to the framework are those that are installed', () => {
  const offered: { description: string }[] = parse(
    readFileSync(join(import.meta.dirname, '../../.pre-commit-hooks.yaml'), 'utf8'),
  );
  const installed = GIT_HOOKS.map((hook) => parse(frameworkWith('repos:\n', hook, PLAIN, NO_FACTS) ?? ''));
  expect(offered.map(({ description, ...hook }) => hook)).toEqual(installed.map(({ repos }) => repos[0].hooks[0]));
});

test('whatever configuration it is: what was added goes without a trace, in any order', () => {
  const command = fc.record({ run: fc.constantFrom('a', 'echo "b: c"', 'x\ny\n', "it's # no comment") });
  const commands = fc.dictionary(fc.constantFrom('lint', 'test', '"odd: name"'), command, { minKeys: 1 });
  const hook = fc.oneof(
    fc.record({ commands }),
    fc.record({ jobs: fc.array(command, { minLength: 1 }) }),
    fc.constant(null),
  );
  const config = fc.dictionary(fc.constantFrom('pre-commit', 'post-commit', 'pre-push', 'commit-msg'), hook);
  const style = fc.record({
    indent: fc.constantFrom(2, 4),
    indentSeq: fc.boolean(),
    lineWidth: fc.constant(0),
    nullStr: fc.constantFrom('', '~', 'null'),
  });
  const text = fc.tuple(config, style, fc.boolean(), fc.boolean()).map(([value, options, isEnded, isCrlf]) => {
    const made = Object.keys(value).length === 0 ? '' : stringify(value, options);
    const ended = isEnded ? made : made.replace(/\n$/, '');
    return isCrlf ? ended.replaceAll('\n', '\r\n') : ended;
  });
  fc.assert(
    fc.property(
      text,
      fc.shuffledSubarray([...GIT_HOOKS]),
      fc.shuffledSubarray([...GIT_HOOKS]),
      (before, some, order) => {
        let now = before;
        for (const one of some) now = lefthook(now, one) ?? now;
        for (const one of order) {
          const block = blocksIn(now).find(({ hook: name }) => name === one);
          if (block !== undefined) now = withoutBlock(now, block);
        }
        const left = blocksIn(now).reduceRight((rest, block) => withoutBlock(rest, block), now);
        expect(left).toBe(before);
      },
    ),
    { numRuns: 300 },
  );
});
