import { AiBlameError } from '../errors.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { resolveRevision } from '../git/revisions.js';
import type { Warning } from '../model/diagnostic.js';
import {
  CONFIGURATION_FILE,
  type Configuration,
  NO_CONFIGURATION,
  parseConfiguration,
  readConfiguration,
} from './configuration.js';
import { blobIn, storedContent } from './file-content.js';

/** Asks for the file of the work tree, whatever is compared. */
export const WORK_TREE = 'worktree';

/** The configuration that a report goes by. */
export interface ReportConfigurationRead {
  readonly report: Configuration['report'];
  /** The commit that it was read from; null: the work tree. */
  readonly commit: Oid | null;
  /** As git stores it; null: there is none. */
  readonly content: Buffer | null;
  readonly warnings: readonly Warning[];
}

/** Nothing was read. */
export const UNCONFIGURED: ReportConfigurationRead = {
  report: NO_CONFIGURATION.report,
  commit: null,
  content: null,
  warnings: [],
};

/**
 * The version of the configuration that counts: who sends commits must not be the one who says what they are held against. So of
 * commits it is that of the side that they are compared with; of what is not committed yet, and where there is no such side, the work
 * tree's.
 * @param from a revision, or `WORK_TREE`; null: by that rule.
 * @param base the old side, where commits are compared.
 * @throws AiBlameError USAGE where it is not as its schema says, NO_SUCH_REVISION, UNREADABLE, OBJECT_MISSING.
 */
export function readReportConfiguration(
  repository: Repository,
  from: string | null,
  base: Oid | null,
): ReportConfigurationRead {
  const commit = from === null ? base : from === WORK_TREE ? null : resolveRevision(repository, from);
  const here = storedContent(repository, CONFIGURATION_FILE);
  if (commit === null) return { ...UNCONFIGURED, report: readConfiguration(repository).report, content: here };
  const content = contentIn(repository, commit);
  const differs = content === null || here === null ? content !== here : !content.equals(here);
  return {
    report: content === null ? NO_CONFIGURATION.report : parsedAsIn(commit, content),
    commit,
    content,
    warnings: from === null && differs ? [otherVersion(commit, content !== null)] : [],
  };
}

function contentIn(repository: Repository, commit: Oid): Buffer | null {
  const blob = blobIn(repository, commit, CONFIGURATION_FILE);
  if (blob === null) return null;
  const object = repository.objects.read(blob);
  if (object !== null) return object.data;
  throw new AiBlameError('OBJECT_MISSING', `The content of ${CONFIGURATION_FILE}, ${blob}, is not in the repository`);
}

function parsedAsIn(commit: Oid, content: Buffer): Configuration['report'] {
  try {
    return parseConfiguration(content).report;
  } catch (error) {
    if (!(error instanceof AiBlameError)) throw error;
    throw new AiBlameError(error.code, `${error.message}, as it is in ${commit.slice(0, 8)}`, {
      hint: `--config-from ${WORK_TREE} reads that of the work tree, --no-config none`,
    });
  }
}

function otherVersion(commit: Oid, isThere: boolean): Warning {
  const how = isThere ? 'is read as it is' : 'counts as missing, as it is';
  const message = `${CONFIGURATION_FILE} ${how} in ${commit.slice(0, 8)}; in the work tree it is another (--config-from ${WORK_TREE} reads that)`;
  return { code: 'configuration_of_old_side', message, count: 1, subject: CONFIGURATION_FILE };
}
