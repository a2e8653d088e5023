import { textOfBytes } from '../model/raw-bytes.js';
import { visible } from './control-characters.js';

/** A file's bytes as they are (see `textOfBytes`); on a terminal what it would obey is shown instead, line ends aside. */
export function contentText(content: Buffer, isForTerminal: boolean): string {
  if (!isForTerminal) return textOfBytes(content);
  return content
    .toString()
    .split('\n')
    .map((line) => visible(line.replace(/\r$/, '')))
    .join('\n');
}
