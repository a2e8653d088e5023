import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import type { WorldSession } from './codex-world.js';
import { IndexLab } from './index-lab.js';

/** What can happen to a store of traces, to the repository, or to the index. */
export const HAPPENINGS = [
  'patch',
  'shell',
  'talk',
  'torn record',
  'rewrite in place',
  'rewrite by another file',
  'truncate',
  'archive',
  'compress',
  'decompress',
  'delete',
  'restore',
  'copy',
  'new session',
  'edit by a person',
  'commit',
  'prune a ghost',
  'bring the ghost back',
  'dead indexer',
  'live indexer',
  'index',
  'delete the index',
  'no previews',
  'name it',
] as const;

export type Happening = (typeof HAPPENINGS)[number];

export interface Step {
  readonly what: Happening;
  /** Which session, and how much of it: taken modulo what there is. */
  readonly which: number;
  readonly much: number;
  /** Whether files were written long enough ago to be believed. */
  readonly settled: boolean;
}

const fileOf = (much: number): string => (much % 2 === 0 ? 'a.txt' : 'b.txt');
const bytesOf = ({ path }: WorldSession): Buffer => readFileSync(path);
const isPlain = ({ path }: WorldSession): boolean => existsSync(path) && !path.endsWith('.zst');

/** Changes the text of a file that is there, whatever bytes it holds. */
function change(session: WorldSession, to: (text: string) => string): void {
  if (existsSync(session.path)) writeFileSync(session.path, to(bytesOf(session).toString('latin1')), 'latin1');
}

