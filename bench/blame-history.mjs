/**
 * P3, P3b: the history of one file's lines, whole process, against `git blame -s` on the same storage.
 * Usage: node bench/blame-history.mjs [--full] [--rounds N]
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  bundle,
  DATA,
  environment,
  interleaved,
  isProgram,
  optionsOf,
  printRows,
  ratioRow,
  seeded,
} from './measure.mjs';

/** The larger history takes minutes to make and to follow. */
const SIZES = [
  { goal: 'P3', lines: 20_000, versions: 1_000, most: { loose: 0.75, packed: 0.75 }, isLarge: true },
  { goal: '', lines: 20_000, versions: 100, most: { loose: null, packed: null } },
  { goal: 'P3b', lines: 2_000, versions: 1_000, most: { loose: 1.25, packed: 1.75 } },
];

const PROGRAM = `
  import { blameHistory } from './src/blame/history/blame-history.js';
  import { openRepository } from './src/git/repository.js';
  const repository = openRepository(process.argv[2]);
  const { objects, shallow } = repository;
  const start = repository.head().commit;
  const { lines } = blameHistory({ objects, start, path: 'file.ts', shallow });
  process.stdout.write(lines.map(({ commit, line }) => commit.slice(0, 8) + ' ' + line).join('\\n'));
`;

/** One file in many versions, by way of fast-import; 4 % of the versions have 20 to 60 edits, the others 1 to 5. */
async function createHistory(dir, lineCount, versions) {
  execFileSync('git', ['init', '-q', '-b', 'main', dir], { env: environment });
  const below = seeded(lineCount + versions);
  let number = 0;
  const line = () => {
    number++;
    const kind = below(12);
    if (kind === 0) return '';
    if (kind === 1) return `${'  '.repeat(below(4))}}`;
    return `${'  '.repeat(below(4))}const value${number} = compute(${below(100000)});`;
  };
  const lines = Array.from({ length: lineCount }, line);
  const git = spawn('git', ['fast-import', '--quiet'], {
    cwd: dir,
    env: environment,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  for (let version = 0; version < versions; version++) {
    const edits = version === 0 ? 0 : below(100) < 4 ? 20 + below(41) : 1 + below(5);
    for (let i = 0; i < edits; i++) {
      const at = below(lines.length);
      const kind = below(4);
      if (kind === 0) lines.splice(at, 0, line(), line());
      else if (kind === 1) lines.splice(at, 2);
      else lines[at] = line();
    }
    const content = Buffer.from(`${lines.join('\n')}\n`);
    const head = `commit refs/heads/main\ncommitter A <a@example.org> ${1_700_000_000 + version * 60} +0000\ndata 1\nv\n`;
    const file = `M 100644 inline file.ts\ndata ${content.length}\n`;
    if (!git.stdin.write(Buffer.concat([Buffer.from(head + file), content, Buffer.from('\n')]))) {
      await once(git.stdin, 'drain');
    }
  }
  git.stdin.end();
  await once(git, 'close');
}

function repack(dir) {
  execFileSync('git', ['repack', '-adq'], { cwd: dir, env: environment });
}

function unpack(dir) {
  const packs = join(dir, '.git/objects/pack');
  const aside = join(dir, 'packs');
  mkdirSync(aside);
  for (const name of readdirSync(packs)) renameSync(join(packs, name), join(aside, name));
  for (const name of readdirSync(aside).filter((file) => file.endsWith('.pack'))) {
    execFileSync('git', ['unpack-objects', '-q'], {
      cwd: dir,
      env: environment,
      input: readFileSync(join(aside, name)),
      stdio: ['pipe', 'ignore', 'inherit'],
    });
  }
  rmSync(aside, { recursive: true });
}

/** @returns the repository, used again where it was finished. */
async function makeHistory(dir, { lines, versions, storage }) {
  if (statSync(dir, { throwIfNoEntry: false }) !== undefined) return dir;
  const draft = `${dir}.part`;
  rmSync(draft, { recursive: true, force: true });
  await createHistory(draft, lines, versions);
  repack(draft);
  if (storage === 'loose') unpack(draft);
  renameSync(draft, dir);
  return dir;
}

export async function benchHistory({ full, rounds }) {
  const folder = mkdtempSync(join(tmpdir(), 'ai-blame-bench-history-'));
  try {
    const program = await bundle(PROGRAM, join(folder, 'history.cjs'));
    const rows = [];
    for (const { goal, lines, versions, most, isLarge } of SIZES) {
      if (isLarge === true && !full) continue;
      for (const storage of ['loose', 'packed']) {
        const name = `history-${lines}-${versions}-${storage}`;
        const cwd = await makeHistory(join(DATA, name), { lines, versions, storage });
        const ours = { command: process.execPath, args: [program, cwd], cwd };
        const git = { command: 'git', args: ['blame', '-s', 'HEAD', '--', 'file.ts'], cwd };
        const times = interleaved({ ours, git }, rounds);
        const what = `${lines.toLocaleString('en')} lines, ${versions.toLocaleString('en')} versions, ${storage}`;
        rows.push(ratioRow(goal, what, times.ours, times.git, 'git blame -s', most[storage]));
      }
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (isProgram(import.meta.url)) printRows(await benchHistory(optionsOf(process.argv)));
