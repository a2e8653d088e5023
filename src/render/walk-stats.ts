import type { BlameReport } from '../model/blame-result.js';

/** What the walk over the commits cost, as git tells it (2.39, builtin/blame.c, show_stats). @throws Error where the report does not tell of it. */
export function walkStats({ walk }: BlameReport): string {
  if (walk === undefined) throw new Error('the walk is not told');
  const { blobs, patches, commits } = walk.cost;
  return `num read blob: ${blobs}\nnum get patch: ${patches}\nnum commits: ${commits}\n`;
}
