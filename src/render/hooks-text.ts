import type { HooksResult, Manager, PlacedHook } from '../model/hooks-result.js';
import { columnWidths, joinCells, padEnd } from './columns.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';
import type { TextOptions } from './text-options.js';

const INDENT = '  ';
const RUN_BY: Record<Manager, string> = {
  git: 'git',
  husky: 'husky',
  lefthook: 'lefthook',
  'pre-commit': 'the pre-commit framework',
};

/** What was done, or what is there: a sentence, one line for each hook, and what is left to do. */
export function hooksText(result: HooksResult, { style }: TextOptions): string {
  const rows = result.hooks.map((hook) => [visibleCell(hook.hook), visibleCell(hook.file), aboutOf(hook, result)]);
  const widths = columnWidths(rows);
  const lines = [sentence(result)];
  for (const row of rows) {
    const cells = widths.map((room, at) => (at === 2 ? style.quiet(row[at] ?? '') : padEnd(row[at] ?? '', room)));
    lines.push(`${INDENT}${joinCells(cells, widths)}`.trimEnd());
  }
  if (result.next.length > 0) {
    lines.push(result.dryRun ? 'Then it would take:' : 'What is left to do:');
    lines.push(...result.next.map((step) => `${INDENT}${visibleCell(step)}`));
  }
  return lines.map((line) => `${line}\n`).join('');
}

function sentence({ action, dryRun, hooks, manager, managers }: HooksResult): string {
  const changed = hooks.filter(({ state }) => state !== 'unchanged');
  const what = counted(changed.length, 'hook', 'hooks');
  switch (action) {
    case 'install':
      if (changed.length === 0) return 'Nothing to do: all of it is installed already.';
      return `${dryRun ? 'Would install' : 'Installed'} ${what}, run by ${RUN_BY[manager ?? 'git']}:`;
    case 'uninstall':
      if (hooks.length === 0) return 'Nothing to do: no hook of ai-blame is installed here.';
      return `${dryRun ? 'Would take out' : 'Took out'} ${what}:`;
    case 'status': {
      const runBy = manager === null ? `by ${managers.join(' and ')}` : `by ${RUN_BY[manager]}`;
      const there = hooks.length === 0 ? 'No hook of ai-blame is installed.' : 'Installed:';
      return `Hooks are run ${runBy}. ${there}`;
    }
  }
}

function aboutOf({ hook, state, chained }: PlacedHook, { action }: HooksResult): string {
  const before = chained === null ? null : chained === hook ? 'with what it held before' : `after ${chained}`;
  if (action === 'uninstall') return chained === null ? '' : 'what was there before stays';
  const what = state === 'unchanged' ? 'as it was' : state === 'updated' ? 'changed' : null;
  return [what, before].filter((word) => word !== null).join(', ');
}
