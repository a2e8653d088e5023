/** `syntax`: a quote or parenthesis without its partner, or a form that is not understood (functions, `case`). */
export type ReadFailure = 'too_large' | 'too_deep' | 'syntax';

/** A place in a text that is being read. The first failure stays, and the text counts as read to its end then. */
export class ShellCursor {
  readonly text: string;
  /** Offset of the next character. */
  at = 0;
  failure: ReadFailure | null = null;

  constructor(text: string) {
    this.text = text;
  }

  fail(reason: ReadFailure): void {
    this.failure ??= reason;
    this.at = this.text.length;
  }
}
