/** Whole per cents; neither nothing nor everything is said of what is only nearly so. A part of nothing has no share. */
export function shareOf(count: number, total: number): string {
  if (total === 0) return '';
  const percent = Math.round((count / total) * 100);
  if (percent === 0) return count === 0 ? '0 %' : '<1 %';
  return percent === 100 && count < total ? '>99 %' : `${percent} %`;
}
