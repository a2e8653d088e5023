import type { BisectResult } from '../model/time-travel.js';
import { logText } from './log-text.js';
import type { TextOptions } from './text-options.js';

/** The first state that has the text, the last, and the one that took it away; nothing where none has it. */
export function bisectText({ first, last, removed, edits }: BisectResult, options: TextOptions): string {
  if (first === null || last === null) return '';
  const width = options.width === null ? null : Math.max(1, options.width - INDENT.length);
  const block = (head: string, state: typeof first.state): string => {
    return `${head}\n${INDENT}${logText({ states: [state], edits }, { ...options, width })}`;
  };
  return [
    block(`first in ${first.state.state}, line ${first.line}`, first.state),
    block(`last in ${last.state.state}, line ${last.line}${removed === null ? ': it is still there' : ''}`, last.state),
    removed === null ? '' : block(`gone in ${removed.state}`, removed),
  ].join('');
}

const INDENT = '  ';
