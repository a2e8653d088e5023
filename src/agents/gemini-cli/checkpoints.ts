import { join } from 'node:path';
import type { TraceSource } from '../../model/session.js';
import { readPlainAt, readPlainEnd } from '../../scan/byte-reader.js';
import { Disk } from '../../scan/disk.js';
import { namesIn } from '../../scan/list-folders.js';
import { parsedObject, textOf } from '../json-values.js';
import { isoTime } from '../times.js';
import { orNull } from '../whole-source.js';

/** A checkpoint's note: when it was taken, the base name of the file, and the tool that was to change it. */
const NOTE = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)_(\d{3})Z-(.+)-(write_file|replace)\.json$/;

/** Notes hold whole conversations: the commit stands near their end, behind the call. In bytes. */
const TAIL = 4 * 1024;

const MAX_REFLOG = 16 * 1024 ** 2;

/** A line of a reflog: the new commit, when it was made (seconds since 1970), and what made it. */
const LOGGED =
  /^[0-9a-f]+ ([0-9a-f]{40}) Gemini CLI <gemini-cli@google\.com> (\d+) [^\t]*\tcommit(?: \([a-z]+\))?: Snapshot for /;

/**
 * A note names the commit that it was written right behind, in milliseconds. Where no snapshot could be taken it names the newest one there is, which
 * shows what was long ago.
 */
const FRESH = 10_000;

interface Note {
  readonly file: string;
  /** Milliseconds since 1970. */
  readonly taken: number;
  readonly base: string;
  readonly tool: string;
}

/** What the work tree was before a call: a commit in a git directory of Gemini CLI's own. */
export interface Checkpoint {
  /** 40 hex digits. */
  readonly commit: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  /** Absolute. */
  readonly store: string;
}

/**
 * The checkpoints of a project (formats/gemini-cli.md, 5), off by default: which was taken for a call is told by the time, the file's base name and the
 * tool in a note's name. What the commit's id, often cut, is in full is told by the reflog of the shadow repository.
 */
export class Checkpoints {
  readonly #folder: string;
  readonly #store: string;
  #notes: readonly Note[] | null = null;
  #commits: readonly { readonly id: string; readonly made: number }[] | null = null;
  readonly #used = new Set<string>();

  constructor({ home, path }: TraceSource) {
    const [before = '', rest = ''] = path.split('tmp/');
    const project = rest.split('/')[0] ?? '';
    this.#folder = join(home, before, 'tmp', project, 'checkpoints');
    this.#store = join(home, before, 'history', project, '.git');
  }

  /** Whether there are none for any call. */
  get isEmpty(): boolean {
    return this.#listed().length === 0;
  }

  /**
   * The last one that was taken for such a call in a span of time; null where there is none.
   * @param path of the file, as recorded.
   * @param after ISO 8601 UTC, and so is `until`.
   */
  before(tool: string, path: string, after: string | null, until: string | null): Checkpoint | null {
    if (until === null) return null;
    const base = path.split(/[\\/]/).at(-1) ?? '';
    const [from, to] = [after === null ? Number.NEGATIVE_INFINITY : Date.parse(after), Date.parse(until)];
    const note = this.#listed().findLast(
      (each) => each.tool === tool && each.base === base && each.taken >= from && each.taken <= to,
    );
    return note === undefined ? null : this.#checkpointOf(note);
  }

  #checkpointOf(note: Note): Checkpoint | null {
    const named = this.#commitIn(note);
    if (named === null) return null;
    const made = this.#logged().filter(({ id }) => id.startsWith(named));
    const [commit] = made;
    const isFresh = commit !== undefined && note.taken >= commit.made && note.taken - commit.made < 1000 + FRESH;
    if (made.length !== 1 || !isFresh || this.#used.has(commit.id)) return null;
    this.#used.add(commit.id);
    return { commit: commit.id, time: new Date(note.taken).toISOString(), store: this.#store };
  }

  #listed(): readonly Note[] {
    if (this.#notes !== null) return this.#notes;
    // By name, which is their order in time.
    this.#notes = namesIn(new Disk(), this.#folder).flatMap((name) => {
      const [, day, minutes, seconds, rest, base = '', tool = ''] = NOTE.exec(name) ?? [];
      const time = isoTime(`${day}:${minutes}:${seconds}.${rest}Z`);
      return time === null ? [] : [{ file: join(this.#folder, name), taken: Date.parse(time), base, tool }];
    });
    return this.#notes;
  }

  /** As it is named there: whole, or cut. */
  #commitIn({ file }: Note): string | null {
    const tail = orNull(() => readPlainEnd(file, TAIL)) ?? Buffer.alloc(0);
    const told = /\n {2}"commitHash": ("[^"\n]*"),?\n/.exec(tail.toString('utf8'))?.[1];
    const id = told === undefined ? null : textOf(parsedObject(`{"id":${told}}`)?.id);
    return id !== null && /^[0-9a-f]{7,40}$/.test(id) ? id : null;
  }

  #logged(): readonly { readonly id: string; readonly made: number }[] {
    this.#commits ??= (
      orNull(() => readPlainAt(join(this.#store, 'logs', 'HEAD'), 0, MAX_REFLOG).toString('utf8')) ?? ''
    )
      .split('\n')
      .flatMap((line) => {
        const [, id, made] = LOGGED.exec(line) ?? [];
        return id === undefined ? [] : [{ id, made: Number(made) * 1000 }];
      });
    return this.#commits;
  }
}
