import type { CommandEffect } from './command-effect.js';
import { ANY_EFFECT, NO_EFFECT, resolvePath } from './command-effect.js';
import { transfer } from './file-programs.js';
import { namedTargets, splitArguments } from './program-words.js';
import type { ShellWord } from './shell-script.js';

/** Subcommands that leave the files of the work tree alone, hooks aside. They may write below `.git`. */
const LEAVES_FILES: ReadonlySet<string> = new Set(
  `add blame branch cat-file check-attr check-ignore commit commit-tree config count-objects describe diff diff-files diff-index
   diff-tree fetch for-each-ref fsck grep hash-object help log ls-files ls-remote ls-tree merge-base name-rev notes push range-diff
   reflog remote rev-list rev-parse shortlog show show-branch show-ref status symbolic-ref tag update-ref var verify-commit version
   whatchanged write-tree`.split(/\s+/),
);

/**
 * Subcommands that change files to what git stores already, or merge what it stores. No line comes from them that no commit or stash
 * has, so that they are nobody's reason for one; but they tell that git was at work.
 */
const BRINGS_STORED: ReadonlySet<string> = new Set(
  'checkout cherry-pick merge pull rebase reset revert sparse-checkout stash switch worktree'.split(' '),
);

const STORED_ONLY: CommandEffect = { writes: 'named', targets: [] };

/** Options by which those hand a line over to an editor or to another program. */
const HANDS_OVER = /^(?:-[pix]|--(?:patch|interactive|exec|rebase=i\w*)(?:=|$))/;

/** Options of those that write a file or run a program. */
const RISKY_OPTION =
  /^(?:--output(?:-directory)?(?:=|$)|--ext-diff|--open-files-in-pager|-O.|--upload-pack|--receive-pack|--exec)/;

/** Settings that may be given with `-c` without running anything. */
const HARMLESS_SETTING =
  /^(?:color\.[\w.]+|core\.quote[pP]ath|core\.pager=cat|user\.\w+|commit\.gpg[sS]ign|advice\.\w+|log\.\w+)(?:=|$)/;

/** What `git …` does to the files of a work tree. */
export function gitEffect(args: readonly ShellWord[], cwd: string | null): CommandEffect {
  let directory = cwd;
  let at = 0;
  for (; at < args.length && args[at]?.text.startsWith('-'); at++) {
    const { text, plain } = args[at] as ShellWord;
    if (!plain) return ANY_EFFECT;
    if (text === '-C' || text === '-c') {
      const value = args[++at];
      if (!value?.plain) return ANY_EFFECT;
      if (text === '-C') directory = resolvePath(directory, value.text);
      else if (!HARMLESS_SETTING.test(value.text)) return ANY_EFFECT;
    } else if (!['--no-pager', '-P', '--no-optional-locks', '--literal-pathspecs', '--version'].includes(text)) {
      return ANY_EFFECT;
    }
  }
  const subcommand = args[at];
  if (subcommand === undefined) return NO_EFFECT;
  if (!subcommand.plain) return ANY_EFFECT;
  return subcommandEffect(subcommand.text, args.slice(at + 1), directory);
}

function subcommandEffect(name: string, args: readonly ShellWord[], cwd: string | null): CommandEffect {
  // Patterns reach git even when the shell does not expand them.
  const isPattern = args.some(({ text }) => /[*?[\]]|^:/.test(text));
  switch (name) {
    case 'mv':
      return isPattern ? ANY_EFFECT : transfer('move-from', 'move-to', { flags: 'fkvn' })(args, cwd);
    case 'rm': {
      const split = splitArguments(args, { flags: 'frqn', long: ['cached', 'force', 'quiet', 'dry-run'] });
      if (split === null || isPattern || split.operands.length === 0) return ANY_EFFECT;
      const cached = split.options.some(({ name: option }) => option === '--cached');
      return cached ? NO_EFFECT : namedTargets(split.operands, 'delete', cwd);
    }
    case 'restore':
      return restoreEffect(args);
    case 'stash':
      return ['list', 'show'].includes(args[0]?.text ?? '') ? reading(args) : bringing(args);
    case 'worktree':
      return args[0]?.text === 'list' ? reading(args) : bringing(args);
    case 'submodule':
      return args[0]?.text === 'status' ? reading(args) : ANY_EFFECT;
    case 'config':
      return args.some(({ text }) => /^(?:-f|--file|--edit|-e$|alias\.)/.test(text)) ? ANY_EFFECT : reading(args);
    default:
      if (BRINGS_STORED.has(name)) return bringing(args);
      return LEAVES_FILES.has(name) ? reading(args) : ANY_EFFECT;
  }
}

/** `git restore`; with `--staged` alone it leaves the work tree as it is. */
function restoreEffect(args: readonly ShellWord[]): CommandEffect {
  const split = splitArguments(args, { flags: 'SWq', values: 's', long: ['staged', 'worktree', 'source', 'quiet'] });
  const names = split?.options.map((option) => option.name) ?? [];
  const isStaged = names.some((option) => option === '-S' || option === '--staged');
  const isWorkTree = names.some((option) => option === '-W' || option === '--worktree');
  return isStaged && !isWorkTree ? NO_EFFECT : bringing(args);
}

function bringing(args: readonly ShellWord[]): CommandEffect {
  return args.some(({ text }) => HANDS_OVER.test(text)) ? ANY_EFFECT : STORED_ONLY;
}

function reading(args: readonly ShellWord[]): CommandEffect {
  const risky = args.some((word) => RISKY_OPTION.test(word.text) || (!word.plain && word.text.startsWith('-')));
  return risky ? ANY_EFFECT : NO_EFFECT;
}
