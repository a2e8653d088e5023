/**
 * What one would first think of, for P7c: every trace through `ndjson`, every snapshot's file through isomorphic-git, every version
 * compared with the next by `diff`. Prints which snapshot brought each line.
 * Usage: node bench/obvious-stack.mjs HOME REPOSITORY PATH
 */
import fs, { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { diffArrays } from 'diff';
import git from 'isomorphic-git';
import ndjson from 'ndjson';

const [home, dir, filepath] = process.argv.slice(2);
const files = readdirSync(home, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
  .map((entry) => join(entry.parentPath, entry.name));

const snapshots = [];
for (const file of files) {
  let cwd = null;
  for await (const { timestamp, type, payload } of fs.createReadStream(file).pipe(ndjson.parse())) {
    if (typeof payload.cwd === 'string') cwd = payload.cwd;
    if (type === 'response_item' && payload.type === 'ghost_snapshot' && cwd === dir) {
      snapshots.push({ time: timestamp, oid: payload.ghost_commit.id });
    }
  }
}
snapshots.sort((a, b) => (a.time < b.time ? -1 : 1));

const cache = {};
let lines = [];
let origins = [];
for (const { oid } of snapshots) {
  const { blob } = await git.readBlob({ fs, dir, oid, filepath, cache });
  const next = Buffer.from(blob).toString().split('\n');
  if (next.length === lines.length && next.every((line, n) => line === lines[n])) continue;
  const made = [];
  let at = 0;
  for (const { count, added, removed } of diffArrays(lines, next)) {
    if (removed) at += count;
    else if (added) for (let n = 0; n < count; n++) made.push(oid);
    else for (let n = 0; n < count; n++) made.push(origins[at++]);
  }
  [lines, origins] = [next, made];
}
process.stdout.write(origins.map((oid, n) => `${oid.slice(0, 8)} ${lines[n]}`).join('\n'));
