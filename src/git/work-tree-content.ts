import { join } from 'node:path';
import { Attributes } from './attributes.js';
import { readIndex } from './index-file.js';
import type { Repository } from './repository.js';
import { isTextWithCrlf, lineEndsOf, storeEncoding, storeIdent, storeLineEnds } from './text-conversion.js';

export interface CleanContent {
  /** What git would store; where `lossy` is set, the bytes as they were given. */
  readonly bytes: Buffer;
  /** `filter`: an outside program (such as LFS) would change it. `encoding`: its `working-tree-encoding` cannot be undone here. */
  readonly lossy: null | 'filter' | 'encoding';
  /** It lies in another encoding on disk, which was undone. */
  readonly wasEncoded: boolean;
}

/**
 * The form in which git would store a file: line ends, `$Id$`, encoding. Follows `.gitattributes` of the work tree,
 * `info/attributes`, `core.attributesFile` where it is an absolute path, and `core.autocrlf`.
 * @param bytes content as in the work tree
 * @param indexed the content stored so far, or null; by default that of the index
 */
export function cleanContent(
  repo: Repository,
  path: string,
  bytes: Buffer,
  indexed: () => Buffer | null = () => indexedContent(repo, path),
): CleanContent {
  const attributes = attributesOf(repo).of(path);
  const filter = attributes.get('filter');
  if (typeof filter === 'string') {
    return { bytes, lossy: 'filter', wasEncoded: false };
  }
  const encoding = attributes.get('working-tree-encoding');
  const decoded = typeof encoding === 'string' && encoding !== '' ? storeEncoding(bytes, encoding) : bytes;
  if (decoded === null) {
    return { bytes, lossy: 'encoding', wasEncoded: false };
  }
  const autocrlf =
    /^input$/i.test(repo.config.get('core.autocrlf') ?? '') || repo.config.getBoolean('core.autocrlf') === true;
  const stored = storeLineEnds(decoded, lineEndsOf(attributes, autocrlf), () => {
    const before = indexed();
    return before !== null && isTextWithCrlf(before);
  });
  return {
    bytes: attributes.get('ident') === true ? storeIdent(stored) : stored,
    lossy: null,
    wasEncoded: decoded !== bytes,
  };
}

const attributes = new WeakMap<Repository, Attributes>();

/** The attributes of a work tree's paths; each file that tells them is read once. */
export function attributesOf(repo: Repository): Attributes {
  let known = attributes.get(repo);
  if (known === undefined) {
    const globalFile = repo.config.get('core.attributesfile');
    known = new Attributes({
      root: repo.root,
      infoFile: join(repo.commonDir, 'info', 'attributes'),
      globalFile: globalFile?.startsWith('/') ? globalFile : null,
      ignoreCase: repo.config.getBoolean('core.ignorecase') === true,
    });
    attributes.set(repo, known);
  }
  return known;
}

/** What the index holds of a path; in a conflict our side, as git takes it. */
function indexedContent(repo: Repository, path: string): Buffer | null {
  const entry = readIndex(repo.gitDir, repo.objects.hash).find(
    (candidate) => candidate.path === path && (candidate.stage === 0 || candidate.stage === 2),
  );
  const object = entry === undefined ? null : repo.objects.read(entry.oid);
  return object?.type === 'blob' ? object.data : null;
}
