/** What the terminal writes on. */
export type Ground = 'dark' | 'light';

/**
 * By `COLORFGBG`, which several terminals set: the numbers of the letters' colour and of the ground's, `15;0` or `0;default;15`. As
 * vim and emacs read it: 7 and 9 to 15 are light. null: nothing tells.
 */
export function groundOf({ COLORFGBG = '' }: Readonly<Record<string, string | undefined>>): Ground | null {
  const [, number] = /^(?:[^;]*;)+(\d{1,2})$/.exec(COLORFGBG) ?? [];
  if (number === undefined || Number(number) > 15) return null;
  return Number(number) === 7 || Number(number) > 8 ? 'light' : 'dark';
}
