import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CaveatCount, LogResult, StateRecord } from '../../src/model/time-travel.js';
import { type Answer, answerTo } from './run-cli.js';

/** Where a question is asked: a repository, and the home of the agent. */
export interface TravelPlace {
  readonly repository: string;
  readonly home: string;
  /** More of every command line. */
  readonly options?: readonly string[];
}

/** `diff --json`. */
interface DiffAnswer {
  readonly from: object | null;
  readonly to: object | null;
  readonly reversed: boolean;
  readonly turn: object | null;
  readonly files: readonly {
    readonly path: string;
    readonly previousPath: string | null;
    readonly action: string;
    readonly hunks: readonly { readonly lines: readonly object[] }[];
  }[];
  readonly caveats: readonly CaveatCount[];
  readonly warnings: readonly { readonly code: string }[];
}

/** Travels in time in a world, by the command line. */
export class TravelLab {
  readonly #place: TravelPlace;

  constructor(place: TravelPlace) {
    this.#place = place;
  }

  async ask(...argv: string[]): Promise<Answer> {
    const { repository, home, options = [] } = this.#place;
    const variables = {
      CODEX_HOME: home,
      AI_BLAME_NO_INDEX: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
    };
    const [command = '', ...rest] = argv;
    return answerTo([command, ...options, ...rest], { cwd: repository, home: dirname(home), variables });
  }

  /** What a question is answered with that has an answer. */
  async answer(...argv: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.ask(...argv);
    if (exitCode !== 0) throw new Error(`${argv.join(' ')}: ${exitCode} ${stderr}`);
    return stdout;
  }

  async states(file: string, ...options: string[]): Promise<readonly StateRecord[]> {
    const { states }: LogResult = JSON.parse(await this.answer('log', '--json', ...options, '--', file));
    return states;
  }

  async bytes(fileAndState: string, ...options: string[]): Promise<Buffer> {
    return bytesOf(await this.answer('show', ...options, '--', fileAndState));
  }

  async diff(...argv: string[]): Promise<DiffAnswer> {
    return JSON.parse(await this.answer('diff', '--json', ...argv));
  }

  /** Each state as `number who +added -removed`. */
  async lines(file: string): Promise<string[]> {
    return (await this.states(file)).map(
      ({ state, kind, attribution: { sessionId, turn }, evidence, added, removed }) => {
        const who = sessionId === null ? kind : `s${Number(sessionId.slice(0, 8))}#${turn} ${evidence}`;
        return `${state} ${who}${added === null ? '' : ` +${added}`}${removed === null ? '' : ` -${removed}`}`;
      },
    );
  }
}

/** A lone surrogate stands for a byte that is no UTF-8 (`src/model/raw-bytes.ts`). */
export function bytesOf(text: string): Buffer {
  const parts = text.split(/([\udc80-\udcff])/u);
  return Buffer.concat(
    parts.map((part, n) => (n % 2 === 0 ? Buffer.from(part) : Buffer.from([part.charCodeAt(0) - 0xdc00]))),
  );
}

/** Files by path, null: not there. */
export type Contents = Readonly<Record<string, Buffer | null>>;

/** What `git apply` makes of some files. @throws where it refuses the patch. */
export function applied(patch: Buffer, files: Contents, wanted: readonly string[]): Contents {
  const folder = mkdtempSync(join(tmpdir(), 'ai-blame-apply-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      if (content === null) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    if (patch.length > 0) {
      const env = { PATH: process.env.PATH, GIT_CEILING_DIRECTORIES: tmpdir(), GIT_CONFIG_GLOBAL: '/dev/null' };
      const run = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, env, input: patch });
      if (run.status !== 0) throw new Error(`git apply: ${run.stderr.toString()}\n${patch.toString()}`);
    }
    return Object.fromEntries(
      wanted.map((path) => {
        const file = join(folder, path);
        return [path, existsSync(file) ? readFileSync(file) : null];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything in a folder, by path, with what it holds: to see that nothing was written. */
export function fingerprint(folder: string): string {
  return execFileSync('sh', ['-c', 'find . -type f -exec sha256sum {} + | sort; find . | sort'], {
    cwd: folder,
  }).toString();
}
