import type { DigestFile, DigestInputs, DigestNote, DigestObject, DigestRecord } from '../model/evidence-digest.js';
import { membersOf } from './seal.js';

/** The inputs that a document names. What of them is not as it is written is left out: `alterations` tells of that. */
export function readInputs(document: Readonly<Record<string, unknown>>): DigestInputs {
  const { files, records, snapshots, commits, notes } = membersOf(membersOf(document.digest).inputs);
  return {
    files: listOf(files, isFile),
    records: listOf(records, isRecord),
    snapshots: listOf(snapshots, isObject),
    commits: listOf(commits, isObject),
    notes: listOf(notes, isNote),
  };
}

function listOf<T>(value: unknown, is: (one: unknown) => one is T): T[] {
  return Array.isArray(value) ? value.filter(is) : [];
}

function isFile(value: unknown): value is DigestFile {
  const { path, from, bytes, sha256 } = membersOf(value);
  return typeof path === 'string' && typeof from === 'string' && isCount(bytes) && typeof sha256 === 'string';
}

function isRecord(value: unknown): value is DigestRecord {
  const { agent, session, path, line, offset, role, form, bytes, sha256, edits } = membersOf(value);
  return (
    [agent, session, path].every((text) => typeof text === 'string') &&
    [line, offset, bytes].every(isCount) &&
    (role === 'call' || role === 'result') &&
    (form === 'record' || form === 'reading') &&
    (sha256 === null || typeof sha256 === 'string') &&
    Array.isArray(edits)
  );
}

function isObject(value: unknown): value is DigestObject {
  const { id, path, blob } = membersOf(value);
  return typeof id === 'string' && typeof path === 'string' && (blob === null || typeof blob === 'string');
}

function isNote(value: unknown): value is DigestNote {
  const { commit, blob } = membersOf(value);
  return typeof commit === 'string' && typeof blob === 'string';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
