import { resolve } from 'node:path';
import type { TraceSource } from '../../model/session.js';
import { Disk } from '../../scan/disk.js';
import { type FoundFile, listFiles } from '../../scan/list-files.js';
import type { DiscoveredTraces, TraceFinder } from '../agent-adapter.js';
import { foundTraces } from '../found-traces.js';
import { capturesFolder } from './homes.js';

/** Captures of the Agent Client Protocol: the protocol keeps nothing itself, so they lie where `ai-blame import` puts them. */
export function acpFinder(): TraceFinder {
  return {
    id: 'acp',
    option: { name: 'acp-home', describe: "Folder of ACP captures, in place of ai-blame's own (repeatable)" },
    homes: (env, { homes }) =>
      homes.length > 0 ? [...new Set(homes.map((path) => resolve(path)))] : [capturesFolder(env)],
    discover: discoverCaptures,
  };
}

function discoverCaptures(homes: readonly string[]): DiscoveredTraces {
  const disk = new Disk();
  const { files, unreadable } = listFiles(disk, homes, {
    folders: ['.'],
    depth: 0,
    accept: (name) => name.endsWith('.jsonl'),
  });
  const stamps = new Map(files.map((file) => [sourceOf(file), file.stamp]));
  return foundTraces(stamps, unreadable, disk);
}

function sourceOf({ root, path, stamp }: FoundFile): TraceSource {
  return { agent: 'acp', home: root, path: path.replace(/^\.\//, ''), kind: 'jsonl', size: stamp.size };
}
