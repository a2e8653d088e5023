/**
 * P2, P2c, P2e: walking the trees of all ghost commits, and one blob out of a large pack, whole process, against git.
 * Usage: node bench/git-objects.mjs [--quick] [--rounds N]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePackRepo, makeRepo } from './make-repo.mjs';
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
  tellVersions,
} from './measure.mjs';

const PROGRAM = `
  import { readFileSync } from 'node:fs';
  import { readCommit } from './src/git/commits.js';
  import { openRepository } from './src/git/repository.js';
  import { diffTrees, lookUp, PathLookup } from './src/git/trees.js';
  const [what, ids, path] = process.argv.slice(2);
  const { objects, head } = openRepository(process.cwd());
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
    out.push(objects.read(lookUp(objects, treeOf(openRepository(process.cwd()).head().commit), path).oid).data.length);
  }
  process.stdout.write(out.join('\\n') + '\\n');
`;

export async function benchGitObjects({ quick, rounds }) {
  const count = quick ? 500 : 2_000;
  const { cwd, hot, ghosts } = await makeRepo(join(DATA, `r5k-${count}`), { ghosts: count });
  const folder = mkdtempSync(join(tmpdir(), 'ai-blame-bench-git-'));
  try {
    const program = await bundle(PROGRAM, join(folder, 'git-objects.mjs'));
    const ids = join(folder, 'ids');
    writeFileSync(ids, ghosts.map(({ id }) => id).join('\n'));
    const pairs = ghosts.slice(1).map(({ id }, n) => `${id} ${ghosts[n].id}\n`);
    const ours = (...args) => ({ command: process.execPath, args: [program, ...args], cwd });
    const git = (...args) => ({ command: 'git', args, cwd, input: pairs.join('') });
    const times = interleaved(
      {
        all: ours('all', ids),
        gitAll: git('diff-tree', '--stdin', '-r'),
        path: ours('path', ids, hot),
        gitPath: git('diff-tree', '--stdin', '-r', '--', hot),
      },
      rounds,
    );
    const pack = await makePackRepo(join(DATA, 'pack'));
    const blob = { command: process.execPath, args: [program, 'blob', '-', pack.path], cwd: pack.cwd };
    const ends = interleaved({ blob, node: { command: process.execPath, args: ['-e', '0'] } }, rounds * 2);
    const peak = peakOf({ args: blob.args, cwd: pack.cwd });
    return [
      ratioRow(`P2   ${count} ghosts, all paths, loose`, times.all, times.gitAll, 'git diff-tree --stdin -r', 1.3),
      ratioRow(`P2c  ${count} ghosts, one path, loose`, times.path, times.gitPath, 'the same -- path', 1.25),
      ratioRow('P2e  one blob of a 134 MB pack', ends.blob, ends.node, 'node -e 0', 1.6),
      row('P2e  its peak', `${peak.toFixed(0)} MiB`, '', peak, 80, ' MiB'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (isProgram(import.meta.url)) {
  console.log(tellVersions());
  printRows(await benchGitObjects(optionsOf(process.argv)));
}
