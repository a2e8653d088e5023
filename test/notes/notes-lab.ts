import { type NotesWriteRequest, writeNotes } from '../../src/app/write-notes.js';
import type { Env } from '../../src/env.js';
import type { NotesWriteResult } from '../../src/model/notes-result.js';
import { CodexWorld } from '../support/codex-world.js';
import type { GitRepo } from '../support/git.js';

const QUIET = { update: () => {}, end: () => {} };

/** A world in which git knows who the person is. */
export function notesWorld(): CodexWorld {
  const world = new CodexWorld();
  world.repo.git('config', 'user.name', 'Ada');
  world.repo.git('config', 'user.email', 'ada@example.org');
  return world;
}

interface Choice extends Partial<Omit<NotesWriteRequest, 'place'>> {
  readonly directory?: string;
  readonly env?: Partial<Env>;
}

/** `notes write`, by default of HEAD. */
export function writeIn(world: CodexWorld, choice: Choice = {}): Promise<NotesWriteResult> {
  const { range = 'HEAD', merge = false, dryRun = false, minEvidence = 'snapshot', env = {} } = choice;
  const place = { directory: choice.directory ?? world.repo.dir, homes: { codex: [] }, movedFrom: [] };
  return writeNotes({ range, minEvidence, merge, dryRun, place }, { ...world.env(), ...env }, QUIET);
}

/** A person's file, of which an agent wrote two lines by patches and a person one; all of it committed. */
export function agentsCommit(world: CodexWorld): { commit: string; session: string } {
  world.commit('Begin', { 'src/a.ts': 'base\n' });
  const session = world.session();
  session.turn('one').patch('*** Update File: src/a.ts\n@@\n base\n+one', { 'src/a.ts': 'base\none\n' });
  session.turn('two').patch('*** Update File: src/a.ts\n@@\n one\n+two', { 'src/a.ts': 'base\none\ntwo\n' });
  world.write({ 'src/a.ts': 'base\none\ntwo\nmine\n' });
  return { commit: world.commit('Work', {}), session: session.id };
}

/** As git shows it. */
export function shownNote(commit: string, repo: GitRepo): string {
  return repo.git('notes', '--ref=ai', 'show', commit);
}

/** Gives a commit a note with exactly this text, by git itself. */
export function noted(commit: string, text: string, repo: GitRepo): string {
  const blob = repo.gitBytes(['hash-object', '-w', '--stdin'], { input: text }).toString().trim();
  repo.git('notes', '--ref=ai', 'add', '-f', '-C', blob, commit);
  return blob;
}
