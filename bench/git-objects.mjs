/**
 * P2, P2b, P2c, P2e: walking the trees of all ghost commits, and one blob out of a large pack, whole process, against git.
 * Usage: node bench/git-objects.mjs [--rounds N]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePacked, makePackRepo, makeRepo } from './make-repo.mjs';
import {
  bundle,
  DATA,
  interleaved,
  isProgram,
  optionsOf,
  peakOf,
  printRows,
  ratioRow,
  row,
  STARTS,
} from './measure.mjs';

const PROGRAM = `
  import { readFileSync, writeFileSync } from 'node:fs';
  import { readCommit } from './src/git/commits.js';
  import { openRepository } from './src/git/repository.js';
  import { diffTrees, lookUp, PathLookup } from './src/git/trees.js';
  const [what, ids, path] = process.argv.slice(2);
  const repository = openRepository(process.cwd());
  const { objects } = repository;
  const treeOf = (id) => readCommit(objects, id).tree;
  const out = [];
  if (what === 'all') {
    let last = null;
    for (const id of readFileSync(ids, 'utf8').split('\\n')) {
      const tree = treeOf(id);
      if (last !== null) for (const { path } of diffTrees(objects, last, tree)) out.push(path);
      last = tree;
    }
  } else if (what === 'path') {
    const lookup = new PathLookup(objects, path);
    for (const id of readFileSync(ids, 'utf8').split('\\n')) out.push(lookup.find(treeOf(id))?.oid);
  } else {
    out.push(objects.read(lookUp(objects, treeOf(repository.head().commit), path).oid).data.length);
  }
  // As the product does: a stream takes longer to load than it takes to write.
  writeFileSync(1, out.join('\\n') + '\\n');
`;

export async function benchGitObjects({ rounds }) {
  const repository = await makeRepo(join(DATA, 'r5k-2000'), { ghosts: 2_000 });
  const { cwd, hot, ghosts } = repository;
  const packed = makePacked(join(DATA, 'r5k-2000-packed'), repository);
  const folder = mkdtempSync(join(tmpdir(), 'ai-blame-bench-git-'));
  try {
    const program = await bundle(PROGRAM, join(folder, 'git-objects.cjs'));
    const ids = join(folder, 'ids');
    writeFileSync(ids, ghosts.map(({ id }) => id).join('\n'));
    const pairs = ghosts.slice(1).map(({ id }, n) => `${id} ${ghosts[n].id}\n`);
    const ours = (place, ...args) => ({ command: process.execPath, args: [program, ...args], cwd: place });
    const git = (place, ...args) => ({ command: 'git', args, cwd: place, input: pairs.join('') });
    const times = interleaved(
      {
        all: ours(cwd, 'all', ids),
        gitAll: git(cwd, 'diff-tree', '--stdin', '-r'),
        packed: ours(packed, 'all', ids),
        gitPacked: git(packed, 'diff-tree', '--stdin', '-r'),
        path: ours(cwd, 'path', ids, hot),
        gitPath: git(cwd, 'diff-tree', '--stdin', '-r', '--', hot),
      },
      rounds,
    );
    const pack = await makePackRepo(join(DATA, 'pack'));
    const blob = { command: process.execPath, args: [program, 'blob', '-', pack.path], cwd: pack.cwd };
    const ends = STARTS.map(({ told, env }) => {
      const node = { command: process.execPath, args: ['-e', '0'], env };
      const each = interleaved({ blob: { ...blob, env }, node }, rounds * 2);
      return ratioRow('P2e', `a blob of a pack of 134 MB${told}`, each.blob, each.node, 'node -e 0', 1.6);
    });
    const peak = peakOf({ args: blob.args, cwd: pack.cwd });
    const all = 'git diff-tree --stdin -r';
    return [
      ratioRow('P2', `all paths of ${ghosts.length} ghosts, loose`, times.all, times.gitAll, all, 1.3),
      ratioRow('P2b', `all paths of ${ghosts.length} ghosts, packed`, times.packed, times.gitPacked, all, 8),
      ratioRow('P2c', `one path of ${ghosts.length} ghosts, loose`, times.path, times.gitPath, `${all} -- path`, 1.25),
      ...ends,
      row('P2e', 'peak of a blob of a pack of 134 MB', `${peak.toFixed(0)} MiB`, '', '', peak, 80, ' MiB'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (isProgram(import.meta.url)) {
  printRows(await benchGitObjects(optionsOf(process.argv)));
}
