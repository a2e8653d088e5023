import { createHash } from 'node:crypto';
import type { FoundTraces } from '../agents/agent-adapter.js';
import type { FileStamp } from '../model/file-stamp.js';
import type { TraceSource } from '../model/session.js';

/** One text for which files there are. */
export function placesOf({ sources }: Pick<FoundTraces, 'sources'>): string {
  return digest(sources.map(({ home, path }) => `${home}\0${path}\n`).join(''));
}

/** One text for the state of all files: where it is the same nothing has to be compared one by one. */
export function fingerprintOf(found: Pick<FoundTraces, 'sources' | 'stamps'>): string {
  return digest(stateBytes(found));
}

/** What `fingerprintOf` is a digest of. */
export function stateBytes({ sources, stamps }: Pick<FoundTraces, 'sources' | 'stamps'>): Buffer {
  const numbers = new Float64Array(sources.length * 4);
  let places = '';
  let at = 0;
  for (const source of sources) {
    const { size, mtimeMs, ctimeMs, inode } = stamps.get(source) ?? NOWHERE;
    numbers[at] = size;
    numbers[at + 1] = mtimeMs;
    numbers[at + 2] = ctimeMs;
    numbers[at + 3] = inode;
    at += 4;
    places += `${source.home}\0${source.path}\n`;
  }
  return Buffer.concat([Buffer.from(places), new Uint8Array(numbers.buffer)]);
}

/** One text for the state of the files of each folder (`folderKey`), those in folders below left out. In the order of the sources. */
export function fingerprintsOf({ sources, stamps }: Pick<FoundTraces, 'sources' | 'stamps'>): Map<string, string> {
  const texts = new Map<string, string>();
  for (const source of sources) {
    const folder = folderKey(source);
    texts.set(folder, (texts.get(folder) ?? '') + stateOf(source, stamps.get(source)));
  }
  return new Map([...texts].map(([folder, text]) => [folder, digest(text)]));
}

/** A folder of a home, or a database: `#` parts its path from what names one of its sessions. */
export function folderKey({ home, path }: { readonly home: string; readonly path: string }): string {
  return `${home}\0${path.slice(0, Math.max(0, path.lastIndexOf('/'), path.lastIndexOf('#')))}`;
}

function stateOf({ home, path }: TraceSource, stamp: FileStamp | undefined): string {
  const { size, mtimeMs, ctimeMs, inode } = stamp ?? NOWHERE;
  return `${home}\0${path}\0${size} ${mtimeMs} ${ctimeMs} ${inode}\n`;
}

const NOWHERE = { size: -1, mtimeMs: 0, ctimeMs: 0, inode: 0 };

/** A text of 40 digits. */
export function digest(content: string | Buffer): string {
  return createHash('sha1').update(content).digest('hex');
}
