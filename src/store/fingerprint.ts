import { createHash } from 'node:crypto';
import type { FoundTraces } from '../agents/agent-adapter.js';

/** One text for which files there are. */
export function placesOf({ sources }: Pick<FoundTraces, 'sources'>): string {
  return digest(sources.map(({ home, path }) => `${home}\0${path}\n`).join(''));
}

/** One text for the state of all files: where it is the same nothing has to be compared one by one. */
export function fingerprintOf({ sources, stamps }: Pick<FoundTraces, 'sources' | 'stamps'>): string {
  let text = '';
  for (const source of sources) {
    const { size, mtimeMs, ctimeMs, inode } = stamps.get(source) ?? NOWHERE;
    text += `${source.home}\0${source.path}\0${size} ${mtimeMs} ${ctimeMs} ${inode}\n`;
  }
  return digest(text);
}

function digest(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

const NOWHERE = { size: -1, mtimeMs: 0, ctimeMs: 0, inode: 0 };
