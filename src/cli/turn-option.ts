import { badValue, type RawOptions, texts } from './option-values.js';

/** Numbers of turns that `--turn` names, from 1. @throws AiBlameError USAGE. */
export function turnsOf(options: RawOptions): number[] {
  return texts(options, 'turn').map(turnOf);
}

function turnOf(given: string): number {
  const turn = /^#?(\d{1,9})$/.exec(given)?.[1] ?? '0';
  if (Number(turn) < 1) {
    throw badValue('turn', given, 'a number from 1');
  }
  return Number(turn);
}
