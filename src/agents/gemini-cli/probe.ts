import type { TraceSource } from '../../model/session.js';
import type { SourceProbe } from '../agent-adapter.js';
import { parsedObject } from '../json-values.js';
import { isoTime } from '../times.js';
import { ChatLog } from './chat-log.js';
import { Checkpoints } from './checkpoints.js';
import { ProjectRoot } from './project-root.js';
import { readChat, readingOf } from './read-chat.js';
import { visitChat, visitRecord } from './records.js';

/** Messages begin with their id; metadata, which may name directories, does not. */
const MESSAGE = Buffer.from('{"id":"');

const TIME = '"timestamp":"';

/**
 * Reads what decides whether a transcript bears on a repository. Once the directory is proven a message tells nothing but times, which are
 * looked for in its bytes: only the message that seems to have the last one is parsed.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function probeChat(source: TraceSource): SourceProbe {
  if (source.kind === 'json' || !new Checkpoints(source).isEmpty) return readChat(source, null).probe;
  const root = new ProjectRoot(source);
  const log = new ChatLog(root);
  let first: string | null = null;
  let latest: { readonly time: string; readonly line: Buffer } | null = null;
  visitChat(source, log, (line) => {
    if (!root.isProven || !line.subarray(0, MESSAGE.length).equals(MESSAGE)) return false;
    first ??= log.firstTime;
    const times = timesIn(line);
    const [earliest, last] = [times[0], times.at(-1)];
    if (first === null || earliest === undefined || last === undefined || earliest < first) return false;
    if (latest === null || last > latest.time) latest = { time: last, line: Buffer.from(line) };
    return true;
  });
  const found = latest as { readonly time: string; readonly line: Buffer } | null;
  if (found !== null) {
    const record = parsedObject(found.line.toString('utf8'));
    // What looked like a time may be part of something else.
    if (record === null) return readChat(source, null).probe;
    visitRecord(record, { source, line: Number.MAX_SAFE_INTEGER, offset: 0, length: 0 }, log);
    const { probe } = readingOf(source, log, root, null);
    return (probe.lastTime ?? '') < found.time ? readChat(source, null).probe : probe;
  }
  return readingOf(source, log, root, null).probe;
}

/** All that look like one, in order. */
function timesIn(line: Buffer): string[] {
  const times: string[] = [];
  for (let at = line.indexOf(TIME); at !== -1; at = line.indexOf(TIME, at + 1)) {
    const from = at + TIME.length;
    const time = isoTime(line.toString('latin1', from, Math.min(line.length, from + 40)).split('"')[0]);
    if (time !== null) times.push(time);
  }
  return times.sort();
}
