import type { TraceSource } from '../../model/session.js';
import { Disk } from '../../scan/disk.js';
import { type FoundFile, listFiles } from '../../scan/list-files.js';
import type { DiscoveredTraces } from '../agent-adapter.js';
import { foundTraces } from '../found-traces.js';
import { roleOf } from './transcript-role.js';

/** Project, session, `subagents`, and the folders that some releases group sub-agents in. */
const DEPTH = 5;

/** Outputs of tools and notes of the agent: thousands of files, and no transcripts. */
const LEFT_OUT: ReadonlySet<string> = new Set(['tool-results', 'memory']);

/** The transcripts of the homes, of sessions and of sub-agents, in the order of homes and paths. */
export function discoverTranscripts(homes: readonly string[]): DiscoveredTraces {
  const disk = new Disk();
  const { files, unreadable } = listFiles(disk, homes, {
    folders: ['projects'],
    depth: DEPTH,
    accept: (name) => name.endsWith('.jsonl'),
    leaveOut: LEFT_OUT,
  });
  const stamps = new Map(files.filter(({ path }) => isTranscript(path)).map((file) => [sourceOf(file), file.stamp]));
  return foundTraces(stamps, unreadable, disk);
}

/** A helper that sums a conversation up edits nothing, and repeats all of it. */
function isTranscript(path: string): boolean {
  const role = roleOf(path);
  return role !== null && !(role.kind === 'sub-agent' && role.id.startsWith('acompact-'));
}

function sourceOf(file: FoundFile): TraceSource {
  return { agent: 'claude-code', home: file.root, path: file.path, kind: 'jsonl', size: file.stamp.size };
}
