/** A literal replacement that makes one content of another: whole lines, and no more of them than `old` needs to be unique. */
export function changedFragment(before: string, after: string): { readonly old: string; readonly text: string } {
  const [a, b] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  for (;;) {
    const old = a.slice(start, a.length - end).join('');
    const text = b.slice(start, b.length - end).join('');
    if (old !== '' && before.split(old).length === 2) return { old, text };
    if (start === 0 && end === 0) return { old: before, text: after };
    if (start > 0) start--;
    if (end > 0) end--;
  }
}

/** With their line ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
