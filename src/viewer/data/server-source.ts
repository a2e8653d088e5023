import type { Advance } from './advances.js';
import { Failure, type Source } from './source.js';

/** Answers of the server that the page came from. */
export const serverSource: Source = {
  async ask(key) {
    const response = await fetch(`/api/${key}`, { credentials: 'same-origin' }).catch(() => {
      throw new Failure(
        'UNREACHABLE',
        'ai-blame serve does not answer: it was ended',
        'Start it again, and open its link',
      );
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok && answer !== null) return answer;
    throw failureOf(answer, response.status);
  },

  watch(watcher) {
    const events = new EventSource('/api/live');
    events.addEventListener('open', () => watcher.live(true));
    events.addEventListener('error', () => watcher.live(false));
    events.addEventListener('change', () => watcher.change());
    events.addEventListener('progress', ({ data }: MessageEvent<string>) => {
      const { question, ...advance } = JSON.parse(data) as Advance & { readonly question: string };
      watcher.advance(question, advance);
    });
    return () => events.close();
  },
};

function failureOf(answer: unknown, status: number): Failure {
  const error = (answer as { readonly error?: { code?: unknown; message?: unknown; hint?: unknown } } | null)?.error;
  if (status === 401 || status === 403) {
    return new Failure('NOT_ALLOWED', 'This page is not signed in', 'Open the link that ai-blame serve printed');
  }
  const message = typeof error?.message === 'string' ? error.message : `The server answered ${status}`;
  return new Failure(
    typeof error?.code === 'string' ? error.code : String(status),
    message,
    typeof error?.hint === 'string' ? error.hint : null,
  );
}
