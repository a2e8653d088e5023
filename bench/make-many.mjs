/**
 * A home of Codex with very many small sessions, always the same: half a kilobyte each, spread over days, of forty repositories. The
 * first ones are of the repository that is asked about.
 */
import { mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from './measure.mjs';

const START = Date.UTC(2024, 0, 1);
const A_DAY = 40;

/**
 * @param home folder of the new home; used again where it was finished.
 * @param count sessions.
 * @param repository `{ cwd, commit, ghosts }`: one session in a hundred is of it, with a ghost each.
 * @returns the home.
 */
export function makeMany(home, count, repository) {
  if (statSync(home, { throwIfNoEntry: false }) !== undefined) return home;
  const draft = `${home}.part`;
  rmSync(draft, { recursive: true, force: true });
  const below = seeded(count);
  const hex = (length) => Array.from({ length }, () => below(16).toString(16)).join('');
  let day = '';
  for (let n = 0; n < count; n++) {
    const start = START + Math.floor(n / A_DAY) * 86_400_000 + (n % A_DAY) * 600_000;
    const own = n % 100 === 0 ? repository.ghosts[n / 100] : undefined;
    const clock = own === undefined ? start : own.time * 1000;
    const cwd = own === undefined ? `/home/dev/project-${below(40)}` : repository.cwd;
    const id = `019a${hex(4)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`;
    const at = (ms) => new Date(clock + ms).toISOString();
    const record = (ms, type, payload) => JSON.stringify({ timestamp: at(ms), type, payload });
    const git = { commit_hash: own === undefined ? hex(40) : repository.commit, branch: 'main' };
    const lines = [
      record(0, 'session_meta', {
        id,
        timestamp: at(0),
        cwd,
        originator: 'codex_cli_rs',
        cli_version: '0.77.0',
        source: 'cli',
        git,
      }),
      record(10, 'event_msg', { type: 'user_message', message: `Change number ${n}`, images: [] }),
      record(20, 'turn_context', { cwd, model: 'gpt-5.1-codex-max', effort: 'high' }),
    ];
    if (own !== undefined) {
      const ghost = {
        id: own.id,
        parent: repository.commit,
        preexisting_untracked_files: [],
        preexisting_untracked_dirs: [],
      };
      lines.push(record(30, 'response_item', { type: 'ghost_snapshot', ghost_commit: ghost }));
    }
    const time = new Date(start).toISOString();
    const folder = join(draft, 'sessions', time.slice(0, 10).replaceAll('-', '/'));
    if (folder !== day) mkdirSync(folder, { recursive: true });
    day = folder;
    const file = join(folder, `rollout-${time.slice(0, 19).replaceAll(':', '-')}-${id}.jsonl`);
    writeFileSync(file, `${lines.join('\n')}\n`);
    // As old as its session.
    utimesSync(file, start / 1000, start / 1000);
  }
  renameSync(draft, home);
  console.error(`made ${home}: ${count} sessions`);
  return home;
}
