import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { textOf } from './lines.mjs';

const ISOLATED = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_EDITOR: 'true',
  GIT_MERGE_AUTOEDIT: 'no',
  TZ: 'UTC',
  LC_ALL: 'C',
};

/** A repository driven by the real git, without this machine's configuration and at a given time. */
export class Repository {
  /** Line object → what stands before its newline in the work tree: '\r' or ''. */
  ends = new WeakMap();
  /** Whether git stores contents as they are on disk. */
  storesEnds = true;

  constructor(dir, person = 'Ada') {
    this.dir = dir;
    this.person = person;
    mkdirSync(dir, { recursive: true });
  }

  init() {
    this.git(0, 'init', '-q', '-b', 'main');
    this.configure('[gc]\n\tauto = 0\n');
  }

  configure(text) {
    const file = join(this.dir, '.git/config');
    writeFileSync(file, `${readFileSync(file)}${text}`);
  }

  /** @param time seconds since 1970 */
  git(time, ...args) {
    return this.run(time, args).toString().trim();
  }

  run(time, args, { env = {}, input } = {}) {
    const email = `${this.person.toLowerCase()}@example.org`;
    return execFileSync('git', args, {
      cwd: this.dir,
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
      env: {
        ...ISOLATED,
        GIT_AUTHOR_NAME: this.person,
        GIT_AUTHOR_EMAIL: email,
        GIT_COMMITTER_NAME: this.person,
        GIT_COMMITTER_EMAIL: email,
        GIT_AUTHOR_DATE: `${time || 1_700_000_000} +0000`,
        GIT_COMMITTER_DATE: `${time || 1_700_000_000} +0000`,
        ...env,
      },
    });
  }

  /** Whether git did it. */
  tries(time, ...args) {
    try {
      this.run(time, args);
      return true;
    } catch {
      return false;
    }
  }

  head() {
    try {
      return this.git(0, 'rev-parse', '--verify', '-q', 'HEAD');
    } catch {
      return null;
    }
  }

  write(path, text) {
    const file = join(this.dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** @param lines line objects; those that were never on disk end as `end` says */
  writeLines(path, lines, end = '') {
    for (const line of lines) if (!this.ends.has(line)) this.ends.set(line, end);
    this.write(path, this.diskText(lines));
  }

  diskText(lines) {
    return lines.map((line) => `${line.text}${this.endOf(line)}\n`).join('');
  }

  /** What git stores of a content. */
  storedText(lines) {
    return this.storesEnds ? this.diskText(lines) : textOf(lines);
  }

  endOf(line) {
    return this.ends.get(line) ?? '';
  }

  /** Learns how the lines of a file end that git has written. */
  noteEnds(path, lines) {
    const rows = readFileSync(join(this.dir, path), 'utf8').split('\n');
    for (const [n, line] of lines.entries()) this.ends.set(line, rows[n].endsWith('\r') ? '\r' : '');
  }

  remove(path) {
    rmSync(join(this.dir, path), { force: true });
  }

  /** A file's content with plain newlines. */
  read(path) {
    return withPlainEnds(readFileSync(join(this.dir, path), 'utf8'));
  }

  /** Files of the work tree, sorted. */
  files(folder = '') {
    const found = [];
    for (const entry of readdirSync(join(this.dir, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (path === '.git') continue;
      if (entry.isDirectory()) found.push(...this.files(path));
      else found.push(path);
    }
    return found.sort();
  }

  /** The files of a commit: path → text with plain newlines. */
  committed(commit) {
    const files = new Map();
    const listing = this.run(0, ['ls-tree', '-r', '-z', commit]).toString().split('\0').filter(Boolean);
    const wanted = listing.map((row) => ({ blob: row.split(/\s/)[2], path: row.slice(row.indexOf('\t') + 1) }));
    const out = this.run(0, ['cat-file', '--batch'], { input: wanted.map(({ blob }) => `${blob}\n`).join('') });
    let at = 0;
    for (const { path } of wanted) {
      const end = out.indexOf(10, at);
      const size = Number(out.subarray(at, end).toString().split(' ')[2]);
      files.set(path, withPlainEnds(out.subarray(end + 1, end + 1 + size).toString()));
      at = end + 1 + size + 1;
    }
    return files;
  }

  /**
   * The commit that Codex's snapshot of the work tree is (formats/codex.md, 10.3).
   * @param prefix folder that the session works in, '' for the root
   * @returns null where git would not, as where the folder holds nothing
   */
  ghost(time, indexFile, prefix = '') {
    const name = { GIT_AUTHOR_NAME: 'Codex Snapshot', GIT_COMMITTER_NAME: 'Codex Snapshot' };
    const email = { GIT_AUTHOR_EMAIL: 'snapshot@codex.local', GIT_COMMITTER_EMAIL: 'snapshot@codex.local' };
    const env = { GIT_INDEX_FILE: indexFile, ...name, ...email };
    const git = (...args) => this.run(time, args, { env }).toString().trim();
    const head = this.head();
    const untracked = this.git(0, 'ls-files', '--others', '--exclude-standard', '--', prefix === '' ? '.' : prefix);
    rmSync(indexFile, { force: true });
    if (head !== null) git('read-tree', 'HEAD');
    try {
      git('add', '--all', '--', prefix === '' ? '.' : prefix);
    } catch {
      return null;
    }
    const id = git('commit-tree', git('write-tree'), ...(head === null ? [] : ['-p', head]), '-m', 'codex snapshot');
    return { id, parent: head, untracked: untracked === '' ? [] : untracked.split('\n') };
  }
}

function withPlainEnds(text) {
  return text.replaceAll('\r\n', '\n');
}
