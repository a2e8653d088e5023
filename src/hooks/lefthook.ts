import type { GitHook } from '../model/hooks-result.js';
import { type HookOptions, sharedCall } from './hook-calls.js';
import { type BlockFacts, blockText, outsideBlocks, withBlock } from './marked-block.js';
import { placeUnder, readYaml, saysOnly, yamlScalar } from './yaml-place.js';

/** Names of its configuration, in the order in which it looks for them (lefthook 2, `internal/config/loader.go`). */
export const LEFTHOOK_FILES = ['.yml', '.yaml', '.json', '.jsonc', '.toml'].flatMap((extension) =>
  ['lefthook', '.lefthook', '.config/lefthook'].map((name) => `${name}${extension}`),
);

const NAME = 'ai-blame';

/** What of git's arguments the hook needs: lefthook puts them in place of these. */
const GIVEN: Record<GitHook, string> = {
  'pre-commit': '',
  'prepare-commit-msg': '"{1}" "{2}"',
  'commit-msg': '"{1}"',
  'post-commit': '',
};

/**
 * The configuration with a command of ours in it: among the `commands` of the hook, or the `jobs` where it has only these.
 * @returns null where it is written so that lines cannot be added.
 */
export function lefthookWith(text: string, hook: GitHook, options: HookOptions, facts: BlockFacts): string | null {
  const yaml = readYaml(text);
  if (yaml === null) return null;
  const run = `run: ${yamlScalar(command(hook, options))}`;
  const hasJobs = hasOnlyJobs(text, hook);
  const place = placeUnder(yaml, [hook, hasJobs ? 'jobs' : 'commands']);
  if (place === null) return null;
  const entry = hasJobs ? [`- name: ${NAME}`, `  ${run}`] : [`${NAME}:`, `  ${run}`];
  const lines = [...place.missing.map((key, n) => `${'  '.repeat(n)}${key}:`), ...entry.map(indentedBy(place.missing))];
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const shape = { indent: place.indent, lineEnd };
  const at = outsideBlocks(text, place.at);
  const after = withBlock(text, at, (more) => blockText(hook, lines, { ...facts, ...more }, shape), lineEnd);
  return saysOnly(text, after, (value) => added(value, hook, hasJobs, command(hook, options))) ? after : null;
}

/** The lines to be added by hand. */
export function lefthookLines(hook: GitHook, options: HookOptions): string {
  return `${hook}: commands: ${NAME}: run: ${command(hook, options)}`;
}

function command(hook: GitHook, options: HookOptions): string {
  return sharedCall(hook, options, GIVEN[hook]);
}

function indentedBy(missing: readonly string[]): (line: string) => string {
  return (line) => `${'  '.repeat(missing.length)}${line}`;
}

function hasOnlyJobs(text: string, hook: GitHook): boolean {
  const { top } = readYaml(text) ?? { top: null };
  const found: unknown = top?.toJSON()?.[hook];
  return typeof found === 'object' && found !== null && 'jobs' in found && !('commands' in found);
}

function added(value: unknown, hook: GitHook, hasJobs: boolean, run: string): unknown {
  const config = record(value);
  const own = record(config[hook]);
  const next = hasJobs
    ? { ...own, jobs: [...(Array.isArray(own.jobs) ? own.jobs : []), { name: NAME, run }] }
    : { ...own, commands: { ...record(own.commands), [NAME]: { run } } };
  return { ...config, [hook]: next };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
