import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scribe } from '../agents/scribe.js';
import { GitRepo } from './git.js';
import { answerTo } from './run-cli.js';

interface BlameJson {
  readonly lines: readonly { readonly text: string; readonly origin: string; readonly edit: string | null }[];
  readonly edits: Readonly<Record<string, EditJson>>;
  readonly warnings: readonly { readonly code: string; readonly count: number }[];
}

interface EditJson {
  readonly agent: string;
  readonly model: string | null;
  readonly session: string;
  readonly turn: { readonly index: number; readonly prompt: string } | null;
  readonly evidence: string;
  readonly tool: string | null;
  readonly caveats: readonly { readonly message: string }[];
}

/** A real repository, and traces that a scribe wrote for it. */
export class ScribedWorld {
  readonly base = mkdtempSync(join(tmpdir(), 'ai-blame-scribed-'));
  readonly repo = new GitRepo(join(this.base, 'repo'));
  readonly home = join(this.base, 'agent');
  /** Whether answers come from an index. */
  usesIndex = false;
  readonly #scribe: Scribe;
  readonly #option: string;

  /** @param option that names the agent's home: `copilot-home`. */
  constructor(scribe: Scribe, option: string) {
    this.#scribe = scribe;
    this.#option = option;
    mkdirSync(this.home, { recursive: true });
  }

  path(name: string): string {
    return join(this.repo.dir, name);
  }

  /** The lines of a file as `ai-blame FILE --json` tells them: `text | origin`, for an agent's with what its edit is. */
  async blame(name: string, ...more: string[]): Promise<string[]> {
    const { lines, edits } = await this.blameJson(name, ...more);
    return lines.map(({ text, origin, edit }) => {
      const record = edit === null ? undefined : edits[edit];
      if (record === undefined) return `${text} | ${origin}`;
      const { agent, session, turn, model, evidence } = record;
      return `${text} | ${agent} ${session}/${turn?.index ?? '-'} ${model ?? 'unknown'} ${evidence}`;
    });
  }

  async blameJson(name: string, ...more: string[]): Promise<BlameJson> {
    const answer = await this.run(name, '--json', ...more);
    if (answer.exitCode !== 0) throw new Error(answer.stderr);
    return JSON.parse(answer.stdout) as BlameJson;
  }

  run(...argv: string[]): ReturnType<typeof answerTo> {
    this.#scribe.write(this.home);
    const index = this.usesIndex ? ['--index', join(this.base, 'index.sqlite')] : ['--no-index'];
    return answerTo([...argv, `--${this.#option}`, this.home, ...index], {
      cwd: this.repo.dir,
      home: join(this.base, 'home'),
      variables: { CODEX_HOME: join(this.base, 'none'), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    });
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}
