import { AiBlameError, EXIT } from '../errors.js';
import { visible } from '../render/control-characters.js';

/** What a person needs to report a bug. */
export interface About {
  readonly version: string;
  /** As `v20.19.0 on linux`. */
  readonly runtime: string;
  /** Where to report; null: nowhere in particular. */
  readonly bugs: string | null;
}

export interface Failure {
  /** For stderr. */
  readonly text: string;
  readonly exitCode: number;
}

/** What to say of an error, and how to end. A reader that is gone is no failure. */
export function failureOf(error: unknown, about: About): Failure {
  if (isClosedPipe(error)) {
    return { text: '', exitCode: EXIT.ok };
  }
  if (error instanceof AiBlameError) {
    const hint = error.hint === null ? '' : `hint: ${visible(error.hint)}\n`;
    return { text: `ai-blame: ${visible(error.message)}\n${hint}`, exitCode: error.exitCode };
  }
  const where = about.bugs === null ? '' : ` at ${about.bugs}`;
  const text = [
    `ai-blame: unexpected error: ${error instanceof Error ? linesOf(error) : visible(String(error))}`,
    `This is a bug of ai-blame ${about.version} (Node ${about.runtime}). Please report it${where}, with the command that you ran`,
    'and the lines above.',
  ];
  return { text: `${text.join('\n')}\n`, exitCode: EXIT.bug };
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

function linesOf(error: Error): string {
  return (error.stack ?? error.message).split('\n').map(visible).join('\n');
}
