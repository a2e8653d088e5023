/**
 * A repository of 5,000 files (depth 5) with successive ghost commits, always the same: parent of each is the base, 1 to 7 files
 * change between two of them, one hot file in about every fourth. The base is packed, all that came later is loose, as Codex leaves
 * it. The same trees are also there as ordinary commits (branch `commits`): what `git blame` can walk.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { environment, run, seeded } from './measure.mjs';

const START = Date.UTC(2025, 10, 1) / 1000;
const HOT = 'src/core/engine/state/hot-file.ts';

function git(dir, args, input) {
  return run({ command: 'git', args, cwd: dir, input }).stdout.toString().trim();
}

/** A stream into fast-import that waits where git is slower. */
class Import {
  constructor(dir, args) {
    this.git = spawn('git', [...args, 'fast-import', '--quiet'], {
      cwd: dir,
      env: environment,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
  }

  async write(data) {
    if (!this.git.stdin.write(data)) await once(this.git.stdin, 'drain');
  }

  async commit(branch, from, time, files) {
    await this.write(
      `commit refs/heads/${branch}\ncommitter A <a@example.org> ${time} +0000\ndata 1\nv\n${from === null ? '' : `from ${from}\n`}`,
    );
    for (const [path, content] of files) {
      const bytes = Buffer.from(content);
      await this.write(
        Buffer.concat([Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n')]),
      );
    }
  }

  async end() {
    this.git.stdin.end();
    const [status] = await once(this.git, 'close');
    if (status !== 0) throw new Error(`git fast-import ended with ${status}`);
  }
}

function line(below, number) {
  const kind = below(12);
  if (kind === 0) return '';
  if (kind === 1) return `${'  '.repeat(below(4))}}`;
  return `${'  '.repeat(below(4))}const value${number} = compute(${below(100000)});`;
}

function pathOf(i) {
  return `src/area-${i % 10}/part-${Math.floor(i / 10) % 10}/group-${Math.floor(i / 100) % 10}/unit-${Math.floor(i / 1000)}/file-${i}.ts`;
}

/**
 * @param dir folder of the new repository; used again where it was finished.
 * @returns `{ cwd, commit, hot, ghosts: [{ id, time }] }`
 */
export async function makeRepo(dir, { files = 5_000, ghosts = 2_000 } = {}) {
  const summary = join(dir, '.git/bench.json');
  if (statSync(summary, { throwIfNoEntry: false }) !== undefined) return JSON.parse(readFileSync(summary, 'utf8'));
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dirname(dir), { recursive: true });
  git(dirname(dir), ['init', '-q', '-b', 'main', dir]);
  git(dir, ['config', 'gc.auto', '0']);
  const below = seeded(files + ghosts);
  let number = 0;
  const lines = (count) => Array.from({ length: count }, () => line(below, number++));
  const contents = new Map(Array.from({ length: files - 1 }, (_, i) => [pathOf(i), lines(20 + below(60))]));
  contents.set(HOT, lines(2_000));
  const textOf = (path) => `${contents.get(path).join('\n')}\n`;

  const base = new Import(dir, []);
  await base.commit(
    'main',
    null,
    START,
    [...contents.keys()].map((path) => [path, textOf(path)]),
  );
  await base.end();
  git(dir, ['repack', '-adq']);
  const commit = git(dir, ['rev-parse', 'main']);

  // Below this many objects fast-import leaves them loose.
  const later = new Import(dir, ['-c', 'fastimport.unpackLimit=100000000']);
  const paths = [...contents.keys()];
  let changes = 0;
  for (let n = 0; n < ghosts; n++) {
    const changed = new Set(Array.from({ length: 1 + below(6) }, () => paths[below(paths.length)]));
    if (below(100) < 24) changed.add(HOT);
    for (const path of changed) edit(contents.get(path), below, () => line(below, number++), path === HOT);
    changes += changed.size;
    await later.commit(
      'commits',
      n === 0 ? commit : null,
      START + 300 * (n + 1),
      [...changed].map((path) => [path, textOf(path)]),
    );
  }
  await later.end();

  const trees = git(dir, ['log', '--reverse', '--format=%T', `${commit}..commits`]).split('\n');
  const made = trees.map((tree, n) => {
    const time = START + 300 * (n + 1);
    const who = `Codex Snapshot <snapshot@codex.local> ${time} +0000`;
    return {
      id: writeLoose(
        dir,
        'commit',
        `tree ${tree}\nparent ${commit}\nauthor ${who}\ncommitter ${who}\n\ncodex snapshot\n`,
      ),
      time,
    };
  });
  // The work tree is as the last ghost saw it; only the file that is asked about is written out.
  mkdirSync(join(dir, dirname(HOT)), { recursive: true });
  writeFileSync(join(dir, HOT), textOf(HOT));
  const result = { cwd: dir, commit, hot: HOT, ghosts: made };
  writeFileSync(`${summary}.part`, JSON.stringify(result));
  renameSync(`${summary}.part`, summary);
  console.error(
    `made ${dir}: ${files} files, ${made.length} ghosts, ${changes} changes, hot file of ${contents.get(HOT).length} lines`,
  );
  return result;
}

/** The hot file grows: from 2,000 lines to about 4,600 in 480 edits. */
function edit(lines, below, newLine, isHot) {
  const count = isHot ? 3 + below(6) : 1 + below(4);
  for (let i = 0; i < count; i++) {
    const at = below(lines.length + 1);
    const kind = below(10);
    if (isHot ? kind < 6 : kind < 3) lines.splice(at, 0, newLine(), newLine());
    else if (kind < 7) lines.splice(at, 1);
    else lines[Math.min(at, lines.length - 1)] = newLine();
  }
}

function writeLoose(dir, type, text) {
  const content = Buffer.from(`${type} ${Buffer.byteLength(text)}\0${text}`);
  const id = createHash('sha1').update(content).digest('hex');
  const file = join(dir, '.git/objects', id.slice(0, 2), id.slice(2));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, deflateSync(content));
  return id;
}

/** A repository of one large pack: many small objects and some that do not compress. `{ cwd, path }` */
export async function makePackRepo(dir, megabytes = 134) {
  const path = 'data/blob-700.bin';
  if (statSync(join(dir, '.git/ready'), { throwIfNoEntry: false }) !== undefined) return { cwd: dir, path };
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dirname(dir), { recursive: true });
  git(dirname(dir), ['init', '-q', '-b', 'main', dir]);
  const below = seeded(megabytes);
  const noise = Buffer.from(Uint32Array.from({ length: 1 << 18 }, () => below(0xffffffff)).buffer);
  const small = Array.from({ length: 100_000 }, (_, i) => [
    `notes/${i % 300}/note-${i}.txt`,
    `note ${i} ${below(1e9)}\n`,
  ]);
  const large = Array.from({ length: megabytes * 8 - 40 }, (_, i) => {
    const bytes = Buffer.from(noise.subarray(below(1000) * 64, (1 << 17) + below(1000) * 64));
    // Different from all others in every part, so that no delta makes it small.
    for (let at = 0; at < bytes.length; at += 16) bytes.writeUInt32LE(below(0xffffffff), at);
    return [`data/blob-${i}.bin`, bytes];
  });
  const stream = new Import(dir, ['-c', 'fastimport.unpackLimit=1', '-c', 'core.compression=1']);
  await stream.commit('main', null, START, [...small, ...large]);
  await stream.end();
  writeFileSync(join(dir, '.git/ready'), '');
  return { cwd: dir, path };
}

/** The same objects in one pack, as after a full repack. `repository`: what `makeRepo` told. */
export function makePacked(dir, { cwd, commit }) {
  if (statSync(join(dir, '.git/ready'), { throwIfNoEntry: false }) !== undefined) return dir;
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dirname(dir), { recursive: true });
  git(dirname(dir), ['init', '-q', '-b', 'main', dir]);
  const ids = git(cwd, ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)']);
  git(dir, ['--git-dir', join(cwd, '.git'), 'pack-objects', '-q', join(dir, '.git/objects/pack/pack')], `${ids}\n`);
  git(dir, ['update-ref', 'refs/heads/main', commit]);
  writeFileSync(join(dir, '.git/ready'), '');
  return dir;
}
