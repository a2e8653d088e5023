import type { PassProgress } from '../store/index-pass.js';
import type { Progress } from './progress.js';

/** Tells how far the indexing of traces is: files, megabytes, how many of them a second, and how long it will take. */
export function indexingProgress(progress: Progress, now: () => number): (state: PassProgress) => void {
  const begun = now();
  return ({ sources, ofSources, bytes, ofBytes }) => {
    const words = [`Indexing traces: ${sources} of ${ofSources}`, `${megabytes(bytes)} of ${megabytes(ofBytes)} MB`];
    const seconds = (now() - begun) / 1000;
    if (seconds > 0 && bytes > 0) {
      const rate = bytes / seconds;
      words.push(`${megabytes(rate)} MB/s`, `${duration((ofBytes - bytes) / rate)} left`);
    }
    progress.update(words.join(', '), bytes, ofBytes);
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0);
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
