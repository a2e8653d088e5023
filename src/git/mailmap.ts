import { isAbsolute, join } from 'node:path';
import { textOfBytes } from '../model/raw-bytes.js';
import { withoutBlanksAround } from './blanks.js';
import { readCommit } from './commits.js';
import { lstatSync, readFileSync } from './disk.js';
import { isOid } from './oid.js';
import type { Repository } from './repository.js';
import { resolveRevision } from './revisions.js';
import { lookUp } from './trees.js';

/** Name and address of a person. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

interface Names {
  name: string | null;
  email: string | null;
}

interface Entry extends Names {
  /** By names that go with the address, in lower case. */
  readonly byName: Map<string, Names>;
}

/** Which names and addresses of commits stand for others (gitmailmap(5)). Case is no matter, as far as ASCII goes. */
export class Mailmap {
  readonly #entries = new Map<string, Entry>();

  /** @param texts of files; what comes later counts more. Bytes that are not UTF-8 as in `textOfBytes`. */
  constructor(texts: readonly string[]) {
    for (const line of texts.flatMap((text) => text.split('\n')))
      if (line !== '' && !line.startsWith('#')) this.#take(line);
  }

  /** The person that a commit's name and address stand for. */
  personOf(person: Person): Person {
    const entry = this.#entries.get(lower(person.email));
    if (entry === undefined) return person;
    const found = entry.byName.get(lower(person.name)) ?? entry;
    return { name: found.name ?? person.name, email: found.email ?? person.email };
  }

  /** `Proper Name <proper@mail> Name <mail>`, of which all but one address may be left out. */
  #take(line: string): void {
    const [all, first = '', firstMail] = /^([^<]*)<([^>]+)>/.exec(line) ?? [];
    if (all === undefined || firstMail === undefined) return;
    const [, second = '', secondMail = null] = /^([^<]*)<([^>]*)>/.exec(line.slice(all.length)) ?? [];
    const [proper, name] = [trimmed(first), trimmed(second)];
    const key = lower(secondMail ?? firstMail);
    const entry = this.#entries.get(key) ?? { name: null, email: null, byName: new Map<string, Names>() };
    this.#entries.set(key, entry);
    const email = secondMail === null ? null : firstMail;
    if (name !== null) entry.byName.set(lower(name), { name: proper, email });
    else {
      entry.name = proper ?? entry.name;
      entry.email = email ?? entry.email;
    }
  }
}

function trimmed(name: string): string | null {
  return withoutBlanksAround(name) || null;
}

function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The repository's `.mailmap`, and what `mailmap.blob` and `mailmap.file` name. What cannot be read counts as empty. */
export function readMailmap(repository: Repository, home: string): Mailmap {
  const { config, root } = repository;
  const blob = config.get('mailmap.blob');
  const file = config.get('mailmap.file');
  const own = join(root, '.mailmap');
  const texts = [
    // As git: a link might lead anywhere.
    isLink(own) ? '' : textOf(own),
    blob === null ? '' : blobText(repository, blob),
    file === null ? '' : textOf(placeOf(file, root, home)),
  ];
  return new Mailmap(texts);
}

function placeOf(file: string, root: string, home: string): string {
  if (file.startsWith('~/')) return join(home, file.slice(2));
  return isAbsolute(file) ? file : join(root, file);
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function textOf(file: string): string {
  try {
    return textOfBytes(readFileSync(file));
  } catch {
    return '';
  }
}

/** @param name `REV:PATH`, or an id. */
function blobText(repository: Repository, name: string): string {
  const { objects } = repository;
  try {
    const [, revision = '', path = ''] = /^([^:]*):(.*)$/s.exec(name) ?? [];
    const tree = isOid(name) ? null : (readCommit(objects, resolveRevision(repository, revision))?.tree ?? null);
    const oid = tree === null ? name : (lookUp(objects, tree, path)?.oid ?? '');
    const object = objects.read(oid);
    return object?.type === 'blob' ? textOfBytes(object.data) : '';
  } catch {
    return '';
  }
}