/** A store whose history is random, and its index. */
export class RandomStore {
  readonly lab = new IndexLab();
  readonly sessions: WorldSession[] = [];
  /** Whether another process holds the lease while the next questions are asked. */
  isBusy = false;
  #written = 0;
  readonly #pruned: string[] = [];
  readonly #happenings: Readonly<Record<Happening, (session: WorldSession, much: number) => void>> = {
    patch: (session, much) => this.#patch(session, fileOf(much)),
    shell: (session, much) => this.#shell(session, fileOf(much)),
    talk: (session) => {
      session.say(`that was ${++this.#written}`);
      this.#pack(session);
    },
    'torn record': (session, much) => {
      const line = session.lines.at(-1) ?? '';
      if (isPlain(session)) appendFileSync(session.path, line.slice(0, much % line.length));
    },
    // The same length, and other words.
    'rewrite in place': (session, much) =>
      change(session, (text) => text.replaceAll('gpt-demo', `gpt-d${much % 10}mo`)),
    'rewrite by another file': (session, much) => {
      if (!existsSync(session.path)) return;
      renameSync(session.path, `${session.path}.old`);
      writeFileSync(session.path, readFileSync(`${session.path}.old`));
      rmSync(`${session.path}.old`);
      change(session, (text) => text.replaceAll('line ', `row ${much % 10} `));
    },
    truncate: (session, much) => {
      if (existsSync(session.path)) truncateSync(session.path, much % (bytesOf(session).length + 1));
    },
    archive: (session) => {
      if (!existsSync(session.path) || session.path.includes('archived_sessions')) return;
      const raw = bytesOf(session);
      session.moveTo(`archived_sessions/${basename(session.path)}`);
      writeFileSync(session.path, raw);
    },
    compress: (session) => {
      if (isPlain(session)) session.moveTo(`${this.#pathOf(session)}.zst`);
    },
    decompress: (session) => {
      if (existsSync(session.path) && !isPlain(session)) session.moveTo(this.#pathOf(session).slice(0, -4));
    },
    delete: (session) => rmSync(session.path, { force: true }),
    restore: (session) => session.save(),
    // Of one name only one counts; of another name both do.
    copy: (session, much) => {
      if (!existsSync(session.path)) return;
      const name = basename(session.path).replace('12-00-00', much % 2 === 0 ? '12-00-00' : '12-00-01');
      const raw = bytesOf(session);
      writeFileSync(join(this.lab.world.home, 'sessions', name), raw.subarray(0, much % (raw.length + 1)));
    },
    'new session': (_, much) => this.#begin(much),
    'edit by a person': (_, much) => {
      const file = fileOf(much);
      this.lab.world.write({ [file]: [...this.#lines(file), `by hand ${++this.#written}`, ''].join('\n') });
    },
    commit: () => {
      this.lab.world.commit(`commit ${++this.#written}`);
    },
    'prune a ghost': (_, much) => this.#prune(much),
    'bring the ghost back': () => {
      const id = this.#pruned.pop();
      if (id === undefined || existsSync(this.#objectOf(id))) return;
      renameSync(`${this.#objectOf(id)}.away`, this.#objectOf(id));
    },
    // No process has a number that high.
    'dead indexer': () => this.#lease(2 ** 22 + 1),
    'live indexer': () => {
      this.isBusy = existsSync(this.lab.file);
      this.#lease(process.pid);
    },
    'delete the index': () => rmSync(this.lab.own, { recursive: true, force: true }),
    'name it': (session, much) => {
      const record = { id: session.id, thread_name: `name ${much}`, updated_at: '2026-01-02T00:00:00Z' };
      appendFileSync(join(this.lab.world.home, 'session_index.jsonl'), `${JSON.stringify(record)}\n`);
    },
    index: () => {},
    'no previews': () => {},
  };

  constructor() {
    this.lab.world.commit('first', { 'a.txt': 'one\ntwo\n', 'b.txt': 'b\n' });
    this.#begin(0);
    this.#begin(1);
  }

  take({ what, which, much, settled }: Step): void {
    const { lab } = this;
    lab.aheadMs = settled ? 10_000 : 0;
    this.isBusy = false;
    this.#happenings[what](this.sessions[which % this.sessions.length] as WorldSession, much);
  }

  /** What a step leaves to the program itself. */
  async after({ what, much }: Step): Promise<void> {
    if (what === 'index') await this.lab.ask(['index']);
    if (what === 'no previews') await this.lab.ask(['index', much % 2 === 0 ? '--no-previews' : '--previews']);
  }

  /** Frees the index, where the step before had locked it. */
  end(): void {
    if (this.isBusy) this.#lease(null);
  }

  remove(): void {
    this.lab.remove();
  }

  #begin(much: number): void {
    const { world } = this.lab;
    const session = world.session({
      ghosts: much % 3 !== 1,
      ...(much % 5 === 4 ? { cwd: '/elsewhere' } : {}),
      ...(much % 4 === 3 ? { tasks: true } : {}),
    });
    this.sessions.push(session);
    this.#patch(session, fileOf(much));
  }

  #patch(session: WorldSession, file: string): void {
    const lines = this.#lines(file);
    const line = `line ${++this.#written}`;
    const body =
      lines.length === 0
        ? `*** Add File: ${file}\n+${line}`
        : `*** Update File: ${file}\n@@\n ${lines.at(-1)}\n+${line}`;
    session.turn(`add ${line}`).patch(body, { [file]: [...lines, line, ''].join('\n') });
    session.end();
    this.#pack(session);
  }

  #shell(session: WorldSession, file: string): void {
    const line = `line ${++this.#written}`;
    session
      .turn(`run ${line}`)
      .shell(`sed -i '1i${line}' ${file}`, { [file]: [line, ...this.#lines(file), ''].join('\n') });
    this.#pack(session);
  }

  #lines(file: string): string[] {
    const path = join(this.lab.world.repo.dir, file);
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  }

  /** What was written to a compressed file is in it only once it is written anew. */
  #pack(session: WorldSession): void {
    if (session.path.endsWith('.zst')) session.save();
  }

  #pathOf(session: WorldSession): string {
    return session.path.slice(this.lab.world.home.length + 1);
  }

  #prune(much: number): void {
    const ghosts = this.sessions.flatMap((each) => each.ghosts).filter((id) => existsSync(this.#objectOf(id)));
    const id = ghosts[much % Math.max(1, ghosts.length)];
    if (id === undefined) return;
    renameSync(this.#objectOf(id), `${this.#objectOf(id)}.away`);
    this.#pruned.push(id);
  }

  #objectOf(id: string): string {
    return join(this.lab.world.repo.dir, '.git/objects', id.slice(0, 2), id.slice(2));
  }

  #lease(pid: number | null): void {
    if (!existsSync(this.lab.file)) return;
    const database = this.lab.database();
    try {
      database
        .prepare('UPDATE backfill_state SET owner = ?, lease_until = ? WHERE id = 1')
        .run([pid === null ? null : `${hostname()} ${pid} 00`, Date.now() + 100_000]);
    } finally {
      database.close();
    }
  }
}
