import type { Ability, Scribe } from '../scribe.js';
import { Transcript } from './transcript.js';

/** Writes transcripts as Claude Code leaves them; deletions and renames are commands. */
export function claudeCodeScribe(): Scribe {
  const sessions: Transcript[] = [];
  return {
    agent: 'claude-code',
    cannot: new Set<Ability>(),
    session(start) {
      const transcript = new Listed(start, sessions);
      sessions.push(transcript);
      return transcript;
    },
    write(home) {
      for (const transcript of sessions) transcript.write(home);
    },
  };
}

/** One whose forks are written beside it. */
class Listed extends Transcript {
  readonly #all: Transcript[];

  constructor(start: ConstructorParameters<typeof Transcript>[0], all: Transcript[]) {
    super(start);
    this.#all = all;
  }

  override replay(id: string, at: number): Transcript {
    const fork = super.replay(id, at);
    this.#all.push(fork);
    return fork;
  }
}
