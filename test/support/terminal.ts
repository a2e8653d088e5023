import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether there is tmux, which draws as a terminal does. Without it tests that need one are skipped, and say so in their name. */
export const HAS_TMUX = spawnSync('tmux', ['-V']).status === 0;

/** Milliseconds that a terminal has to show what is waited for. */
const PATIENCE = 30_000;

export interface TerminalOptions {
  readonly width: number;
  readonly height?: number;
  readonly cwd: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** A real terminal, drawn by a tmux of its own: nothing of this machine's configuration or sessions is in it. */
export class Terminal {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ai-blame-tty-'));
  readonly #socket = join(this.#folder, 'socket');

  /** @param script of the shell that runs in it; when it is over, the picture stays. */
  constructor(script: string, { width, height = 50, cwd, variables = {} }: TerminalOptions) {
    const file = join(this.#folder, 'script');
    writeFileSync(file, `trap : INT\n${script}\nprintf '⏹%s\\n' "$?"\nexec cat >/dev/null\n`);
    const settings = join(this.#folder, 'settings');
    writeFileSync(settings, 'set -g default-terminal tmux-256color\nset -g status off\nset -s escape-time 0\n');
    const size = ['-x', String(width), '-y', String(height)];
    const environment = { PATH: process.env.PATH, HOME: '/nonexistent', LANG: 'C.UTF-8', TZ: 'UTC', ...variables };
    const set = Object.entries(environment).map(([name, value]) => `${name}=${quoted(value ?? '')}`);
    // Not by the variables of tmux, which adds its own and those of whoever started it.
    const command = `exec env -i TERM=tmux-256color ${set.join(' ')} sh ${quoted(file)}`;
    this.#tmux('-f', settings, 'new-session', '-d', ...size, '-c', cwd, command);
  }

  /** What is on the screen, with its colours as escape sequences; lines without the blanks at their end. */
  picture(): string {
    return this.#tmux('capture-pane', '-p', '-e');
  }

  /** The picture as soon as it shows `wanted`. @throws where it never does. */
  async showing(wanted: string | RegExp): Promise<string> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const picture = this.picture();
      if (typeof wanted === 'string' ? plain(picture).includes(wanted) : wanted.test(plain(picture))) return picture;
      if (Date.now() > end) throw new Error(`Not seen: ${wanted}\n${picture}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The exit code of the script, and the picture above it. */
  async ended(): Promise<{ readonly code: number; readonly picture: string }> {
    const picture = await this.showing(/^⏹\d+$/m);
    const end = picture.lastIndexOf('⏹');
    return { code: Number.parseInt(picture.slice(end + 1), 10), picture: picture.slice(0, end) };
  }

  /** Keys as tmux names them: `q`, `Enter`, `C-c`. */
  press(...keys: string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  close(): void {
    try {
      this.#tmux('kill-server');
    } finally {
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  #tmux(...words: string[]): string {
    const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', TERM: 'xterm-256color' };
    return execFileSync('tmux', ['-u', '-S', this.#socket, ...words], { encoding: 'utf8', env });
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A picture without colours. */
export function plain(picture: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: how tmux tells colours
  return picture.replace(/\u001b\[[\d;]*m/g, '');
}
