/** Hears how far long work has come. Whoever shows it decides whether and when. */
export interface Progress {
  update(message: string, done: number, total: number): void;
  end(): void;
}
