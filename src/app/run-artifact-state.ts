import { createHash } from 'node:crypto';
import { isAbsolute, resolve } from 'node:path';
import { AiBlameError } from '../errors.js';
import type { ArtifactState, Run, RunArtifact } from '../model/run.js';
import type { TraceSource } from '../model/session.js';
import { scanRecords } from '../scan/scan-records.js';
import { digestOfFile } from '../store/artifacts-state.js';
import { openOrNull } from './select-sessions.js';

/** Where artifacts of a run are looked for. */
export interface ArtifactContext {
  /** The folder that relative paths start from; null where none is known. */
  readonly root: string | null;
  /** A folder of the repository that holds its snapshots. */
  readonly repositoryAt: string;
  readonly trace: Run['trace'];
}

/** What became of an artifact: of a file by its digest, of a snapshot by its object, of a patch by its record. */
export function artifactState({ path, sha256 }: RunArtifact, context: ArtifactContext): ArtifactState {
  if (path === null || path === '') return 'missing';
  if (path.startsWith('git:')) return isStored(path.slice(4), context.repositoryAt) ? 'present' : 'missing';
  if (path.startsWith('trace:')) return judged(recordDigest(path.slice(6), context.trace), sha256);
  if (!isAbsolute(path) && context.root === null) return 'missing';
  return judged(digestOfFile(resolve(context.root ?? '/', path))?.sha256 ?? null, sha256);
}

function judged(found: string | null, recorded: string | null): ArtifactState {
  if (found === null) return 'missing';
  return recorded === null || found === recorded ? 'present' : 'changed';
}

function isStored(oid: string, folder: string): boolean {
  const repository = openOrNull(folder);
  if (repository === null) return false;
  try {
    return repository.objects.read(oid) !== null;
  } catch (error) {
    if (error instanceof AiBlameError) return false;
    throw error;
  } finally {
    repository.close();
  }
}

/** Digest of the record that `<source>#<ordinal>` names; null where it is gone. */
function recordDigest(place: string, trace: Run['trace']): string | null {
  const [, path, ordinal] = /^(.*)#(\d+)$/s.exec(place) ?? [];
  if (trace === null || path === undefined) return null;
  const wanted = Number(ordinal);
  let digest: string | null = null;
  let isPast = false;
  const source: TraceSource = { agent: '', home: trace.home, path, kind: kindOf(path), size: 0 };
  try {
    scanRecords(source, {
      test: () => (isPast ? 'skip' : 'want'),
      record({ line, bytes }) {
        if (line === wanted) digest ??= createHash('sha256').update(bytes).digest('hex');
        isPast ||= line >= wanted;
      },
    });
  } catch (error) {
    if (error instanceof AiBlameError) return null;
    throw error;
  }
  return digest;
}

function kindOf(path: string): TraceSource['kind'] {
  return path.endsWith('.zst') ? 'jsonl.zst' : path.endsWith('.json') ? 'json' : 'jsonl';
}
