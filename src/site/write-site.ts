import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PagesReader, type PagesRequest } from '../app/pages-reader.js';
import type { Progress } from '../app/progress.js';
import type { Env } from '../env.js';
import type { CopyDescription, IndexPiece } from '../model/page-pieces.js';
import { pieceKey } from '../model/page-pieces.js';
import { statsJson } from '../render/stats-json.js';
import { aboutJson, filesJson } from '../render/viewer-json.js';
import { loadSecrets } from '../secrets/redactor.js';
import { writeFiles } from './file-pieces.js';
import { LeftOutCounts, SITE_LIMITS, type SiteLimits } from './left-out.js';
import { PieceCleaner } from './piece-cleaner.js';
import { writeSessions } from './session-pieces.js';
import { MARKER, SiteFolder } from './site-folder.js';
import type { Writing } from './writing.js';

/** Where the viewer is built to (`scripts/build.mjs`): beside the program; seen from the sources, in `dist`. */
const BUILT = ['./viewer/', '../../dist/viewer/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const ASSETS = BUILT.find((path) => existsSync(path)) ?? BUILT.join(' or ');

export interface SiteRequest extends Omit<PagesRequest, 'marker'> {
  /** Where the pages go, absolute. */
  readonly folder: string;
  /** The folder as the person named it. */
  readonly named: string;
  readonly isRedacted: boolean;
  /** Whether it is told where things lie on this machine. */
  readonly withPlaces: boolean;
}

export interface SiteResult {
  /** Absolute. */
  readonly folder: string;
  readonly files: number;
  readonly sessions: number;
  /** Bytes of what the pages tell. */
  readonly bytes: number;
  /** How many secrets were taken out. */
  readonly redacted: number;
  /** Sentences. */
  readonly leftOut: readonly string[];
}

/**
 * Writes the viewer's pages to a folder, with all that they tell of a repository, or of what a range changed: no server is needed to
 * look at them. The same repository and traces give the same bytes.
 * @param options where the built viewer lies, and how much is held.
 * @throws AiBlameError USAGE where something else lies in the folder, NOT_WRITABLE; as `report`.
 */
export async function writeSite(
  request: SiteRequest,
  { env, version }: { readonly env: Env; readonly version: string },
  progress: Progress,
  { assets = ASSETS, limits = SITE_LIMITS }: { readonly assets?: string; readonly limits?: SiteLimits } = {},
): Promise<SiteResult> {
  const folder = new SiteFolder(request.folder, request.named);
  const redactor = request.isRedacted ? (await loadSecrets())() : null;
  const reader = new PagesReader({ ...request, marker: MARKER }, env, progress);
  try {
    if (!folder.isOurs) reader.refuseRevision(request.named);
    folder.refuseIn(reader.gitFolders, "git's own");
    folder.refuseIn(reader.homes, "an agent's home");
    const { root } = reader.repository;
    const cleaner = new PieceCleaner({
      redactor,
      home: request.withPlaces || !request.isRedacted ? null : env.home,
      places: [[root, '.'] as const, ...reader.homes.map((home) => [home, '…'] as const)],
    });
    const leftOut = new LeftOutCounts();
    const writing: Writing = { reader, folder, cleaner, limits, leftOut, progress };
    folder.begin();
    const files = writeFiles(writing);
    const sessions = writeSessions(writing, redactor);
    folder.put(pieceKey.stats, cleaner.value(JSON.parse(statsJson(reader.stats()))));
    const copy: CopyDescription = {
      scope: reader.scope,
      isRedacted: request.isRedacted,
      leftOut: leftOut.sentences,
    };
    const index: IndexPiece = {
      about: { ...JSON.parse(aboutJson(reader.repository, version)), copy },
      files: JSON.parse(filesJson({ schema: 'ai-blame/files@1', repository: reader.repository, ...files.told })),
      gone: files.gone,
      sessions: sessions.listed,
      edits: sessions.edits,
    };
    folder.put(pieceKey.index, cleaner.value(index));
    const told = {
      files: files.told.paths.length,
      sessions: sessions.told,
      bytes: folder.bytes,
      redacted: cleaner.replaced,
      leftOut: leftOut.sentences,
    };
    folder.finish(assets, { version, scope: reader.scope === null ? null : cleaner.text(reader.scope), ...told });
    return { folder: folder.path, ...told };
  } finally {
    progress.end();
    reader.close();
  }
}
