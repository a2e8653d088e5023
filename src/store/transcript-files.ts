import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AiBlameError } from '../errors.js';

/** A conversation that CodexChat keeps in a project. Paths relative to the project, with `/`. */
export interface TranscriptFile {
  /** UUID, uppercase. */
  readonly thread: string;
  /** One; of the older form one for each day. */
  readonly paths: readonly string[];
  readonly isLegacy: boolean;
}

const THREAD_FILE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.md$/i;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The transcripts of a project (formats/ledger.md, 1), by thread: those of the older form only where there is no newer one. */
export function transcriptFiles(project: string): TranscriptFile[] {
  const found = new Map<string, TranscriptFile>();
  for (const name of filesIn(join(project, 'chats', 'threads'))) {
    const thread = THREAD_FILE.exec(name)?.[1]?.toUpperCase();
    if (thread !== undefined && !found.has(thread)) {
      found.set(thread, { thread, paths: [`chats/threads/${name}`], isLegacy: false });
    }
  }
  const legacy = new Map<string, string[]>();
  for (const day of filesIn(join(project, 'chats')).filter((name) => DAY.test(name))) {
    for (const name of filesIn(join(project, 'chats', day))) {
      const thread = THREAD_FILE.exec(name)?.[1]?.toUpperCase();
      if (thread !== undefined && !found.has(thread)) {
        legacy.set(thread, [...(legacy.get(thread) ?? []), `chats/${day}/${name}`]);
      }
    }
  }
  for (const [thread, paths] of legacy) found.set(thread, { thread, paths, isLegacy: true });
  return [...found.values()].sort((a, b) => (a.thread < b.thread ? -1 : 1));
}

/** The thread that a file's name tells; null: none. Uppercase. */
export function threadOfFileName(name: string): string | null {
  return THREAD_FILE.exec(name)?.[1]?.toUpperCase() ?? null;
}

/** @throws AiBlameError UNREADABLE. */
export function transcriptText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new AiBlameError('UNREADABLE', `The transcript ${file} cannot be read`, { cause: error });
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
