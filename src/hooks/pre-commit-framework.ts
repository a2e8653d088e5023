import type { GitHook } from '../model/hooks-result.js';
import { type HookOptions, sharedCall, shellQuoted } from './hook-calls.js';
import { type BlockFacts, blockText, outsideBlocks, withBlock } from './marked-block.js';
import { placeUnder, readYaml, saysOnly, yamlScalar } from './yaml-place.js';

/** Its configuration. */
export const FRAMEWORK_FILE = '.pre-commit-config.yaml';

/** What a configuration begins with that was not there before. */
export const FRAMEWORK_START = 'repos:\n';

/** From 3.2.0 on the stages are named as git names the hooks. */
const OLDEST = '3.2.0';

const ABOUT: Record<GitHook, string> = {
  'pre-commit': 'what agents wrote of this commit',
  'prepare-commit-msg': 'trailer for what agents wrote',
  'commit-msg': 'trailer for what agents wrote',
  'post-commit': 'git note of what agents wrote',
};

interface Entry {
  readonly repo: 'local';
  readonly hooks: readonly [Readonly<Record<string, string | boolean | readonly string[]>>];
}

/** The configuration with an entry of ours behind the others. @returns null where it is written so that lines cannot be added. */
export function frameworkWith(text: string, hook: GitHook, options: HookOptions, facts: BlockFacts): string | null {
  const yaml = readYaml(text);
  const place = yaml === null ? null : placeUnder(yaml, ['repos']);
  if (place === null || place.missing.length > 0) return null;
  const entry = entryOf(hook, options);
  const [details] = entry.hooks;
  const lines = [
    '- repo: local',
    '  hooks:',
    ...Object.entries(details).map(([key, value], n) => `  ${n === 0 ? '-' : ' '} ${key}: ${written(value)}`),
  ];
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const shape = { indent: place.indent, lineEnd };
  const at = outsideBlocks(text, place.at);
  const after = withBlock(text, at, (more) => blockText(hook, lines, { ...facts, ...more }, shape), lineEnd);
  return saysOnly(text, after, (value) => added(value, entry)) ? after : null;
}

/** The lines to be added by hand. */
export function frameworkLines(hook: GitHook, options: HookOptions): string {
  return `repos: - ${JSON.stringify(entryOf(hook, options))}`;
}

function entryOf(hook: GitHook, options: HookOptions): Entry {
  const isGivenFile = hook === 'prepare-commit-msg' || hook === 'commit-msg';
  const script = sharedCall(hook, options, isGivenFile ? '"$@"' : '');
  return {
    repo: 'local',
    hooks: [
      {
        id: `ai-blame-${hook}`,
        name: ABOUT[hook],
        entry: `sh -c ${shellQuoted(script)}${isGivenFile ? ' ai-blame' : ''}`,
        language: 'system',
        stages: [hook],
        always_run: true,
        ...(isGivenFile ? {} : { pass_filenames: false }),
        verbose: true,
        minimum_pre_commit_version: OLDEST,
      },
    ],
  };
}

function written(value: string | boolean | readonly string[]): string {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? yamlScalar(value) : `[${value.join(', ')}]`;
}

function added(value: unknown, entry: Entry): unknown {
  const config = typeof value === 'object' && value !== null ? { ...value } : {};
  const repos = 'repos' in config && Array.isArray(config.repos) ? config.repos : [];
  return { ...config, repos: [...repos, entry] };
}
