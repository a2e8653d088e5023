/**
 * A text that is to be shared, with `~` in the place of the person's home: its name often is the person's.
 * @param home absolute; the root of the disk is nobody's.
 */
export function withoutHome(text: string, home: string): string {
  const name = home.replace(/[/\\]+$/, '');
  if (name === '') return text;
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // `/home/ada` is not the beginning of `/home/adam`, nor the end of `/mnt/home/ada`.
  return text.replace(new RegExp(`(?<![\\w.~-])${escaped}(?![\\w.-])`, 'g'), '~');
}
