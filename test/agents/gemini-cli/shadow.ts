import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const NAME = 'Gemini CLI';
const EMAIL = 'gemini-cli@google.com';

/** A project's shadow repository and the notes of its checkpoints, as Gemini CLI makes them (formats/gemini-cli.md, 5). */
export class ShadowRepository {
  readonly #dir: string;
  readonly #notes: string;
  readonly #workTree: string;

  /** @param project the project's id; @param at milliseconds since 1970: when it is made. */
  constructor(home: string, project: string, workTree: string, at: number) {
    this.#dir = join(home, 'history', project);
    this.#notes = join(home, 'tmp', project, 'checkpoints');
    this.#workTree = workTree;
    mkdirSync(this.#dir, { recursive: true });
    mkdirSync(this.#notes, { recursive: true });
    this.#git(at, 'init', '-q', '-b', 'main', this.#dir);
    this.#git(at, 'commit', '-q', '--allow-empty', '-m', 'Initial commit');
  }

  get head(): string {
    return this.#git(0, 'rev-parse', 'HEAD').trim();
  }

  /** What the program does when it asks whether a tool may run. @returns the commit, as the note names it. */
  take(tool: string, path: string, at: number): string {
    this.#git(at, 'add', '.');
    const isClean = this.#git(at, 'status', '--porcelain') === '';
    if (!isClean) this.#git(at, 'commit', '-q', '--no-verify', '-m', `Snapshot for ${tool}`);
    const commit = isClean ? this.head : this.head.slice(0, 7);
    this.note(tool, path, at, commit);
    return commit;
  }

  note(tool: string, path: string, at: number, commitHash: unknown): void {
    const stamp = new Date(at).toISOString().replace(/:/g, '-').replace(/\./g, '_');
    const said = [{ type: 'user', text: 'a text with "commitHash": "0000000"\n  "commitHash": "0000000",\n' }];
    const toolCall = { name: tool, args: { file_path: path, content: '\n  "commitHash": "1111111",\n' } };
    const note = { history: said, clientHistory: [], toolCall, commitHash, messageId: 'prompt########0' };
    writeFileSync(join(this.#notes, `${stamp}-${basename(path)}-${tool}.json`), JSON.stringify(note, null, 2));
  }

  #git(at: number, ...args: string[]): string {
    const date = `${Math.floor(at / 1000)} +0000`;
    const who = {
      GIT_AUTHOR_NAME: NAME,
      GIT_AUTHOR_EMAIL: EMAIL,
      GIT_COMMITTER_NAME: NAME,
      GIT_COMMITTER_EMAIL: EMAIL,
    };
    return execFileSync('git', args, {
      cwd: this.#workTree,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: '/nonexistent',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        ...(args[0] === 'init' ? {} : { GIT_DIR: join(this.#dir, '.git'), GIT_WORK_TREE: this.#workTree }),
        ...who,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    });
  }
}
