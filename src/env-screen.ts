import type { Screen, ScreenEvent } from './env.js';

/** The other picture, no wrapping at the edge, no cursor (xterm's private modes 1049, 7, 25). */
const TAKE = '\x1b[?1049h\x1b[?7l\x1b[?25l\x1b[H\x1b[2J';
const GIVE_BACK = '\x1b[0m\x1b[?25h\x1b[?7h\x1b[?1049l';

const ENDING = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;

/** null: input or output is no terminal. */
export function terminalScreen(): Screen | null {
  return process.stdin.isTTY && process.stdout.isTTY ? new TerminalScreen() : null;
}

class TerminalScreen implements Screen {
  readonly #events: ScreenEvent[] = [];
  #wake: () => void = () => {};
  #isTaken = false;

  size(): { readonly columns: number; readonly rows: number } {
    const { columns, rows } = process.stdout;
    // Some terminals over the wire say 0 for what they do not know.
    return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
  }

  open(): void {
    const { stdin, stdout } = process;
    stdin.setEncoding('utf8').on('data', this.#hear).on('end', this.#end).on('error', this.#end);
    stdout.on('resize', this.#disturb).on('error', this.#end);
    for (const name of ENDING) process.on(name, this.#endBy);
    if (process.platform !== 'win32') process.on('SIGTSTP', this.#stop).on('SIGCONT', this.#goOn);
    process.on('exit', this.#giveBack);
    this.#take();
  }

  async next(): Promise<ScreenEvent> {
    while (this.#events.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#events.shift() as ScreenEvent;
  }

  write(text: string): Promise<void> {
    return new Promise((resolve) => {
      // Where the terminal is gone, the end of the input tells.
      process.stdout.write(text, () => resolve());
    });
  }

  suspend(): void {
    if (process.platform !== 'win32') this.#stop();
  }

  close(): void {
    const { stdin, stdout } = process;
    this.#giveBack();
    stdin.off('data', this.#hear).off('end', this.#end).off('error', this.#end);
    stdin.pause();
    stdout.off('resize', this.#disturb).off('error', this.#end);
    for (const name of ENDING) process.off(name, this.#endBy);
    process.off('SIGTSTP', this.#stop).off('SIGCONT', this.#goOn).off('exit', this.#giveBack);
  }

  #take(): void {
    this.#isTaken = true;
    // The shell may have set the terminal meanwhile, which Node does not know.
    process.stdin.setRawMode(false);
    process.stdin.setRawMode(true);
    process.stdout.write(TAKE);
  }

  readonly #giveBack = (): void => {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    process.stdout.write(GIVE_BACK);
    process.stdin.setRawMode(false);
  };

  #tell(event: ScreenEvent): void {
    this.#events.push(event);
    this.#wake();
  }

  readonly #hear = (text: string): void => this.#tell({ kind: 'typed', text });
  readonly #end = (): void => this.#tell({ kind: 'ended' });
  readonly #disturb = (): void => this.#tell({ kind: 'disturbed' });

  /** Ends by the signal itself, so that whoever waits for us sees it. */
  readonly #endBy = (signal: NodeJS.Signals): void => {
    this.close();
    process.kill(process.pid, signal);
  };

  /** Stops all that the shell started with us, as Ctrl-Z does; where nobody can let us go on, the system does not stop us. */
  readonly #stop = (): void => {
    this.#giveBack();
    process.off('SIGTSTP', this.#stop);
    process.kill(0, 'SIGTSTP');
    process.on('SIGTSTP', this.#stop);
    this.#goOn();
  };

  readonly #goOn = (): void => {
    this.#take();
    this.#disturb();
  };
}
