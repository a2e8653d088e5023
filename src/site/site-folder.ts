import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { AiBlameError, whyRefused } from '../errors.js';
import { makeFolder } from '../make-folder.js';
import { type PagesMarker, pieceFile } from '../model/page-pieces.js';
import { jsonText } from '../render/shared-json.js';
import { dataScript } from './data-script.js';

/** Tells that a folder is ours, and whether all of it was written. */
export const MARKER = 'ai-blame-pages.json';
const SCHEMA = 'ai-blame/pages@1';
/** All that is ever written there: a later export takes just this away. */
const OWN = ['data', 'grammars', 'viewer.css', 'viewer.js', 'favicon.svg'];

/** What stands there until everything else does. */
const UNFINISHED = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>ai-blame</title>
<p>These pages are being written, or that was interrupted: run the same command again.</p>
</html>
`;

/** Where pages go. Nothing is read or written by way of what lies there but what has a name of ours. */
export class SiteFolder {
  readonly path: string;
  readonly #written = new Map<string, string>();
  #bytes = 0;

  /**
   * Looks at a folder; nothing is written.
   * @param path absolute; it need not be there.
   * @param named as the person named it.
   * @throws AiBlameError USAGE: something else lies there, or it is git's own; NOT_WRITABLE.
   */
  constructor(path: string, named: string) {
    this.path = real(path);
    if (this.path.split(/[\\/]/).some((part) => part.toLowerCase() === '.git')) {
      throw new AiBlameError('USAGE', `${named} belongs to git itself: pages are not written there`);
    }
    const stat = this.#look();
    if (stat !== undefined && !stat.isDirectory()) {
      throw new AiBlameError('USAGE', `${named} is a file: pages are written to a folder`);
    }
    if (stat !== undefined && !this.isOurs && readdirSync(this.path).length > 0) {
      throw new AiBlameError('USAGE', `${named} is not empty, and holds no pages of ours`, {
        hint: 'Name a new folder. One report as a page: the option last, as in ai-blame report src --html',
      });
    }
  }

  /** Whether pages were written there before, all or some of them. */
  get isOurs(): boolean {
    try {
      const marker: unknown = JSON.parse(readFileSync(join(this.path, MARKER), 'utf8'));
      return typeof marker === 'object' && marker !== null && 'schema' in marker && marker.schema === SCHEMA;
    } catch {
      return false;
    }
  }

  /** Bytes of pieces that were written. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws AiBlameError USAGE where it lies in one of these. */
  refuseIn(folders: readonly string[], whose: string): void {
    for (const folder of folders) {
      const held = existsSync(folder) ? realpathSync(folder) : resolve(folder);
      if (this.path !== held && !this.path.startsWith(held + sep)) continue;
      throw new AiBlameError('USAGE', `${this.path} lies in ${folder}, which is ${whose}: nothing is written there`);
    }
  }

  /** Takes what was written before away, and says that what comes is not all there yet. @throws AiBlameError NOT_WRITABLE. */
  begin(): void {
    this.#writing(() => {
      makeFolder(this.path);
      this.#mark({ complete: false });
      this.#replace('index.html', UNFINISHED);
      for (const name of OWN) rmSync(join(this.path, name), { recursive: true, force: true });
      mkdirSync(join(this.path, 'data'));
    });
  }

  /** Writes a piece. Two that are in one script follow each other. @throws AiBlameError NOT_WRITABLE. */
  put(key: string, value: unknown): void {
    const name = pieceFile(key);
    const script = dataScript(key, value);
    const file = join(this.path, 'data', name);
    this.#bytes += Buffer.byteLength(script);
    this.#writing(() => {
      if (this.#written.has(name)) appendFileSync(file, script);
      else writeFileSync(file, script, { flag: 'wx' });
    });
    this.#written.set(name, key);
  }

  /** Copies the files of the viewer, and writes the page last. @param told what the marker tells. @throws AiBlameError NOT_WRITABLE. */
  finish(assets: string, told: Omit<PagesMarker, 'schema' | 'complete'>): void {
    this.#writing(() => {
      mkdirSync(join(this.path, 'grammars'));
      for (const name of readdirSync(join(assets, 'grammars'))) {
        copyFileSync(join(assets, 'grammars', name), join(this.path, 'grammars', name));
      }
      for (const name of ['viewer.css', 'favicon.svg']) copyFileSync(join(assets, name), join(this.path, name));
      copyFileSync(join(assets, 'copy/viewer.js'), join(this.path, 'viewer.js'));
      this.#replace('index.html', readFileSync(join(assets, 'copy/index.html')));
      this.#mark({ complete: true, ...told });
    });
  }

  #look(): Stats | undefined {
    try {
      return statSync(this.path, { throwIfNoEntry: false });
    } catch (error) {
      throw notWritable(this.path, error);
    }
  }

  #mark(told: Omit<PagesMarker, 'schema'>): void {
    this.#replace(MARKER, jsonText<PagesMarker>({ schema: SCHEMA, ...told }));
  }

  /** The one or the other is there at any moment. */
  #replace(name: string, content: string | Buffer): void {
    const beside = join(this.path, `.${name}.tmp`);
    rmSync(beside, { force: true });
    writeFileSync(beside, content, { flag: 'wx' });
    renameSync(beside, join(this.path, name));
  }

  #writing(write: () => void): void {
    try {
      write();
    } catch (error) {
      throw notWritable(this.path, error);
    }
  }
}

function notWritable(path: string, error: unknown): AiBlameError {
  return new AiBlameError('NOT_WRITABLE', `${path} cannot be written${whyRefused(error)}`, { cause: error });
}

/** Where a path leads once the links on its way are followed, also where its end is not there yet. */
function real(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const above = dirname(path);
  return above === path ? path : join(real(above), basename(path));
}
