import type { GitHook } from '../model/hooks-result.js';
import { type HookOptions, runWords, sharedCall, shellQuoted, shellWords, UNLESS_REFUSED } from './hook-calls.js';
import { type BlockFacts, blockText, NO_FACTS, withBlock } from './marked-block.js';

/** How a hook finds this program. */
export interface Program {
  /** Node and the file that it runs, absolute; null: not to be written down, since others share the file. */
  readonly place: readonly [node: string, file: string] | null;
}

export const SHEBANG = '#!/bin/sh\n';
/** What is added to the name of a hook that was there before, and is no script of a shell. */
export const KEPT_SUFFIX = '.before-ai-blame';

const KEPT_RUNS = '# The hook that was here before is kept beside this one, and runs first.';
/** Runs it as git would: not where it is switched off by its mode. */
export const KEPT_CALL = `[ ! -x "$0${KEPT_SUFFIX}" ] || "$0${KEPT_SUFFIX}" "$@" || exit $?`;
const TELLS = '# Written by "ai-blame hooks install", taken out by "ai-blame hooks uninstall".';

/** What a block in a hook file is to do beside calling us. */
export type BlockKind = 'alone' | 'after-kept' | 'after-rest';

/** Which kind a block is that was found. */
export function kindOf({ kept, isNewFile }: BlockFacts): BlockKind {
  return kept !== null ? 'after-kept' : isNewFile ? 'alone' : 'after-rest';
}

/** The block of a hook file that git runs. */
export function scriptBlock(
  hook: GitHook,
  kind: BlockKind,
  options: HookOptions,
  program: Program,
  facts: BlockFacts,
): string {
  const call = callLines(hook, options, program);
  switch (kind) {
    case 'alone':
      return blockText(hook, [TELLS, ...call], facts);
    case 'after-kept':
      return blockText(hook, [TELLS, KEPT_RUNS, KEPT_CALL, ...call], facts);
    case 'after-rest': {
      // It runs the file once more, as it is, and goes on after that: so the rest may end by `exit` or `exec`, and its name,
      // arguments and input stay what they are.
      const lines = [
        TELLS,
        '# What else is in this file runs first.',
        `if [ "\${AI_BLAME_HOOK-}" != "$PWD/$0" ]; then`,
        '  AI_BLAME_HOOK="$PWD/$0" "$0" "$@" || exit $?',
        ...call.map((line) => `  ${line}`),
        '  exit 0',
        'fi',
      ];
      return blockText(hook, lines, facts);
    }
  }
}

/** A script of a shell with our block behind its first line. */
export function scriptWith(script: string, hook: GitHook, options: HookOptions, program: Program): string {
  return withBlock(script, firstLineOf(script), ({ brokeLine }) =>
    scriptBlock(hook, 'after-rest', options, program, { ...NO_FACTS, brokeLine }),
  );
}

/** A script that husky runs by `sh -e`, with our line as its last; as its first where the script leaves before its end. */
export function huskyScriptWith(script: string, hook: GitHook, options: HookOptions, facts: BlockFacts): string {
  const lines = [`${sharedCall(hook, options, '"$@"')} || exit 1`];
  const commands = script.split(/\r?\n/).filter((line) => !/^\s*(#|$)/.test(line));
  const leaves = /^\s*(exit|exec)\b/.test(commands.at(-1) ?? '');
  const at = leaves ? firstLineOf(script) : script.length;
  return withBlock(script, at, ({ brokeLine }) => blockText(hook, lines, { ...facts, brokeLine }));
}

/** Whether a file is read by a shell that knows what we write: one with such a first line, or text with none, which git gives to `sh`. */
export function isShellScript(content: Buffer): boolean {
  if (content.includes(0)) return false;
  const [first = ''] = content.toString('latin1').split('\n', 1);
  if (!first.startsWith('#!')) return true;
  return /^#!\s*(\S*\/)?(env\s+(-S\s+)?)?(\S*\/)?(sh|bash|dash|ash|ksh|mksh|zsh)(\.exe)?(\s|$)/.test(first);
}

/** Where the first line ends, if it says what the file is run by; else 0. */
function firstLineOf(script: string): number {
  if (!script.startsWith('#!')) return 0;
  const end = script.indexOf('\n');
  return end < 0 ? script.length : end + 1;
}

function callLines(hook: GitHook, options: HookOptions, { place }: Program): string[] {
  if (place === null) return [`${sharedCall(hook, options, '"$@"')} || exit 1`];
  const [node, file] = place.map((path) => shellQuoted(path.replaceAll('\\', '/')));
  return [
    'ai_blame() {',
    `  if [ -x ${node} ] && [ -f ${file} ]; then ${node} ${file} "$@"`,
    '  elif command -v ai-blame >/dev/null 2>&1; then ai-blame "$@"',
    '  elif [ -x node_modules/.bin/ai-blame ]; then node_modules/.bin/ai-blame "$@"',
    "  else echo 'ai-blame is not there any more: the commit goes on without it' >&2; fi",
    '}',
    `ai_blame ${shellWords(runWords(hook, options))} -- "$@" </dev/null ${UNLESS_REFUSED} || exit 1`,
  ];
}
