import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { placeOf } from '../../src/cli/common-options.js';
import { SITE_LIMITS, type SiteLimits } from '../../src/site/left-out.js';
import { type SiteRequest, type SiteResult, writeSite } from '../../src/site/write-site.js';
import type { CodexWorld } from '../support/codex-world.js';

/** Made up; split, so that no scanner takes this file for a leak. */
const LABEL = ['PRIVATE', 'KEY'].join(' ');
export const KEY_LINES = [
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj',
  'MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu',
  'NMoSfm76oqFvAp8Gy0iz5sxjZmSnXyCdPEovGhLa0VzMaQ8s+CLOyS56YyCFGeJZ',
];
export const KEY = [`-----BEGIN ${LABEL}-----`, ...KEY_LINES, `-----END ${LABEL}-----`];
export const TOKEN = `ghp_${'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY0123'}`;

export interface Asking {
  readonly request?: Partial<SiteRequest>;
  readonly limits?: Partial<SiteLimits>;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Writes the pages of a world, without the files of the viewer itself. */
export async function writeTo(folder: string, world: CodexWorld, asking: Asking = {}): Promise<SiteResult> {
  const assets = join(world.base, 'assets');
  for (const name of ['grammars', 'copy']) mkdirSync(join(assets, name), { recursive: true });
  for (const name of ['viewer.css', 'favicon.svg', 'copy/viewer.js', 'copy/index.html', 'grammars/d.js']) {
    writeFileSync(join(assets, name), `${name}\n`);
  }
  const env = world.env({ AI_BLAME_NO_INDEX: '1', ...asking.variables });
  const request: SiteRequest = {
    compared: { kind: null, words: [], paths: [], indexFile: null },
    place: placeOf({}, env),
    exclude: [],
    excludeLockFiles: false,
    allFiles: false,
    isConfigured: true,
    configFrom: null,
    folder,
    named: folder,
    isRedacted: true,
    withPlaces: false,
    ...asking.request,
  };
  const limits = { ...SITE_LIMITS, ...asking.limits };
  return writeSite(request, { env, version: '1.2.3' }, { update() {}, end() {} }, { assets, limits });
}

/** What the scripts of written pages hand to the page, by their keys. */
export function piecesIn(folder: string): Map<string, unknown> {
  const pieces = new Map<string, unknown>();
  const aiBlame = {
    put(key: string, value: unknown) {
      if (pieces.has(key)) throw new Error(`${key} is there twice`);
      // Into this realm, whose arrays the assertions know.
      pieces.set(key, JSON.parse(JSON.stringify(value)));
    },
  };
  for (const name of readdirSync(join(folder, 'data')).sort()) {
    runInNewContext(readFileSync(join(folder, 'data', name), 'utf8'), { aiBlame });
  }
  return pieces;
}

/** All files below a folder by their names, as texts. */
export function textsIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]),
  );
}
