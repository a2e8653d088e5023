/**
 * P3, P3b: the history of one file's lines, whole process, against `git blame -s` on the same storage.
 * Goals: 20,000 lines x 1,000 versions <= 0.75x; 2,000 x 1,000 <= 1.25x loose and <= 1.75x packed.
 * Usage: node bench/blame-history.mjs [rounds] [lines: only that size]
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROUNDS = Number(process.argv[2] ?? 5);
const SIZES = [
  { lines: 2_000, versions: 100, goal: { loose: null, packed: null } },
  { lines: 2_000, versions: 1_000, goal: { loose: 1.25, packed: 1.75 } },
  { lines: 20_000, versions: 100, goal: { loose: null, packed: null } },
  { lines: 20_000, versions: 1_000, goal: { loose: 0.75, packed: 0.75 } },
].filter(({ lines }) => process.argv[3] === undefined || lines === Number(process.argv[3]));
const folder = mkdtempSync(join(tmpdir(), 'ai-blame-bench-history-'));
const environment = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

function seeded(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x100000000) * limit);
  };
}

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

function pack(dir) {
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

async function buildProgram() {
  const outfile = join(folder, 'history.mjs');
  await build({
    stdin: {
      contents: `
        import { blameHistory } from './src/blame/history/blame-history.js';
        import { openRepository } from './src/git/repository.js';
        const repository = openRepository(process.argv[2]);
        const { objects, shallow } = repository;
        const start = repository.head().commit;
        const { lines } = blameHistory({ objects, start, path: 'file.ts', shallow });
        process.stdout.write(lines.map(({ commit, line }) => commit.slice(0, 8) + ' ' + line).join('\\n'));
      `,
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

function time(command, args, cwd) {
  const start = process.hrtime.bigint();
  const run = spawnSync(command, args, { cwd, env: environment, maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(`${command} failed: ${run.stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

try {
  const program = await buildProgram();
  const git = execFileSync('git', ['--version']).toString().trim();
  console.log(`node ${process.version}, ${git}; whole process, median of ${ROUNDS} interleaved rounds, milliseconds`);
  console.log('lines x versions  storage     ours      git    ratio  goal');
  for (const { lines, versions, goal } of SIZES) {
    const dir = join(folder, `${lines}-${versions}`);
    await createHistory(dir, lines, versions);
    for (const storage of ['packed', 'loose']) {
      if (storage === 'packed') pack(dir);
      else unpack(dir);
      const ours = [];
      const theirs = [];
      for (let round = -1; round < ROUNDS; round++) {
        const us = time(process.execPath, [program, dir], dir);
        const them = time('git', ['blame', '-s', 'HEAD', '--', 'file.ts'], dir);
        // The first round warms the disk cache.
        if (round < 0) continue;
        ours.push(us);
        theirs.push(them);
      }
      const ratio = median(ours) / median(theirs);
      const limit = goal[storage];
      const verdict = limit === null ? '' : `<= ${limit}x ${ratio <= limit ? 'ok' : 'MISSED'}`;
      console.log(
        `${lines} x ${versions}`.padEnd(18) +
          storage.padEnd(8) +
          [median(ours), median(theirs)].map((value) => value.toFixed(0).padStart(8)).join(' ') +
          `${ratio.toFixed(2)}x`.padStart(9) +
          `  ${verdict}`,
      );
    }
    rmSync(dir, { recursive: true, force: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
