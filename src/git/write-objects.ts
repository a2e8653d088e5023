import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, promises, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AiBlameError, whyRefused } from '../errors.js';
import type { ObjectType, Oid } from './git-objects.js';
import type { Repository } from './repository.js';

/** An object that is to be stored, its content without git's header. */
export interface NewObject {
  readonly type: ObjectType;
  readonly data: Buffer;
}

/**
 * Stores objects that are not stored yet, each in a file of its own (loose).
 *
 * isomorphic-git makes them; it would write a file in place, where a reader, or a crash, finds half of it: so it is given a file
 * system that writes beside and renames, as git does.
 * @returns their ids.
 * @throws AiBlameError UNSUPPORTED_REPOSITORY, NOT_WRITABLE; objects written before that stay, and mean nothing to anybody.
 */
export async function writeObjects(repository: Repository, objects: readonly NewObject[]): Promise<Oid[]> {
  const { commonDir, root } = repository;
  if (repository.objects.hash !== 'sha1') {
    throw new AiBlameError(
      'UNSUPPORTED_REPOSITORY',
      `${root} names its objects by SHA-256, and only SHA-1 can be written`,
    );
  }
  const { default: git } = await import('isomorphic-git');
  const fs = { promises: { ...promises, writeFile: writeBeside } };
  const ids: Oid[] = [];
  try {
    for (const { type, data } of objects) {
      ids.push(await git.writeObject({ fs, dir: root, gitdir: commonDir, type, object: data, format: 'content' }));
    }
  } catch (error) {
    throw new AiBlameError('NOT_WRITABLE', `Cannot write into ${commonDir}/objects${whyRefused(error)}`, {
      cause: error,
    });
  }
  return ids;
}

async function writeBeside(file: string, data: Uint8Array): Promise<void> {
  // git's garbage collection takes files of such names away that a crash left.
  const beside = `${dirname(file)}/tmp_obj_${randomUUID()}`;
  try {
    const fd = openSync(beside, 'wx', 0o444);
    try {
      writeFileSync(fd, data);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
