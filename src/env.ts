/** Everything of the outside world that is not a file: given by `main`, never read below it. */
export interface Env {
  /** Absolute. */
  readonly cwd: string;
  /** The user's home folder, absolute. */
  readonly home: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** As Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** Milliseconds since 1970. Only for display of ages and for progress; never part of an answer. */
  readonly now: () => number;
  /** Begins to listen for the person's wish to stop (Ctrl-C), which from then on ends a waiting, and not the program. */
  readonly patience: () => Patience;
  /** Whether the process is this program alone, so that settings of the whole process may be changed. */
  readonly ownsProcess: boolean;
  /** This program as it was started: Node, and the file that it runs; absolute. */
  readonly program: readonly [node: string, file: string];
  /** Name of this machine. */
  readonly host: () => string;
  /** As `runAgain`, another program: its name and its arguments. Rejects where it cannot be started. */
  readonly run: (words: readonly string[], milliseconds: number) => Promise<EndedRun | null>;
  /**
   * Runs this program once more, beside this run, in the same folder, with nothing to read.
   * @returns null where it did not end in time: then it is asked to end, and nothing waits for it any more.
   */
  readonly runAgain: (words: readonly string[], milliseconds: number) => Promise<EndedRun | null>;
  /** Shows an address of ours in the person's browser, if there is one; does not wait for it to show. */
  readonly openLink: (address: string) => Promise<void>;
  /** Does what must not be left half done: who asks the program to end meanwhile (SIGTERM) has to wait for it. */
  readonly undisturbed: <T>(work: () => Promise<T>) => Promise<T>;
  /**
   * Starts a program, through the shell where git does, that reads what is written to it and shows it on this terminal. Until it is closed
   * Ctrl-C is a matter of the program alone.
   * @param more variables beside those of this process. @returns null where it cannot be started.
   */
  readonly openPager: (command: string, more: Readonly<Record<string, string>>) => Promise<Pager | null>;
  /** The terminal, for a view that fills it. null: what is read from or written to is none. Nothing is changed before it is opened. */
  readonly screen: () => Promise<Screen | null>;
  /** All that comes on standard input, up to its end. Rejects with code `ERR_OUT_OF_RANGE` where it is more than so many bytes. */
  readonly readInput: (limit: number) => Promise<Buffer>;
  readonly stdout: Output;
  readonly stderr: Output;
}

export interface EndedRun {
  /** null: something ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Pager {
  /** Resolves when it can take more. Rejects with code `EPIPE` when the program has ended, or does not want more. */
  write(text: string): Promise<void>;
  /** Nothing more comes. @returns when the program has ended, its exit code; null where something ended it. */
  close(): Promise<number | null>;
}

/** A terminal of which the program has the whole picture, and every key. */
export interface Screen {
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Takes the terminal. It is given back by `close`, and however else the program ends. */
  open(): void;
  /** What comes next. */
  next(): Promise<ScreenEvent>;
  write(text: string): Promise<void>;
  /** Stops the program as Ctrl-Z does, and returns when it goes on. */
  suspend(): void;
  close(): void;
}

/** `typed`: what the keys sent. `disturbed`: nothing on the screen can be relied on, it may have another size. `ended`: nothing more comes. */
export type ScreenEvent =
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'disturbed' }
  | { readonly kind: 'ended' };

export interface Patience {
  /** Resolves after so many milliseconds; at once, with false, where the person asks or has asked to stop. */
  wait(milliseconds: number): Promise<boolean>;
  /** Ctrl-C ends the program again. */
  end(): void;
}

export interface Output {
  /** Writes text; resolves when the stream can take more. Rejects with code `EPIPE` when the reader is gone. */
  write(text: string): Promise<void>;
  readonly isTTY: boolean;
  /** Width of the terminal; null where there is none. */
  readonly columns: number | null;
}
