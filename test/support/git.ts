import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ISOLATED = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
  TZ: 'UTC',
  LC_ALL: 'C',
};

/** A repository in a temporary folder, driven by the real git with no configuration of this machine and a clock of its own. */
export class GitRepo {
  readonly dir: string;
  /** Seconds since 1970 of the next commit; `commit` moves it on by a minute. */
  clock = Date.UTC(2026, 0, 1, 12) / 1000;

  /** @param initArguments for `git init`; null: the repository is there already (a clone, a linked work tree). */
  constructor(
    dir: string = mkdtempSync(join(tmpdir(), 'ai-blame-test-')),
    initArguments: readonly string[] | null = [],
  ) {
    this.dir = dir;
    if (initArguments === null) return;
    mkdirSync(dir, { recursive: true });
    this.git('init', '-q', '-b', 'main', ...initArguments);
  }

  /** Runs git here and returns its output as text. */
  git(...args: string[]): string {
    return this.gitBytes(args).toString('utf8');
  }

  gitBytes(args: readonly string[], options: { input?: string | Buffer; env?: Record<string, string> } = {}): Buffer {
    const date = `${this.clock} +0000`;
    return execFileSync('git', args, {
      cwd: this.dir,
      input: options.input,
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 1 << 30,
      env: { ...ISOLATED, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, ...options.env },
    });
  }

  /** Writes files of the work tree; null deletes one. */
  write(files: Record<string, string | Buffer | null>): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.dir, path);
      if (content === null) {
        rmSync(file, { recursive: true, force: true });
      } else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    }
  }

  /** Adds all, commits, moves the clock on by a minute, and returns the commit's id. */
  commit(message: string, files: Record<string, string | Buffer | null> = {}): string {
    this.write(files);
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    this.clock += 60;
    return this.git('rev-parse', 'HEAD').trim();
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
