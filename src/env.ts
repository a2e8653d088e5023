/** Everything of the outside world that is not a file: given by `main`, never read below it. */
export interface Env {
  /** Absolute. */
  readonly cwd: string;
  /** The user's home folder, absolute. */
  readonly home: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. Only for display of ages and for progress; never part of an answer. */
  readonly now: () => number;
  readonly stdout: Output;
  readonly stderr: Output;
}

export interface Output {
  /** Writes text; resolves when the stream can take more. Rejects with code `EPIPE` when the reader is gone. */
  write(text: string): Promise<void>;
  readonly isTTY: boolean;
  /** Width of the terminal; null where there is none. */
  readonly columns: number | null;
}
