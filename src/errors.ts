/** Exit codes of every command (contract, section 4). */
export const EXIT = { ok: 0, no: 1, usage: 2, unanswerable: 3, damaged: 4, bug: 70 } as const;

/** Stable codes of expected trouble, and the exit code of each. */
const EXIT_OF = {
  USAGE: EXIT.usage,
  AMBIGUOUS: EXIT.usage,
  NO_REPOSITORY: EXIT.unanswerable,
  NO_SUCH_FILE: EXIT.unanswerable,
  NO_SUCH_REVISION: EXIT.unanswerable,
  NO_SUCH_EDIT: EXIT.unanswerable,
  NO_SUCH_SESSION: EXIT.unanswerable,
  NO_SUCH_STATE: EXIT.unanswerable,
  NOT_TRACED: EXIT.unanswerable,
  TOO_LARGE: EXIT.unanswerable,
  IS_DIRECTORY: EXIT.unanswerable,
  IS_BINARY: EXIT.unanswerable,
  OUTSIDE_REPOSITORY: EXIT.unanswerable,
  CANNOT_LISTEN: EXIT.unanswerable,
  UNREADABLE: EXIT.damaged,
  OBJECT_MISSING: EXIT.damaged,
  OBJECT_CORRUPT: EXIT.damaged,
  CONTENT_UNKNOWN: EXIT.damaged,
  UNSUPPORTED_REPOSITORY: EXIT.damaged,
  LOCKED: EXIT.damaged,
  NOT_WRITABLE: EXIT.damaged,
  NO_SQLITE: EXIT.damaged,
} as const;

export type ErrorCode = keyof typeof EXIT_OF;

/** What the system says no with, by its codes. */
const REFUSALS = {
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a file is where a folder would be',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'symbolic links lead in a circle',
} as const;

/** Why the system refused something, ` (in words)` to be put behind a sentence; nothing where that is not known. */
export function whyRefused(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  const known = Object.entries(REFUSALS).find(([name]) => name === code)?.[1];
  return known === undefined ? (typeof code === 'string' ? ` (${code})` : '') : ` (${known})`;
}

/** The program is built of two bundles (`scripts/build.mjs`), each with a class of its own: what one throws, the other one knows. */
const BRAND = Symbol.for('ai-blame: expected trouble');

/** Expected trouble: a stable code, a sentence, and a hint of what to do. Turned into text and an exit code by `main` only. */
export class AiBlameError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly hint: string | null;

  /** @param message a full sentence without a period at its end. */
  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AiBlameError';
    this.code = code;
    this.hint = options.hint ?? null;
  }

  get exitCode(): number {
    return EXIT_OF[this.code];
  }
}
