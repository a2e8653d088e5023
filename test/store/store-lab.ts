import { join } from 'node:path';
import type { SqlDriver } from '../../src/sql/database.js';
import { findDriver } from '../../src/sql/find-driver.js';
import { type IndexDatabase, openIndex } from '../../src/store/open-index.js';
import { TempDir } from '../support/temp-dir.js';

const driver = findDriver() as SqlDriver;

/** A folder with an index in it. */
export class StoreLab extends TempDir {
  readonly file = join(this.path, 'ours', 'index_1.sqlite');

  open(waitMs = 0): IndexDatabase {
    return openIndex({ file: this.file, isOwn: true, below: null }, { driver, now: 1_000_000, waitMs });
  }
}
