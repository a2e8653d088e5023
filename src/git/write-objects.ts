import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { AiBlameError, whyRefused } from '../errors.js';
import { removeDraft } from '../remove-draft.js';
import type { ObjectType, Oid } from './git-objects.js';
import { hashObject, objectHeader } from './oid.js';
import type { Repository } from './repository.js';

/** An object that is to be stored, its content without git's header. */
export interface NewObject {
  readonly type: ObjectType;
  readonly data: Buffer;
}

/**
 * Stores objects that are not stored yet, each in a file of its own (loose), written beside and renamed, as git does.
 * @returns their ids.
 * @throws AiBlameError UNSUPPORTED_REPOSITORY, NOT_WRITABLE; objects written before that stay, and mean nothing to anybody.
 */
export function writeObjects(repository: Repository, objects: readonly NewObject[]): Oid[] {
  const { commonDir, root } = repository;
  if (repository.objects.hash !== 'sha1') {
    throw new AiBlameError(
      'UNSUPPORTED_REPOSITORY',
      `${root} names its objects by SHA-256, and only SHA-1 can be written`,
    );
  }
  try {
    return objects.map(({ type, data }) => {
      const oid = hashObject('sha1', type, data);
      const file = join(commonDir, 'objects', oid.slice(0, 2), oid.slice(2));
      if (!existsSync(file)) writeBeside(file, deflateSync(Buffer.concat([objectHeader(type, data), data])));
      return oid;
    });
  } catch (error) {
    throw new AiBlameError('NOT_WRITABLE', `Cannot write into ${commonDir}/objects${whyRefused(error)}`, {
      cause: error,
    });
  }
}

function writeBeside(file: string, data: Uint8Array): void {
  const folder = dirname(file);
  if (!existsSync(folder)) makeFolder(folder);
  // git's garbage collection takes files of such names away that a crash left.
  const beside = `${folder}/tmp_obj_${randomUUID()}`;
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
    removeDraft(beside);
    throw error;
  }
}

/** Not `recursive`: Node then tells of a read-only file system that the folder is missing. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another one, who writes at the same time, made it.
    if (!existsSync(folder)) throw error;
  }
}
