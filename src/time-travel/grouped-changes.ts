/** Lines of context around a change. */
export const CONTEXT = 3;

/** Changes that are so near to each other that their context would overlap or touch. */
export function grouped<T extends { readonly beforeStart: number; readonly beforeEnd: number }>(
  changes: readonly T[],
): T[][] {
  const groups: T[][] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    const end = last?.at(-1)?.beforeEnd;
    if (last !== undefined && end !== undefined && change.beforeStart - end <= 2 * CONTEXT) last.push(change);
    else groups.push([change]);
  }
  return groups;
}
