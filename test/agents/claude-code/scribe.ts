import type { Ability, Scribe, SessionStart } from '../scribe.js';
import { Transcript } from './transcript.js';

/** Writes transcripts as Claude Code leaves them; deletions and renames are commands. */
export function claudeCodeScribe(): Scribe {
  const sessions: Transcript[] = [];
  return {
    agent: 'claude-code',
    cannot: new Set<Ability>(),
    session: (start) => new Listed(start, sessions),
    write(home) {
      for (const transcript of sessions) transcript.write(home);
    },
  };
}

/** One that is written with the others, as are its forks. */
class Listed extends Transcript {
  readonly #all: Transcript[];

  constructor(start: SessionStart, all: Transcript[]) {
    super(start);
    this.#all = all;
    all.push(this);
  }

  protected override another(start: SessionStart): Transcript {
    return new Listed(start, this.#all);
  }
}
