import type { JSX } from 'preact';
import { shareOf } from '../../render/percentages.js';

export interface Share {
  readonly name: string;
  readonly className: string;
  readonly count: number;
}

/** Parts of a whole as one bar, told in words for those who do not see it. */
export function ShareBar({
  shares,
  total,
  label,
}: {
  shares: readonly Share[];
  total: number;
  label: string;
}): JSX.Element {
  const told = shares.filter(({ count }) => count > 0);
  const words = told.map(({ name, count }) => `${shareOf(count, total)} ${name}`).join(', ');
  return (
    <div class="share-bar" role="img" aria-label={`${label}: ${words || 'nothing'}`}>
      {told.map(({ name, className, count }) => (
        <span key={name} class={className} style={{ flexGrow: count }} title={`${shareOf(count, total)} ${name}`} />
      ))}
    </div>
  );
}
